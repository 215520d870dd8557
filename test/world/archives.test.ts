/** Archive attacks on real targets: planted faults of unpacking are found by the first probes, their twins stay silent. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveOf } from '../../generators/archives/archiveAim.ts';
import { beyondPathMax } from '../../generators/archives/archiveChains.ts';
import { classesOf } from '../../generators/index.ts';
import { attackShrinks } from '../../generators/shrinks/attackShrinks.ts';
import type { Member } from '../../model/archive.ts';
import type { Attack } from '../../model/attack.ts';
import type { Parameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { type Archives, filteringOperations, isChain, openArchives, soundOperations } from './archiveKit.ts';

let archives: Archives;
let world: World;

beforeAll(async () => {
  archives = await openArchives();
  world = archives.world;
}, 60_000);
afterAll(() => world.close());

/** How many cases it took until the property was violated; null where it never was. */
async function casesUntil(property: string, attacks: readonly Attack[]): Promise<number | null> {
  for (const [index, attack] of attacks.entries())
    if ((await archives.violated(attack)).includes(property)) return index + 1;
  return null;
}

const faults: readonly [operation: string, property: string, casesMax: number][] = [
  ['untar', 'no-write-outside', 1],
  ['untar', 'no-link-out', 20],
  ['untar', 'no-metadata-change-outside', 60],
  ['unzipByHand', 'no-write-outside', 1],
  ['unpack', 'no-write-outside', 1],
  ['unzipByPrefix', 'no-write-outside', 20],
  ['unzipTurnedLate', 'no-write-outside', 20],
  ['untarWithLinks', 'no-write-outside', 20],
  ['untarWithLinksByPrefix', 'no-write-outside', 30],
  ['unzipThenProtect', 'no-metadata-change-outside', 60],
  ['unzipUpload', 'no-write-outside', 5],
  ['unzipTemplate', 'no-write-outside', 5],
  ['restore', 'no-write-outside', 20],
  ['restoreNamed', 'no-write-outside', 20],
  ['restoreListed', 'no-write-outside', 20],
  ['unzipByPattern', 'no-write-outside', 20],
  ['undeclared', 'no-write-outside', 1],
];

describe('archive attacks', () => {
  it.each(faults)('on %s show %s within %i cases', async (operation, property, casesMax) => {
    expect(await casesUntil(property, archives.attacksOn(operation, casesMax))).not.toBeNull();
  });

  // As many as 650 on each: `npm run test:long`.
  it.each(soundOperations)('leave %s silent for 120 cases', async (operation) => {
    const attacks = [...archives.attacksOn(operation, 80), ...archives.drawnOn(operation, 40)];
    expect(await archives.accusing(attacks)).toEqual([]);
  });

  it.each(filteringOperations)('leave %s silent without chains of links', async (operation) => {
    const attacks = archives.attacksOn(operation, 160).filter((attack) => !isChain(archives, attack));
    expect(attacks.length).toBeGreaterThan(100);
    expect(await archives.accusing(attacks)).toEqual([]);
  });
});

describe('what a member says', () => {
  it.each(['restore', 'restoreNamed', 'restoreListed'])(
    'is hostile in 400 drawn archives for %s',
    async (operation) => {
      expect(await casesUntil('no-write-outside', archives.drawnOn(operation, 400))).not.toBeNull();
    },
  );

  it('shrinks to what it takes, and is told', async () => {
    const attacks = archives.attacksOn('restore', 20);
    const at = await casesUntil('no-write-outside', attacks);
    let smallest = attacks[(at ?? 0) - 1];
    for (let found = smallest; found !== undefined; ) {
      smallest = found;
      found = undefined;
      for (const smaller of attackShrinks(smallest))
        if ((await archives.violated(smaller)).includes('no-write-outside')) {
          found = smaller;
          break;
        }
    }
    expect(smallest?.steps[0]?.arguments).toEqual({
      data: {
        archive: archiveOf('zip', 'ustar', [
          saying('index.json', '{"": 2, "file": "../a"}'),
          saying('data.txt', ''),
        ]),
      },
    });
    expect(smallest && world.describe(smallest).requests).toContain(
      '    file index.json that says {"": 2, "file": "../a"}',
    );
  });

  it('belongs to the classes of texts', () => {
    const classes = archives
      .attacksOn('restore', 100)
      .flatMap((attack) => classesOf(attack, world.knowledge));
    expect(classes).toEqual(expect.arrayContaining(['path.dotdot', 'path.absolute', 'check.sibling-prefix']));
    const members = [
      saying('index.json', '{"version": 2, "file": "harmless.txt"}'),
      saying('data.txt', 'Hello a'),
    ];
    const data = { archive: archiveOf('zip', 'ustar', members) };
    const harmless: Attack = {
      layout: [],
      steps: [{ operation: 'restore', actor: 'attacker', arguments: { data } }],
      race: null,
    };
    expect(classesOf(harmless, world.knowledge)).toEqual([]);
  });
});

const up = '../secret.txt';
const canary: Text = [{ place: 'moat' }, '/secret.txt'];
const rows: readonly [name: string, members: readonly Member[], violated: readonly string[]][] = [
  ['dotdot', [plain(up)], ['no-write-outside']],
  ['dotdot-that-stays', [plain('a/../b')], []],
  ['absolute', [plain(canary)], ['no-write-outside']],
  ['sibling', [plain([{ place: 'sandbox' }, '-evil/a'])], ['no-write-outside']],
  ['link-then-write-final', [link('l', up), plain('l')], ['no-write-outside', 'no-link-out']],
  ['link-then-write-parent', [link('l', '..'), plain('l/a')], ['no-write-outside', 'no-link-out']],
  ['link-alone', [link('l', canary)], ['no-link-out']],
  ['link-that-stays', [link('l', 'a'), plain('a')], []],
  ['hard-then-write', [hard('h', up), plain('h')], ['no-write-outside', 'no-link-out']],
  ['hard-link-to-link', [link('l', up), hard('h', 'l'), plain('h')], ['no-write-outside', 'no-link-out']],
  [
    'mode-through-hard-link',
    [{ ...hard('h', up), mode: 0o777 }],
    ['no-link-out', 'no-metadata-change-outside'],
  ],
  [
    'mode-of-outer-folder',
    [{ kind: 'directory', name: '../vault', mode: 0o777 }],
    ['no-metadata-change-outside'],
  ],
  ['chain', [link('c', '.'), link('p', 'c/..'), plain('p/a')], ['no-write-outside', 'no-link-out']],
  ['fifo-inside', [{ kind: 'fifo', name: 'f' }], []],
  ['zeros-inside', [{ kind: 'file', name: 'z', content: { zeros: 65_536 } }], []],
];

function plain(name: Text): Member {
  return { kind: 'file', name, content: { text: 'planted' } };
}

function saying(name: string, text: Text): Member {
  return { kind: 'file', name, content: { text } };
}

function link(name: Text, to: Text): Member {
  return { kind: 'symlink', name, to };
}

function hard(name: Text, to: Text): Member {
  return { kind: 'hardlink', name, to };
}

function tarOf(members: readonly Member[]): Attack {
  const data = { archive: archiveOf('tar', 'ustar', members) };
  return { layout: [], steps: [{ operation: 'untar', actor: 'attacker', arguments: { data } }], race: null };
}

describe('an archive', () => {
  it.each(rows)('is judged by what its members do: %s', async (_, members, expected) => {
    expect((await archives.violated(tarOf(members))).sort()).toEqual([...expected].sort());
  });

  it('may make folders that nobody can name, and all is as before afterwards', async () => {
    await world.run(tarOf(beyondPathMax(1, '/a')));
    expect(await archives.violated(tarOf([plain('a')]))).toEqual([]);
  });

  it('is shown as a tree of members', () => {
    const { requests } = world.describe(tarOf([plain(canary), link('l', '../..')]));
    expect(requests.slice(1)).toEqual([
      '  data is a tar, with 2 members:',
      '    file {moat}/secret.txt that says planted',
      '    link l -> ../..',
    ]);
  });

  it('given by its path lies in the inbox under a name that fits its format, and is gone after the case', async () => {
    const held = { archive: archiveOf('zip', 'ustar', [plain('a')]) };
    const attack: Attack = {
      layout: [],
      steps: [{ operation: 'tell', actor: 'attacker', arguments: { path: held } }],
      race: null,
    };
    const observation = await world.run(attack);
    const told = String(observation.responses[0]?.response.value);
    expect(told).toMatch(/^\/.*\/inbox\/\w+\.zip 1$/);
    expect(existsSync(told.replace(/ \d+$/, ''))).toBe(false);
  });
});

describe('rehearsal', () => {
  it('learns that a parameter takes archives though nobody said so, and rehearses with them', () => {
    const { notes, operations: rehearsed } = world.rehearsal;
    expect(notes.map(({ text }) => text)).toContain(
      'undeclared.data takes archives (zip): harmless ones were extracted',
    );
    expect(rehearsed.find(({ name }) => name === 'undeclared')?.tested).toBe(true);
    expect(parameterOf('undeclared').archive?.kinds).toEqual(['zip']);
  });

  it('takes nothing for an archive where nothing is extracted', () => {
    expect(parameterOf('store').archive).toBeUndefined();
  });

  it('leaves out the formats that are never extracted, and learns the folder', () => {
    expect(parameterOf('unzipUpload').archive?.kinds).toEqual(['zip']);
    expect(parameterOf('unpack').archive?.kinds).toEqual(['tar', 'tar.gz', 'zip']);
    expect(parameterOf('unzipBelow').archive?.folder).toBe('out');
  });
});

function parameterOf(name: string): Parameter {
  const operation = world.knowledge.operations.find((one) => one.name === name);
  const found = operation?.parameters.find(({ fixed: chosen }) => chosen !== true);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}
