/** What a replay's world learns follows from the attacks that it is asked to do. */
import { describe, expect, it } from 'vitest';
import { plainArchive } from '../../model/archive.ts';
import type { Attack } from '../../model/attack.ts';
import { lessonsFor, noLessons } from '../../world/lessons/lessons.ts';

const step = { operation: 'upload', actor: 'attacker', arguments: { name: { text: 'a' } } };
const plain: Attack = { layout: [], steps: [step], race: null };

describe('lessons for known attacks', () => {
  it('are none where nothing but requests is sent', () => {
    expect(lessonsFor([plain])).toEqual(noLessons);
  });

  it('are which parameters take archives where one is sent', () => {
    const sent = { ...step, arguments: { name: { archive: plainArchive('tar', { a: 'word' }) } } };
    expect(lessonsFor([plain, { ...plain, steps: [sent] }]).archives).toBe(true);
  });

  it('are names that are made again where something waits in a temporary folder', () => {
    const waiting: Attack = { ...plain, layout: [{ kind: 'symlink', zone: 'temp', path: 'a', to: 'b' }] };
    expect(lessonsFor([waiting]).predictable).toBe(true);
    const own: Attack = { ...plain, layout: [{ kind: 'symlink', zone: 'own', path: 'a', to: 'b' }] };
    expect(lessonsFor([own]).predictable).toBe(false);
  });
});
