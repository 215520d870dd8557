/** Whether a file is there: told where an answer depends on it, silent where nothing looks or what is seen is kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Violation } from '../../model/finding.ts';
import type { World } from '../../model/world.ts';
import { noExistenceLeak } from '../../properties/noExistenceLeak.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const looking = (name: string): UserOperation => ({
  call: `./lookups.py:${name}`,
  arguments: { folder: fixed('{sandbox}/pages'), name: text({ example: 'home.html' }) },
});

const names = ['tells', 'keeps', 'looks_and_keeps', 'is_there', 'is_there_below'] as const;
let world: World;

beforeAll(async () => {
  world = await targetWorld(Object.fromEntries(names.map((name) => [name, looking(name)])), {
    sandbox: { files: { 'pages/home.html': 'Welcome' } },
    attacker: { powers: ['request'] },
  });
});
afterAll(() => world.close());

async function violationsOf(operation: string): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const attack of probeAttacks(world.knowledge, operation))
    violations.push(...noExistenceLeak.judge(await world.resolveFlow(await world.run(attack))));
  return violations;
}

describe('an answer that depends on a file which is not the attacker’s', () => {
  it.each(['tells', 'is_there'])('%s is told, with its line', async (operation) => {
    const violations = await violationsOf(operation);
    const told = violations.map(({ unsafeSummary }) => unsafeSummary);
    expect(told).toContainEqual(
      expect.stringMatching(/ by whether \{moat\}.*, outside the sandbox, is there$/),
    );
    expect(violations[0]?.location?.file).toMatch(/lookups\.py$/);
  });

  it.each(['keeps', 'looks_and_keeps', 'is_there_below'])('%s is silent', async (operation) => {
    expect(await violationsOf(operation)).toEqual([]);
  });

  it('what only looks at files counts as tested', () => {
    const tested = world.rehearsal.operations.filter((one) => one.tested).map(({ name }) => name);
    expect(tested).toEqual([...names]);
  });

  it('what was taken away for a repetition is there again', async () => {
    await violationsOf('tells');
    const reading = { call: 'tells', actor: 'attacker' };
    const attack = {
      layout: [],
      race: null,
      steps: [
        {
          operation: reading.call,
          actor: reading.actor,
          arguments: { name: { text: [{ place: 'moat' } as const, '/secret.txt'] } },
        },
      ],
    };
    const { responses } = await world.run(attack);
    expect(responses[0]?.response.value).toBe('forbidden');
  });

  it('is not asked again where it is known', async () => {
    const violations: Violation[] = [];
    for (const attack of probeAttacks(world.knowledge, 'tells')) {
      const settled = await world.resolveFlow(await world.run(attack), () => true);
      violations.push(...noExistenceLeak.judge(settled));
    }
    expect(violations).toEqual([]);
  });
});
