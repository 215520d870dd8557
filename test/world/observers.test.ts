/** Hook, tripwires and inspection each catch what the others miss: every row names who saw the effect and where it is said to come from. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { type Attack, type LayoutEntry, powers } from '../../model/attack.ts';
import type { Access, Observation } from '../../model/observation.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { World } from '../../model/world.ts';
import { targetConfig, violatedIn, worldOf } from './kit.ts';

/** Operation, what it is given, and each access outside: action, base name, observers, function that is named. */
type Row = readonly [python: string, name: string, seen: readonly string[]];

const onlyTripwires: readonly Row[] = [
  ['c_read', '../secret.txt', ['read secret.txt by tripwire in -']],
  ['c_list', '..', ['list r0 by tripwire in -']],
  ['c_setxattr', '../secret.txt', ['metadata secret.txt by tripwire in -']],
  ['c_setxattr', '..', ['metadata r0 by tripwire in -']],
  ['shell_read', '../secret.txt', ['read secret.txt by tripwire in shell_read']],
  ['c_come_and_go', '../fresh', ['create fresh by tripwire in -']],
];

const onlyInspection: readonly Row[] = [
  ['c_map_write', '../secret.txt', ['write secret.txt by inspection in -']],
  ['c_link_in', '../secret.txt', ['link secret.txt by inspection in -']],
];

const onlyHook: readonly Row[] = [
  ['map_read', '../secret.txt', ['read secret.txt by hook in map_read']],
  ['make', join(packageRoot, 'must-not-exist'), ['create must-not-exist by hook in make']],
  ['forked', '/must-not-exist', ['create must-not-exist by hook in make']],
  ['pooled', '/must-not-exist', ['create must-not-exist by hook in make']],
];

const pastTheHook: readonly Row[] = [
  ['c_write', '../secret.txt', ['write secret.txt by inspection tripwire in -']],
  ['c_write', '../fresh', ['create fresh by inspection tripwire in -']],
  ['c_append', '../secret.txt', ['write secret.txt by inspection tripwire in -']],
  ['c_truncate', '../secret.txt', ['write secret.txt by inspection tripwire in -']],
  ['c_unlink', '../secret.txt', ['delete secret.txt by inspection tripwire in -']],
  ['c_rename_in', '../secret.txt', ['delete secret.txt by inspection tripwire in -']],
  ['c_rename_out', '../fresh', ['create fresh by inspection tripwire in make']],
  // After the rows above, whose moat files were rebuilt: a new file may have the inode of an old one.
  ['c_link_out', '../fresh', ['create fresh by inspection tripwire in make']],
  ['c_chmod', '../secret.txt', ['metadata secret.txt by inspection tripwire in -']],
  ['c_chmod', '..', ['metadata r0 by inspection tripwire in -']],
  ['c_chown', '../secret.txt', ['metadata secret.txt by inspection tripwire in -']],
  ['c_times', '../secret.txt', ['metadata secret.txt by inspection tripwire in -']],
  ['shell_write', '../fresh', ['create fresh by inspection tripwire in shell_write']],
];

const byUnusualCalls: readonly Row[] = [
  ['forked', '../fresh', ['create fresh by inspection tripwire hook in make']],
  ['forked_of_fork', '../fresh', ['create fresh by inspection tripwire hook in make']],
  ['by_dir_fd', '../fresh', ['create fresh by inspection tripwire hook in by_dir_fd']],
  ['open_code', '../secret.txt', ['read secret.txt by tripwire hook in open_code']],
  ['sendfile', '../secret.txt', ['read secret.txt by tripwire hook in sendfile']],
  ['copied_in', '../secret.txt', ['read secret.txt by tripwire hook in copied_in']],
  ['copied_out', '../fresh', ['create fresh by inspection tripwire hook in copied_out']],
  ['threaded', '../fresh', ['create fresh by inspection tripwire hook in make']],
  ['setxattr', '../secret.txt', ['metadata secret.txt by tripwire hook in setxattr']],
  ['mark_and_clear', '../secret.txt', ['metadata secret.txt by tripwire hook in mark_and_clear']],
  [
    'map_write',
    '../secret.txt',
    ['write secret.txt by inspection hook in map_write', 'read secret.txt by hook in map_write'],
  ],
  ['database', '../secret.txt', ['read secret.txt by tripwire hook in database']],
  [
    'database',
    '../fresh',
    [
      'create fresh by inspection tripwire hook in database',
      'create fresh-journal by tripwire hook in database',
    ],
  ],
];

/** A rename puts one file in the place of another; what a step has made itself it may remove. */
const replacing: readonly Row[] = [
  ['replaced', '../secret.txt', ['write secret.txt by inspection tripwire hook in move']],
  ['replaced', '../fresh', ['create fresh by inspection tripwire hook in move']],
  [
    'by_temporary',
    '../secret.txt',
    [
      // Learnt endings stand in the moat as well.
      'write secret.txt.tmp by tripwire hook in make',
      'write secret.txt by inspection tripwire hook in move',
    ],
  ],
  [
    'removed_and_made',
    '../secret.txt',
    ['create secret.txt by tripwire hook in make', 'delete secret.txt by tripwire hook in removed'],
  ],
];

const hard: LayoutEntry = {
  kind: 'hardlink',
  zone: 'own',
  path: 'h',
  to: [{ place: 'moat' }, '/secret.txt'],
};

const silent: readonly (readonly [python: string, name: string, layout: readonly LayoutEntry[]])[] = [
  ['map_inside', '../secret.txt', []],
  ['map_nothing', '../secret.txt', []],
  ['setxattr', 'a', [{ kind: 'file', zone: 'own', path: 'a', content: '' }]],
  ['c_setxattr', 'a', [{ kind: 'file', zone: 'own', path: 'a', content: '' }]],
  ['hard_link_and_back', '../secret.txt', []],
  ['c_unlink', 'h', [hard]],
  ['c_read', '../missing', []],
  ['c_link_within', 'twin', []],
  ['shell_read', '../missing', []],
];

const groups: Readonly<Record<string, readonly Row[]>> = {
  'tripwires alone': onlyTripwires,
  'inspection alone': onlyInspection,
  'the hook alone': onlyHook,
  'the kernel and the disk, past the hook': pastTheHook,
  'all that there is to see of unusual calls': byUnusualCalls,
  'all that there is to see of replacements': replacing,
};

let world: World;

beforeAll(async () => {
  const rows = [...Object.values(groups).flat(), ...silent];
  const names = [...rows.map(([python]) => python), 'read_among_others'];
  const operations = Object.fromEntries(names.map((python) => [python, call(python)]));
  world = await worldOf(targetConfig({ operations, attacker: { powers } }));
});
afterAll(() => world.close());

function call(python: string): UserOperation {
  const name = text({ example: '{token}.txt' });
  return { call: `./observers.py:${python}`, arguments: { root: fixed('{sandbox}'), name } };
}

function attack(operation: string, name: string, layout: readonly LayoutEntry[] = []): Attack {
  const step = { operation, actor: 'attacker', arguments: { name: { text: name } } };
  return { layout, steps: [step], race: null };
}

function outside({ accesses }: Observation): string[] {
  return accesses.filter(({ owner }) => owner.kind === 'outside').map(lineOf);
}

function lineOf({ action, resource, seenBy, location }: Access): string {
  const name = resource.store === 'file' ? resource.shown.split('/').at(-1) : '';
  return `${action} ${name} by ${seenBy.join(' ')} in ${location?.function ?? '-'}`;
}

for (const [observers, rows] of Object.entries(groups)) {
  describe.runIf(process.platform === 'linux')(`seen by ${observers}`, () => {
    it.each(rows)('%s of %s', async (python, name, seen) => {
      const observation = await world.run(attack(python, name));
      expect(outside(observation).sort()).toEqual([...seen].sort());
      expect(violatedIn(observation)).not.toEqual([]);
    });
  });
}

it('what a file is read by is the call that reads it by another of its names', async () => {
  const observation = await world.run(attack('read_among_others', 'h', [hard]));
  expect(outside(observation)).toEqual(['read secret.txt by tripwire in read_named']);
});

it('an operation that starts another process is tested, though what that reads in the sandbox is not seen', () => {
  const tested = world.rehearsal.operations.filter((one) => one.tested).map(({ name }) => name);
  expect(tested).toContain('shell_read');
});

describe('nothing is said', () => {
  it.each(silent)('of %s of %s', async (python, name, layout) => {
    expect(violatedIn(await world.run(attack(python, name, layout)))).toEqual([]);
  });

  it('where extended attributes were set before: the case took them back', async () => {
    for (const python of ['c_setxattr', 'setxattr', 'c_setxattr']) {
      const observation = await world.run(attack(python, '../data.json'));
      expect(violatedIn(observation)).toEqual(['no-metadata-change-outside']);
      expect(violatedIn(await world.run(attack('c_read', '../missing')))).toEqual([]);
    }
  });
});
