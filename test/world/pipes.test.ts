/** Pipes in the attacker's folder: who works for others and waits on one is told of, whoever does not is never accused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { classesOf } from '../../generators/index.ts';
import type { Attack } from '../../model/attack.ts';
import type { Violation } from '../../model/finding.ts';
import type { World } from '../../model/world.ts';
import { noEndlessWait } from '../../properties/noEndlessWait.ts';
import { probeAttacks } from '../probes.ts';
import { targetWorld } from './kit.ts';

const root = fixed('{sandbox}');
const job = (name: string): UserOperation => ({ call: `./homes.py:${name}`, arguments: { root } });
const jobs = ['size_by_reading', 'size_of_files', 'size_without_waiting', 'through_own_pipe'] as const;

let world: World;

beforeAll(async () => {
  const keep = { call: './homes.py:keep', arguments: { root, actor: fixed('{actor}'), name: text() } };
  const operations = { keep, ...Object.fromEntries(jobs.map((name) => [name, job(name)])) };
  world = await targetWorld(operations, { attacker: { powers: ['request', 'own-folder'] } });
});
afterAll(() => world.close());

function pipesFor(operation: string): readonly Attack[] {
  return probeAttacks(world.knowledge, operation).filter((attack) =>
    classesOf(attack, world.knowledge).includes('link.special'),
  );
}

async function violationsOf(attacks: readonly Attack[]): Promise<readonly Violation[]> {
  const told: Violation[] = [];
  for (const attack of attacks) told.push(...noEndlessWait.judge(await world.run(attack)));
  return told;
}

describe('a job that comes upon a pipe', () => {
  it('and waits is told of, with its line, and goes on at once', async () => {
    const [first] = await violationsOf(pipesFor('size_by_reading'));
    expect(first?.unsafeSummary).toMatch(
      /^size_by_reading, done as victim, waits for the other end of \{sandbox\}\/homes\/attacker\/\w+, /,
    );
    expect(first?.location?.function).toBe('size_by_reading');
  });

  it.each(jobs.slice(1))('%s is never accused', async (name) => {
    expect(pipesFor(name).length).toBeGreaterThan(0);
    expect(await violationsOf(pipesFor(name))).toEqual([]);
  });

  it('is nobody’s business where the attacker does it', async () => {
    const own = pipesFor('size_by_reading').map((attack) => ({
      ...attack,
      steps: attack.steps.map((step) => ({ ...step, actor: 'attacker' })),
    }));
    expect(await violationsOf(own)).toEqual([]);
  });
});

it('pipes are gone after a case', async () => {
  const [attack] = pipesFor('size_by_reading');
  if (attack === undefined) throw new Error('no attack');
  await world.run(attack);
  expect(await violationsOf([{ ...attack, layout: [] }])).toEqual([]);
});
