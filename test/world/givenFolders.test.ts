/** Links in the folder that an operation is given, where the config says that the attacker may plant some. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { attackArbitrary, probesOf } from '../../generators/index.ts';
import type { Attack } from '../../model/attack.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { World } from '../../model/world.ts';
import { startItemEngine } from '../../observers/dynamodb/engine.ts';
import { properties } from '../../properties/index.ts';
import { createWorld } from '../../world/world.ts';
import { testPython } from '../python.ts';

const folder = fixed('{sandbox}/vault');
const walking = (name: string): UserOperation => ({ call: `./folders.py:${name}`, arguments: { folder } });
const naming = (name: string): UserOperation => ({
  call: `./folders.py:${name}`,
  arguments: { folder, name: text({ example: 'note.md' }) },
});
const operations: Record<string, UserOperation> = {
  readNotes: walking('read_notes'),
  readNotesWithin: walking('read_notes_within'),
  readNote: naming('read_note'),
  readNoteWithin: naming('read_note_within'),
  writeNote: naming('write_note'),
  writeNoteWithin: naming('write_note_within'),
};

let world: World;
beforeAll(async () => {
  const config = completeConfig(
    {
      operations,
      attacker: { powers: ['request', 'own-folder'] },
      sandbox: { files: { 'vault/note.md': '# Hello' } },
    },
    join(packageRoot, 'test', 'targets', 'trespass.config.ts'),
  );
  const python = await testPython();
  world = await createWorld(config, { startTarget: startPythonTarget, startItemEngine, python });
}, 60_000);
afterAll(() => world.close());

/** The world's knowledge of one operation, so that its attacks are of that one alone. */
function knowledgeOf(name: string): World['knowledge'] {
  const { knowledge } = world;
  return { ...knowledge, operations: knowledge.operations.filter((operation) => operation.name === name) };
}

function drawnOn(name: string, numRuns: number): readonly Attack[] {
  return fc.sample(attackArbitrary(knowledgeOf(name), name), { numRuns, seed: 5 });
}

async function violated(attack: Attack): Promise<string[]> {
  const observation = await world.run(attack);
  return properties
    .filter(({ severity, judge }) => severity !== 'info' && judge(observation).length > 0)
    .map(({ id }) => id);
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
];

describe('a link in the given folder', () => {
  it.each(faults)('is among the first 300 probes of %s and shows %s', async (operation, property) => {
    const probes = probesOf(knowledgeOf(operation), operation).slice(0, 300);
    expect(await casesUntil(property, probes)).not.toBeNull();
  });

  it.each(faults)('is among 300 drawn attacks on %s and shows %s', async (operation, property) => {
    expect(await casesUntil(property, drawnOn(operation, 300))).not.toBeNull();
  });

  it.each(['readNotesWithin', 'readNoteWithin', 'writeNoteWithin'])(
    'leaves %s silent',
    async (operation) => {
      const attacks = [...probesOf(knowledgeOf(operation), operation), ...drawnOn(operation, 200)];
      for (const attack of attacks) expect([attack, await violated(attack)]).toEqual([attack, []]);
    },
    120_000,
  );
});
