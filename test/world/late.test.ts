/** What a step leaves at work is that step's doing, not the next one's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { properties } from '../../properties/index.ts';
import { commandLines } from '../processes.ts';
import { targetWorld } from './kit.ts';

const ways = ['by_thread', 'by_timer', 'by_pool', 'by_fork', 'by_program'] as const;
const operations = Object.fromEntries(
  [...ways, 'too_late', 'on_and_on', 'names', 'quiet'].map((name): [string, UserOperation] => [
    name,
    { call: `./late.py:${name}`, arguments: { root: fixed('{sandbox}'), name: text() } },
  ]),
);
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { attacker: { powers: ['request'] } });
});
afterAll(() => world.close());

async function violated(operation: string, name: string): Promise<string[]> {
  const steps = [{ operation, actor: 'attacker', arguments: { name: { text: name } } }];
  const observation = await world.run({ layout: [], steps, race: null });
  return properties.flatMap(({ id, judge }) => judge(observation).map((one) => `${one.operation} ${id}`));
}

describe.each(ways)('%s', (way) => {
  it('is judged with the step that started it', async () => {
    expect(await violated(way, '../late.txt')).toEqual([`${way} no-write-outside`]);
    expect(await violated('quiet', 'x')).toEqual([]);
    expect(await violated(way, 'late.txt')).toEqual([]);
  });
});

it('a process that goes on is ended with its case, and what it has done is undone', async () => {
  const mark = `on-and-on-${process.pid}`;
  const there = async (): Promise<unknown> => {
    const steps = [{ operation: 'names', actor: 'attacker', arguments: {} }];
    return (await world.run({ layout: [], steps, race: null })).responses[0]?.response.value;
  };
  const before = await there();
  expect(await violated('on_and_on', mark)).toEqual([]);
  expect(commandLines().filter((line) => line.includes(mark))).toEqual([]);
  expect(await there()).toEqual(before);
});

it('what comes later than anybody waits is nobody’s', async () => {
  expect(await violated('too_late', '../late.txt')).toEqual([]);
  expect(await violated('quiet', 'x')).toEqual([]);
});
