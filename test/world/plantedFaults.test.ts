/** Each property of the file system fails on a planted fault and holds on its corrected twin, on a real target. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arenaParent } from '../../arena/arenaParent.ts';
import { arenaPrefix } from '../../arena/mark.ts';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { type Attack, type LayoutEntry, powers } from '../../model/attack.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { targetConfig, violatedIn, worldOf } from './kit.ts';

const root = fixed('{sandbox}');
const call = (name: string, from?: string): UserOperation => ({
  call: `./files.py:${name}`,
  arguments: { root, name: text(from === undefined ? { example: '{token}.txt' } : { from }) },
});
const made = 'make.response';
const operations: Record<string, UserOperation> = {
  make: call('make'),
  write: call('write'),
  writeSafely: call('write_safely'),
  read: call('read', made),
  readSafely: call('read_safely', made),
  openAndRefuse: call('open_and_refuse', made),
  keepAtomically: call('keep_atomically', made),
  copyLink: call('copy_link', made),
  copyFollowed: call('copy_followed', made),
  delete: call('delete', made),
  deleteSafely: call('delete_safely', made),
  protect: call('protect', made),
  protectSafely: call('protect_safely', made),
  writeSame: call('write_same', made),
  touch: call('touch', made),
  makeFolder: call('make_folder'),
};
const given = fixed('{sandbox}/out');
const intoGiven: Record<string, UserOperation> = {
  write: {
    call: './files.py:write_below',
    arguments: { root: given, name: text({ example: '{token}.txt' }) },
  },
  both: {
    call: './files.py:write_twice',
    arguments: { root: given, name: text({ example: '{token}.txt' }) },
  },
};
const links: Record<string, UserOperation> = {
  make: call('make'),
  link: call('link', made),
  linkSafely: call('link_safely', made),
};

let world: World;

beforeAll(async () => {
  world = await powerfulWorld(operations);
});
afterAll(() => world.close());

function powerfulWorld(declared: Record<string, UserOperation>): Promise<World> {
  return worldOf(targetConfig({ operations: declared, attacker: { powers } }));
}

function attack(operation: string, name: Text, layout: readonly LayoutEntry[] = []): Attack {
  return {
    layout,
    steps: [{ operation, actor: 'attacker', arguments: { name: { text: name } } }],
    race: null,
  };
}

async function violated(one: World, tried: Attack): Promise<string[]> {
  return violatedIn(await one.run(tried));
}

const secret: LayoutEntry = {
  kind: 'symlink',
  zone: 'own',
  path: 'l',
  to: [{ place: 'moat' }, '/secret.txt'],
};
const folder: LayoutEntry = { kind: 'symlink', zone: 'own', path: 'f', to: [{ place: 'moat' }] };
const inFolder: LayoutEntry = { kind: 'directory', zone: 'own', path: 'x' };
const hard: LayoutEntry = {
  kind: 'hardlink',
  zone: 'own',
  path: 'h',
  to: [{ place: 'moat' }, '/secret.txt'],
};

const writeAndRead = ['no-write-outside', 'no-read-outside'];
const steps = (operation: string, name: Text) => attack(operation, name).steps;

const rows: readonly [name: string, attack: Attack, violated: readonly string[]][] = [
  ['dotdot-write', attack('write', '../a'), ['no-write-outside']],
  ['dotdot-write-twin', attack('writeSafely', '../a'), []],
  [
    'dotdot-that-stays-inside',
    attack('write', 'x/../a', [{ kind: 'directory', zone: 'own', path: 'x' }]),
    [],
  ],
  ['absolute-write', attack('write', [{ place: 'moat' }, '/secret.txt']), ['no-write-outside']],
  ['sibling-write', attack('write', [{ place: 'sandbox' }, '-evil/a']), ['no-write-outside']],
  ['sibling-write-twin', attack('writeSafely', [{ place: 'sandbox' }, '-evil/a']), []],
  ['final-link-write', attack('write', 'l', [secret]), ['no-write-outside']],
  ['final-link-write-twin', attack('writeSafely', 'l', [secret]), []],
  ['parent-link-write', attack('write', 'f/a', [folder]), ['no-write-outside']],
  ['hard-link-write', attack('write', 'h', [hard]), ['no-write-outside']],
  ['write-that-fails-outside', attack('write', '../missing/a'), []],
  ['dotdot-read', attack('read', '../secret.txt'), ['no-read-outside', 'no-disclosure']],
  ['dotdot-read-twin', attack('readSafely', '../secret.txt'), []],
  ['opened-but-not-read', attack('openAndRefuse', '../secret.txt'), []],
  ['read-of-nothing', attack('read', '../missing'), []],
  ['dotdot-delete', attack('delete', '../secret.txt'), ['no-delete-outside']],
  ['dotdot-delete-twin', attack('deleteSafely', '../secret.txt'), []],
  ['deleted-link-to-outside', attack('delete', 'l', [secret]), []],
  ['moved-link-to-outside', attack('keepAtomically', 'l', [secret]), []],
  ['moved-folder-with-link', attack('keepAtomically', 'x', [inFolder, { ...secret, path: 'x/l' }]), []],
  ['copied-link-to-outside', attack('copyFollowed', 'l', [secret]), ['no-read-outside']],
  ['copied-link-to-outside-twin', attack('copyLink', 'l', [secret]), []],
  ['moved-hard-link', attack('keepAtomically', 'h', [hard]), []],
  ['deleted-hard-link', attack('delete', 'h', [hard]), []],
  ['dotdot-chmod', attack('protect', '../secret.txt'), ['no-metadata-change-outside']],
  ['dotdot-chmod-twin', attack('protectSafely', '../secret.txt'), []],
  ['equal-content-is-a-write', attack('writeSame', '../secret.txt'), writeAndRead],
  ['times-are-metadata', attack('touch', '../secret.txt'), ['no-metadata-change-outside']],
  [
    'folder-times-are-not',
    { ...attack('makeFolder', '../n'), steps: [...steps('makeFolder', '../n'), ...steps('write', '../n/a')] },
    ['no-write-outside'],
  ],
];

describe('a world', () => {
  it.each(rows)('judges %s by its effects', async (_, tried, expected) => {
    expect(await violated(world, tried)).toEqual(expected);
  });

  it('gives the same verdict again after the moat was changed, so the reset is exact', async () => {
    const tried = attack('delete', '../secret.txt');
    for (let round = 0; round < 3; round += 1)
      expect(await violated(world, tried)).toEqual(['no-delete-outside']);
    expect(await violated(world, attack('read', '../secret.txt'))).toEqual([
      'no-read-outside',
      'no-disclosure',
    ]);
  });

  it('names the line of the target that did it', async () => {
    const observation = await world.run(attack('write', '../a'));
    const [access] = observation.accesses.filter(({ owner }) => owner.kind === 'outside');
    expect(access?.location?.file).toBe(join(packageRoot, 'test', 'targets', 'files.py'));
    expect(access?.location?.function).toBe('write');
  });

  it('refuses a write to the real system before it happens', async () => {
    const place = join(packageRoot, 'test', 'targets', 'must-not-exist');
    expect(await violated(world, attack('write', place))).toEqual(['no-write-outside']);
    expect(readdirSync(join(packageRoot, 'test', 'targets'))).not.toContain('must-not-exist');
  });

  it('sees a link made to the outside, and none made inside', async () => {
    const linking = await powerfulWorld(links);
    try {
      expect(await violated(linking, attack('link', '../secret.txt'))).toEqual(['no-link-out']);
      expect(await violated(linking, attack('linkSafely', '../secret.txt'))).toEqual([]);
    } finally {
      await linking.close();
    }
  });

  it('holds an operation to the folder that it is given, where its harmless runs keep to it', async () => {
    const giving = await powerfulWorld(intoGiven);
    try {
      expect(await violated(giving, attack('write', '../out-evil/a'))).toEqual(['no-write-outside']);
      expect(await violated(giving, attack('write', 'x/../a'))).toEqual([]);
      expect(await violated(giving, attack('both', '../beside/a'))).toEqual([]);
    } finally {
      await giving.close();
    }
  });

  it('leaves no arena behind when it is closed', async () => {
    // Other processes have arenas of their own.
    const mark = `"pid":${process.pid},`;
    const isOwn = (name: string): boolean => {
      const file = join(arenaParent(), name, '.trespass-arena');
      return existsSync(file) && readFileSync(file, 'utf8').includes(mark);
    };
    const own = () =>
      readdirSync(arenaParent()).filter((name) => name.startsWith(arenaPrefix) && isOwn(name));
    const before = own();
    await (await powerfulWorld({ make: call('make') })).close();
    expect(before.length).toBeGreaterThan(0);
    expect(own()).toEqual(before);
  });
});
