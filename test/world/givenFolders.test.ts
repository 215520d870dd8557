/** Links in the folder that an operation is given, where the config says that the attacker may plant some. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserConfig, type UserOperation } from '../../config/userConfig.ts';
import { attackArbitrary } from '../../generators/index.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { convicting, targetConfig, violatedIn, worldOf } from './kit.ts';

const folder = fixed('{sandbox}/vault');
const walking = (name: string): UserOperation => ({ call: `./folders.py:${name}`, arguments: { folder } });
const naming = (name: string): UserOperation => ({
  call: `./folders.py:${name}`,
  arguments: { folder, name: text({ example: 'note.md' }) },
});
const inRoot = (name: string): UserOperation => ({
  call: `./folders.py:${name}`,
  arguments: { folder: fixed('{sandbox}'), name: text({ example: 'note.md' }) },
});
const operations: Record<string, UserOperation> = {
  readNotes: walking('read_notes'),
  readNotesWithin: walking('read_notes_within'),
  readNote: naming('read_note'),
  readNoteWithin: naming('read_note_within'),
  writeNote: naming('write_note'),
  writeNoteWithin: naming('write_note_within'),
  readNotesByPrefix: walking('read_notes_by_prefix'),
  readNoteByPrefix: naming('read_note_by_prefix'),
  writeNoteByPrefix: naming('write_note_by_prefix'),
  readRootByPrefix: inRoot('read_note_by_prefix'),
  readRootWithin: inRoot('read_note_within'),
};

const home = fixed('{sandbox}/homes/{actor}');
const inHome = (name: string): UserOperation => ({
  call: `./folders.py:${name}`,
  arguments: { folder: home, name: text({ from: 'keep.response' }) },
});
const inHomes: Record<string, UserOperation> = {
  keep: {
    call: './folders.py:keep_note',
    arguments: { folder: home, name: text({ example: '{token}.md' }) },
  },
  readByPrefix: inHome('read_note_by_prefix'),
  readWithin: inHome('read_note_within'),
};

let world: World;
let homes: World;
beforeAll(async () => {
  world = await plantingWorld({
    operations,
    sandbox: { files: { 'vault/note.md': '# Hello', 'note.md': 'Hello' } },
  });
  homes = await plantingWorld({ operations: inHomes, actors: { attacker: {}, attacker2: {} } });
}, 60_000);
afterAll(() => Promise.all([world.close(), homes.close()]));

function plantingWorld(given: UserConfig): Promise<World> {
  const powers: UserConfig = { attacker: { powers: ['request', 'own-folder'] }, ...given };
  return worldOf(targetConfig(powers));
}

/** The world's knowledge of one operation, so that its attacks are of that one alone. */
function knowledgeOf(name: string, { knowledge } = world): World['knowledge'] {
  return { ...knowledge, operations: knowledge.operations.filter((operation) => operation.name === name) };
}

function drawnOn(name: string, numRuns: number): readonly Attack[] {
  return fc.sample(attackArbitrary(knowledgeOf(name), name), { numRuns, seed: 5 });
}

async function violated(attack: Attack, one = world): Promise<string[]> {
  return violatedIn(await one.run(attack), convicting);
}

/** How many cases it takes until the property is violated by what is planted; null where it never is. */
async function casesUntil(property: string, attacks: readonly Attack[]): Promise<number | null> {
  for (const [index, attack] of attacks.entries())
    if (attack.layout.length > 0 && (await violated(attack)).includes(property)) return index + 1;
  return null;
}

const faults: readonly [operation: string, property: string][] = [
  ['readNotes', 'no-read-outside'],
  ['readNote', 'no-read-outside'],
  ['writeNote', 'no-write-outside'],
  ['readNotesByPrefix', 'no-read-outside'],
  ['readNoteByPrefix', 'no-read-outside'],
  ['writeNoteByPrefix', 'no-write-outside'],
  ['readRootByPrefix', 'no-read-outside'],
];

describe('a link in the given folder', () => {
  it.each(faults)('is among the first 300 probes of %s and shows %s', async (operation, property) => {
    const probes = probeAttacks(knowledgeOf(operation), operation).slice(0, 300);
    expect(await casesUntil(property, probes)).not.toBeNull();
  });

  it.each(faults)('is among 2,000 drawn attacks on %s and shows %s', async (operation, property) => {
    expect(await casesUntil(property, drawnOn(operation, 2_000))).not.toBeNull();
  });

  it.each(['readNotesWithin', 'readNoteWithin', 'writeNoteWithin', 'readRootWithin'])(
    'leaves %s silent',
    async (operation) => {
      const attacks = [...probeAttacks(knowledgeOf(operation), operation), ...drawnOn(operation, 200)];
      for (const attack of attacks) expect([attack, await violated(attack)]).toEqual([attack, []]);
    },
    120_000,
  );
});

describe('a link to another tenant whose folder is called almost like the attacker’s', () => {
  const attacks = (name: string): readonly Attack[] => probeAttacks(homes.knowledge, name);

  it('is planted, and passes a check that compares strings', async () => {
    const planted = attacks('readByPrefix').filter(({ layout }) => layout.length > 0);
    const found = [];
    for (const attack of planted)
      if ((await violated(attack, homes)).includes('no-cross-tenant-read')) found.push(attack);
    expect(found.length).toBeGreaterThan(0);
  });

  it('leaves a check by components silent', async () => {
    for (const attack of attacks('readWithin'))
      expect([attack, await violated(attack, homes)]).toEqual([attack, []]);
  }, 60_000);
});
