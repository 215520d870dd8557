/** clean-rejection tells what a refusal leaves behind, and not what every request leaves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { cleanRejection } from '../../properties/cleanRejection.ts';
import { judge } from '../../search/cause.ts';
import { itemTable, targetWorld } from './kit.ts';

const taking = (name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
  call: `./refusals.py:${name}`,
  arguments: { root: fixed('{sandbox}'), tenant: fixed('{actor}'), ...more },
});
const operations: Record<string, UserOperation> = {
  make: taking('make', { title: text() }),
  makeTooEarly: taking('make_too_early', { title: text() }),
  copyTooEarly: taking('make_too_early', { title: text() }),
  rename: taking('rename', { id: text({ from: 'make.response' }), title: text() }),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('notes')] } });
});
afterAll(() => world.close());

const step = (operation: string) => ({
  ...{ operation, actor: 'attacker', arguments: { title: { text: 'x'.repeat(41) } } },
});

async function left(...names: readonly string[]): Promise<string[]> {
  const attack: Attack = { layout: [], steps: names.map(step), race: null };
  const judged = judge(await world.run(attack), [cleanRejection], '/');
  return judged.map(({ violation }) => `${violation.operation} in ${violation.location?.function}`).sort();
}

describe('a refusal', () => {
  it.each(['make', 'rename'])('of %s leaves what others leave who are not refused', async (operation) => {
    expect(await left(operation)).toEqual([]);
  });

  it('that comes too late leaves an item and a file', async () => {
    expect(await left('makeTooEarly')).toEqual(['makeTooEarly in keep', 'makeTooEarly in put']);
  });

  it('that informs is told once for each place, whatever operation comes by there', async () => {
    expect(await left('makeTooEarly', 'copyTooEarly')).toHaveLength(2);
  });
});
