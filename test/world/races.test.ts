/** Each planted race is found by the probes within a few executions; its corrected twin stays silent over all of them. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CallOperation,
  fixed,
  text,
  type UserConfig,
  type UserOperation,
} from '../../config/userConfig.ts';
import { attackArbitrary } from '../../generators/index.ts';
import { raceProbes } from '../../generators/races/raceProbes.ts';
import { type Attack, type Power, powerOf } from '../../model/attack.ts';
import type { Observation } from '../../model/observation.ts';
import type { World } from '../../model/world.ts';
import { shrinkAttack } from '../../search/shrink.ts';
import { convicting, targetConfig, violatedIn, worldOf } from './kit.ts';

const root = fixed('{sandbox}');
const name = text({ example: '{token}.txt' });
const on = (parameter = name) => ({ root, name: parameter });
const made = on(text({ from: 'make.response' }));

interface Row {
  readonly python: string;
  readonly arguments: NonNullable<CallOperation['arguments']>;
}

const planted: readonly (Row & { readonly violates: string })[] = [
  { python: 'check_then_read', arguments: made, violates: 'no-read-outside' },
  { python: 'check_then_write', arguments: made, violates: 'no-write-outside' },
  { python: 'no_link_then_append', arguments: on(), violates: 'no-write-outside' },
  { python: 'absent_then_create', arguments: on(), violates: 'no-write-outside' },
  { python: 'temporary_then_rename', arguments: on(), violates: 'no-write-outside' },
  { python: 'folder_then_write', arguments: on(), violates: 'no-write-outside' },
  { python: 'folder_then_read', arguments: made, violates: 'no-read-outside' },
  { python: 'folder_then_delete', arguments: made, violates: 'no-delete-outside' },
  { python: 'folder_then_protect', arguments: made, violates: 'no-metadata-change-outside' },
  { python: 'open_then_check', arguments: made, violates: 'no-read-outside' },
  { python: 'export_to_shared', arguments: { name }, violates: 'no-write-outside' },
];
const twins: readonly Row[] = [
  { python: 'walk_then_read', arguments: made },
  { python: 'walk_then_write', arguments: made },
  { python: 'walk_then_delete', arguments: made },
  { python: 'create_exclusively', arguments: on() },
  { python: 'private_temporary', arguments: { name } },
  { python: 'unguessable', arguments: on() },
  { python: 'temporary_by_handle', arguments: on() },
];

const unchecked: readonly (Row & { readonly power: Power })[] = [
  { python: 'write_unchecked', arguments: made, power: 'own-folder' },
  { python: 'export_unchecked', arguments: {}, power: 'shared-temp' },
  { python: 'check_then_write', arguments: made, power: 'race' },
];

const unseen: Row = { python: 'by_subprocess', arguments: on() };
const left: Row = { python: 'export_and_leave', arguments: {} };

let world: World;

beforeAll(async () => {
  world = await racingWorld([
    { python: 'make', arguments: on() },
    ...planted,
    ...unchecked,
    left,
    unseen,
    ...twins,
  ]);
});
afterAll(() => world.close());

function racingWorld(rows: readonly Row[], actors?: UserConfig['actors']): Promise<World> {
  const operations = Object.fromEntries(
    rows.map(({ python, arguments: args }): [string, UserOperation] => [
      python,
      { call: `./races.py:${python}`, arguments: args },
    ]),
  );
  const attacker = { powers: ['request', 'own-folder', 'shared-temp', 'race'] as const };
  const declared = { operations, attacker };
  return worldOf(targetConfig(actors === undefined ? declared : { ...declared, actors }));
}

const violated = (observation: Observation): string[] => violatedIn(observation, convicting);

/** The first probe that a property fails on, and how many were run until then. */
async function firstFound(
  operation: string,
  property: string,
): Promise<{ readonly attack: Attack | null; readonly executions: number }> {
  let executions = 0;
  for (const attack of raceProbes(world.knowledge, operation)) {
    executions += 1;
    if (violated(await world.run(attack)).includes(property)) return { attack, executions };
  }
  return { attack: null, executions };
}

function harmless(operation: string): Attack {
  return { layout: [], steps: [{ operation, actor: 'attacker', arguments: {} }], race: null };
}

/** What a harmless step touches. */
async function lookups(operation: string): Promise<string[]> {
  const { accesses } = await world.run(harmless(operation));
  return accesses.map(({ action, resource }) => `${action} ${resource.store === 'file' && resource.shown}`);
}

function withoutRace(attack: Attack): Attack {
  return { ...attack, race: null };
}

describe('a planted race', () => {
  it.each(planted)('in $python is found within ten probes, and the race does it', async (row) => {
    const { attack, executions } = await firstFound(row.python, row.violates);
    expect(attack).not.toBeNull();
    if (attack === null) return;
    expect(executions).toBeLessThanOrEqual(10);
    const observation = await world.run(attack);
    expect(observation.race?.cameAbout).toBe(true);
    expect(violated(observation)).toContain(row.violates);
    expect(violated(await world.run(withoutRace(attack)))).toEqual([]);
  });

  it.each(planted)('in $python names the line of the use', async ({ python, violates }) => {
    const { attack } = await firstFound(python, violates);
    const observation = attack && (await world.run(attack));
    const location = observation?.accesses.find(({ owner }) => owner.kind === 'outside')?.location;
    expect(location?.function).toBe(python);
  });

  it('says before which call of which line the intruder acts', async () => {
    const { attack } = await firstFound('check_then_read', 'no-read-outside');
    expect(attack && world.describe(attack).race).toMatch(
      /^at access \d+ of step 1 \((?:look|read) at races\.py:\d+\), own\//,
    );
  });
});

it('the text of a race names the file that its own request names', async () => {
  const named = (race: Attack['race']): Attack => ({
    layout: [],
    steps: [
      { operation: 'no_link_then_append', actor: 'attacker', arguments: { name: { text: 'other.txt' } } },
    ],
    race,
  });
  const put = { kind: 'symlink' as const, to: [{ place: 'moat' as const }, '/secret.txt'] };
  const texts: (string | null)[] = [];
  for (let at = 0; at < 10; at += 1) {
    const attack = named({ step: 0, at, up: 0, put, back: null });
    const observation = await world.run(attack);
    if (violated(observation).length > 0) texts.push(world.describe(attack, observation).race);
  }
  expect(texts).toEqual([
    expect.stringMatching(
      /^at access \d+ of step 1 \(write at races\.py:\d+\), own\/other\.txt becomes a link/,
    ),
  ]);
});

describe('a finding', () => {
  it.each(unchecked)('in $python names $power as the least power', async ({ python, power }) => {
    const { attack } = await firstFound(python, 'no-write-outside');
    if (attack === null) throw new Error('nothing was found');
    const shows = async (candidate: Attack) =>
      violated(await world.run(candidate)).includes('no-write-outside');
    const shrunk = await shrinkAttack(attackArbitrary(world.knowledge, python), attack, shows, 100);
    expect(powerOf(shrunk.attack)).toBe(power);
  });
});

it('says on which operations no race is tried, and why', () => {
  const told = world.rehearsal.notes.filter(({ text: line }) => line.startsWith('no race is tried'));
  expect(told.map(({ text: line }) => line.split(':')[0])).toEqual(['no race is tried on by_subprocess']);
});

describe('a link planted beforehand', () => {
  it('has the name of a temporary file that the target left behind', async () => {
    const to = [{ place: 'moat' as const }, '/secret.txt'];
    const layout = [{ kind: 'symlink' as const, zone: 'temp' as const, path: 'left.zip', to }];
    expect(violated(await world.run({ ...harmless(left.python), layout }))).toEqual(['no-write-outside']);
    expect(violated(await world.run(harmless(left.python)))).toEqual([]);
  });
});

describe('the sandbox', () => {
  it('is as it was after every probe, and every verdict the same again', async () => {
    const before = await lookups('walk_then_write');
    for (const { python } of [...planted, ...twins])
      for (const attack of raceProbes(world.knowledge, python)) {
        const observation = await world.run(attack);
        expect(violated(await world.run(attack))).toEqual(violated(observation));
      }
    expect(await lookups('walk_then_write')).toEqual(before);
    expect(violated(await world.run(harmless('walk_then_write')))).toEqual([]);
  });
});

describe('between tenants', () => {
  const tenant = (parameter = name) => ({ root: fixed('{sandbox}/{actor}'), name: parameter });
  const own = tenant(text({ from: 'make.response' }));
  let shop: World;
  const found = async (operation: string): Promise<string[]> => {
    const all: string[] = [];
    for (const attack of raceProbes(shop.knowledge, operation)) all.push(...violated(await shop.run(attack)));
    return [...new Set(all)].sort();
  };

  beforeAll(async () => {
    const pythons = ['check_then_read', 'check_then_write', 'walk_then_read', 'walk_then_write'];
    const rows = [
      { python: 'make', arguments: tenant() },
      ...pythons.map((python) => ({ python, arguments: own })),
    ];
    shop = await racingWorld(rows, { attacker: {}, victim: {} });
  });
  afterAll(() => shop.close());

  it('a race leads to another tenant’s file as well as outside', async () => {
    expect(await found('check_then_read')).toEqual([
      ...['no-cross-tenant-read', 'no-disclosure', 'no-read-outside'],
    ]);
    expect(await found('check_then_write')).toEqual(['no-cross-tenant-write', 'no-write-outside']);
  });

  it('the corrected twins are silent', async () => {
    expect(await found('walk_then_read')).toEqual([]);
    expect(await found('walk_then_write')).toEqual([]);
  });

  it('nobody intrudes in another tenant’s folder', async () => {
    const step = { operation: 'check_then_read', actor: 'victim', arguments: {} };
    const put = { kind: 'symlink' as const, to: [{ place: 'moat' as const }, '/secret.txt'] };
    for (const at of [0, 1, 2]) {
      const attack = { layout: [], steps: [step], race: { step: 0, at, up: 0, put, back: null } };
      expect((await shop.run(attack)).race?.cameAbout).toBe(false);
    }
  });
});

describe('a corrected twin', () => {
  it.each(twins)('$python is silent over all probes', async ({ python }) => {
    for (const attack of raceProbes(world.knowledge, python))
      expect([attack, violated(await world.run(attack))]).toEqual([attack, []]);
  });

  it.each(twins)('$python is silent over 200 draws with a race', async ({ python }) => {
    const drawn = fc
      .sample(attackArbitrary(world.knowledge, python), { numRuns: 4_000, seed: 5 })
      .filter(({ race, steps, layout }) => race !== null && steps.length === 1 && layout.length === 0);
    expect(drawn.length).toBeGreaterThan(150);
    for (const attack of drawn.slice(0, 200))
      expect([attack, violated(await world.run(attack))]).toEqual([attack, []]);
  });
});
