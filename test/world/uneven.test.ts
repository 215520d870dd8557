/** consistent-validation fails where one of two operations that keep the same takes what the other refuses. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { probesOf } from '../../generators/index.ts';
import type { World } from '../../model/world.ts';
import { consistentValidation } from '../../properties/consistentValidation.ts';
import { itemTable, targetWorld } from './kit.ts';

const keeping = (name: string, parameter = 'title'): UserOperation => ({
  call: `./titles.py:${name}`,
  arguments: { tenant: fixed('{actor}'), [parameter]: text() },
});
const operations: Record<string, UserOperation> = {
  add: keeping('add'),
  add_unchecked: keeping('add_unchecked'),
  add_checked: keeping('add_checked'),
  add_comment: keeping('add_comment', 'comment'),
  add_tag: keeping('add_tag'),
  add_label: keeping('add_label'),
  add_tag_unchecked: keeping('add_tag_unchecked'),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('notes')] } });
}, 120_000);
afterAll(() => world.close());

async function told(operation: string): Promise<ReadonlySet<string>> {
  const sentences: string[] = [];
  for (const attack of probesOf(world.knowledge, operation).filter(({ steps }) => steps.length === 2)) {
    const observation = await world.run(attack);
    sentences.push(...consistentValidation.judge(observation).map(({ unsafeSummary }) => unsafeSummary));
  }
  return new Set(sentences);
}

it('what keeps anything is told beside each operation that does not', async () => {
  expect([...(await told('add_unchecked'))].sort()).toEqual([
    'add_unchecked, done as attacker, keeps as title in notes.title what add refuses',
    'add_unchecked, done as attacker, keeps as title in notes.title what add_checked refuses',
  ]);
});

it('what keeps keys of the same kind is told, and what keeps another kind in the same attribute is not', async () => {
  expect([...(await told('add_tag_unchecked'))]).toEqual([
    'add_tag_unchecked, done as attacker, keeps as title in notes.sk what add_tag refuses',
  ]);
});

it.each(['add', 'add_checked', 'add_comment', 'add_tag', 'add_label'])(
  '%s is not accused',
  async (operation) => {
    expect([...(await told(operation))]).toEqual([]);
  },
);
