/** Folders that exist only during a step are somebody's own too: links wait in them under predictable names. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { convicting, targetWorld, violatedOn } from './kit.ts';

const called = (name: string): UserOperation => ({
  call: `./staging.py:${name}`,
  arguments: {
    ...{ root: fixed('{sandbox}'), tenant: fixed('{actor}') },
    ...{ name: text({ example: '{token}.txt' }), content: text() },
  },
});
let world: World;

beforeAll(async () => {
  world = await targetWorld(
    { upload: called('upload'), uploadExclusively: called('upload_exclusively') },
    { attacker: { powers: ['request', 'own-folder'] } },
  );
});
afterAll(() => world.close());

async function violatedBy(operation: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const planted = probeAttacks(world.knowledge, operation).filter(
    ({ layout, race }) => layout.length > 0 && race === null,
  );
  expect(planted.length).toBeGreaterThan(5);
  for (const attack of planted.slice(0, 60))
    for (const id of await violatedOn(world, attack, convicting)) found.add(id);
  return found;
}

describe('a staging folder that is removed after each upload', () => {
  it('is its tenant’s own, as the ledger says', () => {
    const notes = world.rehearsal.notes.map(({ text: told }) => told).join('\n');
    expect(notes).toMatch(/\{sandbox\}\/staging\/attacker.* is attacker's own folder/);
  });

  it('holds a link under the name of the next upload, which is followed', async () => {
    expect(await violatedBy('upload')).toContain('no-write-outside');
  });

  it('holds it in vain where files are made anew', async () => {
    expect(await violatedBy('uploadExclusively')).toEqual(new Set());
  });
});
