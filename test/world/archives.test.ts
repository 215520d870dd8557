/** Archive attacks on real targets: planted faults of unpacking are found by the first probes, their twins stay silent. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import {
  archive,
  bytes,
  file,
  fixed,
  type UserOperation,
  type UserParameter,
} from '../../config/userConfig.ts';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { archiveOf } from '../../generators/archives/archiveAim.ts';
import { beyondPathMax } from '../../generators/archives/archiveChains.ts';
import { attackArbitrary, classesOf } from '../../generators/index.ts';
import { attackShrinks } from '../../generators/shrinks/attackShrinks.ts';
import type { Member } from '../../model/archive.ts';
import type { Attack } from '../../model/attack.ts';
import type { Parameter } from '../../model/operation.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { createWorld } from '../../world/world.ts';
import { probeAttacks } from '../probes.ts';
import { testPython } from '../python.ts';

const into = fixed('{sandbox}');
const call = (name: string, given: Record<string, UserParameter>): UserOperation => ({
  call: `./archives.py:${name}`,
  arguments: { into, ...given },
});
const tar = { data: archive({ formats: ['tar'] }) };
const zip = { data: archive({ formats: ['zip'] }) };
const path = { path: archive({ as: 'path' }) };
const template = {
  data: archive({ formats: ['zip'], members: { 'page.html': '<h1>{{ title }}</h1> {id} {token}' } }),
};
const backup = {
  data: archive({
    formats: ['zip'],
    members: { 'index.json': '{"version": 2, "file": "{token}.txt"}', 'data.txt': 'Hello {content}' },
  }),
};
const named = {
  data: archive({
    formats: ['zip'],
    members: { 'index.json': '{"file": "data.txt"}', 'data.txt': 'Hello {content}' },
  }),
};
const listed = {
  data: archive({ formats: ['zip'], members: { 'list.ini': '[files]\nkeep = a\nempty = {token}\n' } }),
};
const operations: Record<string, UserOperation> = {
  untar: call('untar', tar),
  untarFiltered: call('untar_filtered', tar),
  unzipByHand: call('unzip_by_hand', zip),
  unzip: call('unzip', zip),
  unpack: call('unpack', path),
  unpackFiltered: call('unpack_filtered', path),
  unzipByPrefix: call('unzip_by_prefix', zip),
  unzipBySeparatedPrefix: call('unzip_by_separated_prefix', zip),
  untarWithLinks: call('untar_with_links', tar),
  untarWithin: call('untar_within', tar),
  untarWithLinksByPrefix: call('untar_with_links_by_prefix', tar),
  untarWithLinksByComponent: call('untar_with_links_by_component', tar),
  unzipThenProtect: call('unzip_then_protect', zip),
  unzipThenProtectExtracted: call('unzip_then_protect_extracted', zip),
  unzipUpload: call('unzip_upload', { upload: file({ archive: true }) }),
  unzipUploadSafely: call('unzip_upload_safely', { upload: file({ archive: { formats: ['zip'] } }) }),
  unzipTemplate: call('unzip_template', template),
  unzipTemplateSafely: call('unzip_template_safely', template),
  restore: call('restore', backup),
  restoreWithin: call('restore_within', backup),
  restoreNamed: call('restore_named', named),
  restoreNamedBelow: call('restore_named_below', named),
  restoreListed: call('restore_listed', listed),
  restoreListedBelow: call('restore_listed_below', listed),
  undeclared: call('unzip_by_hand', { data: bytes() }),
  unzipBelow: {
    call: './archives.py:unzip',
    arguments: { into: fixed('{sandbox}/out'), data: archive({ formats: ['zip'] }) },
  },
  tell: call('tell', path),
  store: call('store', { data: bytes() }),
};

let world: World;

beforeAll(async () => {
  const config = completeConfig(
    { operations, attacker: { powers: ['request'] } },
    join(packageRoot, 'test', 'targets', 'trespass.config.ts'),
  );
  world = await createWorld(config, {
    startTarget: startPythonTarget,
    startItemEngine,
    python: await testPython(),
  });
}, 60_000);
afterAll(() => world.close());

/** What is tried at an operation where there is no other. */
function attacksOn(name: string, runs: number): readonly Attack[] {
  return [...probeAttacks(knowledgeOf(name), name), ...drawnOn(name, runs)].slice(0, runs);
}

function drawnOn(name: string, runs: number): readonly Attack[] {
  return fc.sample(attackArbitrary(knowledgeOf(name), name), { numRuns: runs, seed: 11 });
}

function knowledgeOf(name: string): World['knowledge'] {
  const operations = world.knowledge.operations.filter((operation) => operation.name === name);
  return { ...world.knowledge, operations };
}

async function violated(attack: Attack): Promise<string[]> {
  const observation = await world.run(attack);
  return properties
    .filter(({ severity, judge }) => severity !== 'info' && judge(observation).length > 0)
    .map(({ id }) => id);
}

/** How many cases it took until the property was violated; null where it never was. */
async function casesUntil(property: string, attacks: readonly Attack[]): Promise<number | null> {
  for (const [index, attack] of attacks.entries())
    if ((await violated(attack)).includes(property)) return index + 1;
  return null;
}

const faults: readonly [operation: string, property: string, casesMax: number][] = [
  ['untar', 'no-write-outside', 1],
  ['untar', 'no-link-out', 20],
  ['untar', 'no-metadata-change-outside', 60],
  ['unzipByHand', 'no-write-outside', 1],
  ['unpack', 'no-write-outside', 1],
  ['unzipByPrefix', 'no-write-outside', 20],
  ['untarWithLinks', 'no-write-outside', 20],
  ['untarWithLinksByPrefix', 'no-write-outside', 30],
  ['unzipThenProtect', 'no-metadata-change-outside', 60],
  ['unzipUpload', 'no-write-outside', 5],
  ['unzipTemplate', 'no-write-outside', 5],
  ['restore', 'no-write-outside', 20],
  ['restoreNamed', 'no-write-outside', 20],
  ['restoreListed', 'no-write-outside', 20],
  ['undeclared', 'no-write-outside', 1],
];

const twins: readonly string[] = [
  ...[
    'unzip',
    'unzipBySeparatedPrefix',
    'untarWithin',
    'untarWithLinksByComponent',
    'unzipThenProtectExtracted',
    'unzipUploadSafely',
    'unzipTemplateSafely',
    'store',
  ],
];

/** Chains of links let members past the standard library's own filter, in all releases before mid-2025. */
function isChain(attack: Attack): boolean {
  return classesOf(attack, world.knowledge).includes('archive.chain');
}

describe('archive attacks', () => {
  it.each(faults)('on %s show %s within %i cases', async (operation, property, casesMax) => {
    expect(await casesUntil(property, attacksOn(operation, casesMax))).not.toBeNull();
  });

  it.each(twins)(
    'leave %s silent for 400 cases',
    async (operation) => {
      for (const attack of attacksOn(operation, 400))
        expect([attack, await violated(attack)]).toEqual([attack, []]);
    },
    120_000,
  );

  it.each(['untarFiltered', 'unpackFiltered'])(
    'leave %s silent for 400 cases without chains of links',
    async (operation) => {
      const attacks = attacksOn(operation, 560).filter((attack) => !isChain(attack));
      expect(attacks.length).toBeGreaterThan(400);
      for (const attack of attacks) expect([attack, await violated(attack)]).toEqual([attack, []]);
    },
    120_000,
  );
});

describe('what a member says', () => {
  it.each(['restore', 'restoreNamed', 'restoreListed'])(
    'is hostile in 400 drawn archives for %s',
    async (operation) => {
      expect(await casesUntil('no-write-outside', drawnOn(operation, 400))).not.toBeNull();
    },
  );

  it.each(['restoreWithin', 'restoreNamedBelow', 'restoreListedBelow'])(
    'leaves %s silent',
    async (operation) => {
      for (const attack of [...attacksOn(operation, 250), ...drawnOn(operation, 250)])
        expect([attack, await violated(attack)]).toEqual([attack, []]);
    },
    60_000,
  );

  it('shrinks to what it takes, and is told', async () => {
    const attacks = attacksOn('restore', 20);
    const at = await casesUntil('no-write-outside', attacks);
    let smallest = attacks[(at ?? 0) - 1];
    for (let found = smallest; found !== undefined; ) {
      smallest = found;
      found = undefined;
      for (const smaller of attackShrinks(smallest))
        if ((await violated(smaller)).includes('no-write-outside')) {
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
    const classes = attacksOn('restore', 100).flatMap((attack) => classesOf(attack, world.knowledge));
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
    expect((await violated(tarOf(members))).sort()).toEqual([...expected].sort());
  });

  it('may make folders that nobody can name, and all is as before afterwards', async () => {
    await world.run(tarOf(beyondPathMax(1, '/a')));
    expect(await violated(tarOf([plain('a')]))).toEqual([]);
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
