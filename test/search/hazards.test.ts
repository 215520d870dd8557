/** What is looked at here and resolved again there is told where no race was won; the rest is nobody's hazard. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../model/finding.ts';
import type { LearntAccess } from '../../model/knowledge.ts';
import type { Location } from '../../model/records.ts';
import { hazardNotes } from '../../search/hazards.ts';
import { service } from '../generators/knowledge.ts';
import { knowing } from '../knowledge.ts';

const at = (line: number): Location => ({ file: '/srv/shop/views.py', line, function: 'read' });
const access = (
  action: LearntAccess['action'],
  path: string,
  line: number,
  more: Partial<LearntAccess> = {},
): LearntAccess => ({ action, zone: 'own', path, exists: true, stable: true, location: at(line), ...more });

function told(learnt: readonly LearntAccess[], findings: readonly Finding[] = []): readonly string[] {
  return hazardNotes(knowing({ races: { accesses: { read: learnt } } }, service), findings, '/srv/shop').map(
    ({ text }) => text,
  );
}

describe('a hazard', () => {
  it('is a look and a use of the same name in two places', () => {
    expect(told([access('look', 'a.txt', 3), access('read', 'a.txt', 7)])).toEqual([
      'read: own/a.txt is looked at in views.py:3 and resolved again in views.py:7 (read)',
    ]);
  });

  it('is a folder that is looked at before something below it is used', () => {
    expect(told([access('look', 'a', 3), access('delete', 'a/b.txt', 7)])).toEqual([
      'read: own/a is looked at in views.py:3 and resolved again in views.py:7 (delete)',
    ]);
  });

  it('is told once for each line of the target, with the operations that come by there', () => {
    const learnt = [access('look', 'a.txt', 3), access('read', 'a.txt', 7)];
    const accesses = Object.fromEntries(
      ['read', 'save', 'drop', 'list', 'move'].map((name) => [name, learnt]),
    );
    const notes = hazardNotes(knowing({ races: { accesses } }, service), [], '/srv/shop');
    expect(notes.map(({ text }) => text)).toEqual([
      'read, save, drop and 2 more operations: own/a.txt is looked at in views.py:3 and resolved again in views.py:7 (read)',
    ]);
  });

  it('is counted where there are too many lines to tell them all', () => {
    const learnt = Array.from({ length: 30 }, (_, index) => [
      access('look', `${index}.txt`, 3),
      access('read', `${index}.txt`, 100 + index),
    ]).flat();
    expect(told(learnt)).toHaveLength(21);
    expect(told(learnt).at(-1)).toBe('and 10 more such lines');
  });

  it.each<[string, readonly LearntAccess[]]>([
    [
      'a name in a folder that is held open, with no link followed',
      [access('look', 'a.txt', 3), access('read', 'a.txt', 7, { held: true })],
    ],
    ['one call that looks and uses', [access('look', 'a.txt', 3), access('read', 'a.txt', 3)]],
    ['a use before the look', [access('read', 'a.txt', 3), access('look', 'a.txt', 7)]],
    ['another name', [access('look', 'a.txt', 3), access('read', 'a.txt.bak', 7)]],
    ['a name that nobody can know', [access('look', 'x', 3, { stable: false }), access('read', 'x', 7)]],
  ])('is not %s', (_, learnt) => {
    expect(told(learnt)).toEqual([]);
  });

  it('is none where the use was shown to lead out', () => {
    const found = { operation: 'read', power: 'race', location: { file: 'views.py', line: 7 } } as Finding;
    expect(told([access('look', 'a.txt', 3), access('read', 'a.txt', 7)], [found])).toEqual([]);
  });
});
