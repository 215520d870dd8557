/** Where a flaw is told: at the operation's own line on the way, not in the layer that all operations go through. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import { locationsOnWay } from '../../model/place.ts';
import type { World } from '../../model/world.ts';
import { noWriteOutside } from '../../properties/noWriteOutside.ts';
import { causeIdentity, judge } from '../../search/cause.ts';
import { targetWorld } from './kit.ts';

const names = ['trusting', 'careful', 'by_two', 'by_two_places'];
const operations = Object.fromEntries(
  names.map((name): [string, UserOperation] => [
    name,
    {
      call: `./layers.py:${name}`,
      arguments: { root: fixed('{sandbox}'), name: text(), other: text() },
    },
  ]),
);
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { attacker: { powers: ['request'] } });
});
afterAll(() => world.close());

async function judged(operation: string, given: Readonly<Record<string, string>>, one = world) {
  const args = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { text: value }]));
  const attack: Attack = {
    layout: [],
    steps: [{ operation, actor: 'attacker', arguments: args }],
    race: null,
  };
  return judge(await one.run(attack), [noWriteOutside], '/');
}

it('three lines of a helper that several operations call are one flaw, at the line that calls it', async () => {
  const found = await judged('trusting', { name: '../fresh/a' });
  expect(found).toHaveLength(1);
  const [first] = found;
  const places = first?.violation.location ? locationsOnWay(first.violation.location) : [];
  expect(places[0]?.function).toBe('trusting');
  expect(['publish', 'put']).toContain(places.at(-1)?.function);
});

it('what an id is made of is the line that did it, whatever other operations there are', async () => {
  const alone = await targetWorld(
    Object.fromEntries(Object.entries(operations).filter(([name]) => name === 'trusting')),
    { attacker: { powers: ['request'] } },
  );
  try {
    const identities = async (one: World) => {
      const [first] = await judged('trusting', { name: '../fresh/a' }, one);
      return first && causeIdentity(first, '/');
    };
    expect(await identities(alone)).toBe(await identities(world));
  } finally {
    await alone.close();
  }
});

it('two lines of one operation are two', async () => {
  expect(await judged('by_two_places', { name: '../a', other: '../b' })).toHaveLength(2);
});

it('the twin that looks at its name is silent', async () => {
  expect(await judged('careful', { name: '../a' })).toEqual([]);
});
