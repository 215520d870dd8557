/** Links that wait at predictable names: found by the probes on real faults, silent on their corrected twins. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import { attackArbitrary } from '../../generators/index.ts';
import { predictableProbes } from '../../generators/layouts/predictable.ts';
import type { Attack } from '../../model/attack.ts';
import type { JailChoice } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { convicting, targetConfig, worldOf } from './kit.ts';

const call = (name: string, more: Readonly<Record<string, UserParameter>> = {}): UserOperation => ({
  call: `./shared_temp.py:${name}`,
  arguments: { ...more, name: text({ example: '{token}.txt' }) },
});
const root = fixed('{sandbox}');
const actors = { attacker: {}, victim: {} };

interface Ground {
  readonly jail: JailChoice;
  /** A tenant's own folder is known only where there are none: then all of the sandbox is. */
  readonly several: boolean;
  readonly faults: Readonly<Record<string, { readonly operation: UserOperation; readonly property: string }>>;
  readonly twins: Readonly<Record<string, UserOperation>>;
}

const grounds: Readonly<Record<string, Ground>> = {
  'in the jail': {
    jail: 'require',
    several: true,
    faults: {
      report: { operation: call('report'), property: 'no-write-outside' },
      lock: { operation: call('lock'), property: 'no-write-outside' },
    },
    twins: { reportSafely: call('report_safely'), lockSafely: call('lock_safely') },
  },
  'without a jail': {
    jail: 'off',
    several: true,
    faults: {
      lock: { operation: call('lock'), property: 'no-write-outside' },
      cache: { operation: call('cache'), property: 'no-write-outside' },
      remember: { operation: call('remember'), property: 'no-read-outside' },
    },
    twins: {
      lockSafely: call('lock_safely'),
      cacheSafely: call('cache_safely'),
      rememberSafely: call('remember_safely'),
      publishSafely: call('publish_safely'),
      cacheAtHome: call('cache_at_home'),
      madeOnce: call('made_once'),
    },
  },
  'in a folder of one’s own': {
    jail: 'off',
    several: false,
    faults: { backup: { operation: call('backup', { root }), property: 'no-write-outside' } },
    twins: { backupSafely: call('backup_safely', { root }) },
  },
};

function groundWorld({ jail, several, faults, twins }: Ground): Promise<World> {
  const faulty = Object.entries(faults).map(([name, { operation }]) => [name, operation] as const);
  const operations = { ...Object.fromEntries(faulty), ...twins };
  const config = targetConfig({
    operations,
    attacker: { powers: ['request', 'own-folder', 'shared-temp'] },
    ...(several ? { actors } : {}),
  });
  return worldOf(config, { jail });
}

async function violated(world: World, attacks: readonly Attack[]): Promise<Map<string, Attack[]>> {
  const found = new Map<string, Attack[]>();
  for (const attack of attacks) {
    const observation = await world.run(attack);
    for (const { id, judge } of convicting)
      if (judge(observation).length > 0) found.set(id, [...(found.get(id) ?? []), attack]);
  }
  return found;
}

function probesFor({ knowledge }: World, name: string): readonly Attack[] {
  const operation = knowledge.operations.find((one) => one.name === name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return predictableProbes(knowledge, operation);
}

describe.each(Object.entries(grounds))('%s', (_, ground) => {
  let world: World;
  beforeAll(async () => {
    world = await groundWorld(ground);
  });
  afterAll(() => world.close());

  it.each(Object.entries(ground.faults))('%s is found by the probes, whoever acts', async (name, fault) => {
    const probes = probesFor(world, name);
    expect(probes.length).toBeLessThan(60);
    const found = (await violated(world, probes)).get(fault.property) ?? [];
    const who = new Set(found.flatMap(({ steps }) => steps.map(({ actor }) => actor)));
    expect([...who].sort()).toEqual(ground.several ? ['attacker', 'victim'] : ['attacker']);
  });

  it('what a planted link took the place of is back afterwards', async () => {
    const [name = ''] = Object.keys(ground.faults);
    const probes = probesFor(world, name);
    const harmless = (): Promise<Map<string, Attack[]>> =>
      violated(world, [{ layout: [], steps: (probes[0]?.steps ?? []).slice(0, 1), race: null }]);
    const before = [...(await harmless()).keys()];
    const hard = probes.flatMap((probe) => {
      const layout = probe.layout.map((entry) =>
        'to' in entry ? { ...entry, kind: 'hardlink' as const } : entry,
      );
      return [probe, { ...probe, layout }];
    });
    for (const attack of hard) {
      await world.run(attack);
      expect([...(await harmless()).keys()]).toEqual(before);
    }
  });

  it.each(Object.keys(ground.twins))('%s is never accused', async (name) => {
    const { knowledge } = world;
    const drawn = fc.sample(attackArbitrary(knowledge, name), { numRuns: 200, seed: 1 });
    const all = [...probesFor(world, name), ...probeAttacks(knowledge, name), ...drawn];
    // What other steps of a case do is their own fault.
    const alone = all.filter(({ steps }) => steps.every(({ operation }) => operation === name));
    expect([...(await violated(world, alone))]).toEqual([]);
  });
});
