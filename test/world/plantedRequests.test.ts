/** no-expression-injection and no-wide-scope fail on planted faults and hold on their twins, near misses on both sides. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, json, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Argument, Json } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { noExpressionInjection } from '../../properties/noExpressionInjection.ts';
import { noWideScope } from '../../properties/noWideScope.ts';
import { probeAttacks } from '../probes.ts';
import { attackOf, itemTable, keySchema, targetWorld, violatedIn } from './kit.ts';

const tenant = fixed('{actor}');
const id = text();
const taking = (name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
  call: `./requests.py:${name}`,
  arguments: { tenant, ...more },
});
const byWord = [
  ...['filter_raw', 'filter_raw_listed', 'filter_attr', 'filter_attr_listed', 'filter_value'],
  ...[
    'filter_optional',
    'filter_kind',
    'filter_part',
    'order',
    'index',
    'fields',
    'fields_listed',
    'table',
    'update_tag',
  ],
];
const byStart = [
  ...['prefix', 'prefix_own', 'prefix_filtered', 'between', 'between_own', 'optional_prefix', 'exact'],
  ...['everything', 'paged'],
];
const equal = { title: { ComparisonOperator: 'EQ', AttributeValueList: ['x'] } };
const operations: Record<string, UserOperation> = {
  make: taking('make', { id, title: text() }),
  ...Object.fromEntries(byWord.map((name) => [name, taking(name, { word: text({ example: 'title' }) })])),
  ...Object.fromEntries(
    byStart.map((name) => [name, taking(name, { start: text({ from: 'make.response' }) })]),
  ),
  update: taking('update', { word: text({ example: 'body' }), id }),
  spread: taking('spread', { options: json({ example: { Limit: 5 } }) }),
  spread_listed: taking('spread_listed', { options: json({ example: { Limit: 5 } }) }),
  change: taking('change', { options: json({ example: { title: '{token}' } }) }),
  change_listed: taking('change_listed', { options: json({ example: { title: '{token}' } }) }),
  legacy: taking('legacy', { options: json({ example: equal }) }),
  legacy_value: taking('legacy_value', { options: json({ example: 'x' }) }),
};
const attributes = ['pk', 'sk', 'ownr', 'day'];
const table = {
  ...itemTable('rows'),
  AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [
    { IndexName: 'by-day', KeySchema: keySchema('ownr', 'day'), Projection: { ProjectionType: 'ALL' } },
  ],
};

let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [table] } });
});
afterAll(() => world.close());

async function violated(operation: string, args: Readonly<Record<string, Argument>>): Promise<string[]> {
  const observation = await world.run(attackOf([{ operation, actor: 'attacker', arguments: args }]));
  return violatedIn(observation, [noExpressionInjection, noWideScope]);
}

const injected = ['no-expression-injection'];
const byWords: readonly [operation: string, word: string, violated: readonly string[]][] = [
  ['filter_raw', 'zz <> :v OR zz', injected],
  ['filter_raw', 'zz', injected],
  ['filter_raw', 'body', []],
  ['filter_raw_listed', 'body', []],
  ['filter_raw_listed', 'zz <> :v OR zz', []],
  ['filter_attr', 'meta.colour', injected],
  ['filter_attr', '/a b', injected],
  ['filter_attr_listed', 'body', []],
  ['filter_attr_listed', 'meta.colour', []],
  ['filter_value', 'zz <> :v OR zz', []],
  ['filter_value', 'body', []],
  ['filter_optional', 'archived', []],
  ['filter_optional', 'archived OR body', []],
  ['filter_raw', 'secret', injected],
  ['filter_raw', 'title <> :v OR data', injected],
  ['filter_attr', 'json', injected],
  ['fields', 'title, secret', injected],
  ['update', 'vault = :v, ownr', injected],
  ['filter_kind', '../../secret.txt', []],
  ['filter_kind', '../vault/secret.json', []],
  ['filter_part', 'secret', injected],
  ['filter_part', '../../secret.txt', []],
  ['order', 'descending', []],
  ['index', 'day', []],
  ['fields', 'title, zz', injected],
  ['fields_listed', 'title,zz', []],
  ['fields_listed', 'ownr,body', []],
  ['table', 'rows-zz', injected],
  ['update', 'zz = :v, ownr', injected],
  ['update_tag', 'zz = :v, ownr', []],
  ['update_tag', 'a.b', []],
];
const byOptions: readonly [operation: string, options: Json, violated: readonly string[]][] = [
  ['spread', { ConsistentRead: true }, injected],
  ['spread_listed', { ConsistentRead: true }, []],
  ['spread_listed', { Limit: 2 }, []],
  ['legacy', { title: { ComparisonOperator: 'NE', AttributeValueList: ['x'] } }, injected],
  ['legacy', { title: { ComparisonOperator: 'EQ', AttributeValueList: ['y'] } }, []],
  ['legacy_value', { ComparisonOperator: 'NE' }, []],
];
const wide = ['no-wide-scope'];
const byStarts: readonly [operation: string, start: string, violated: readonly string[]][] = [
  ['prefix', 'note#', wide],
  ['prefix', 'note#attacker', []],
  ['prefix_own', '', []],
  ['prefix_own', 'note#', []],
  ['prefix_filtered', 'note#', []],
  ['between', 'note', wide],
  ['between', 'note#b', []],
  ['between_own', '', []],
  ['optional_prefix', '', wide],
  ['exact', 'note#', []],
  ['everything', 'note#', []],
  ['paged', 'note#victim', []],
];

describe('a request', () => {
  it.each(byWords)('%s with %j is judged by what became of the text', async (operation, word, expected) => {
    expect(await violated(operation, { word: { text: word } })).toEqual(expected);
  });

  it.each(byOptions)(
    '%s with %j is judged by what became of the value',
    async (operation, options, expected) => {
      expect(await violated(operation, { options: { json: options } })).toEqual(expected);
    },
  );

  it.each(byStarts)('%s from %j is judged by the keys it covers', async (operation, start, expected) => {
    expect(await violated(operation, { start: { text: start } })).toEqual(expected);
  });

  it.each(['exact', 'prefix', 'between'])(
    '%s of a victim’s one key is left to what is told of it',
    async (name) => {
      const known = { actor: 'victim', operation: 'make', name: 'response' };
      expect(await violated(name, { start: { text: [{ known }] } })).toEqual([]);
    },
  );

  it.each(Object.keys(operations))('%s without an attack violates nothing', async (operation) => {
    expect(await violated(operation, {})).toEqual([]);
  });
});

describe('the probes of JSON', () => {
  const isFound = async (operation: string): Promise<boolean> => {
    for (const { steps } of probeAttacks(world.knowledge, operation))
      if (steps.length === 1 && (await violated(operation, steps[0]?.arguments ?? {})).length > 0)
        return true;
    return false;
  };

  it('send members that become attributes', async () => {
    expect(await isFound('change')).toBe(true);
  });

  it('send members that are parameters of the request', async () => {
    expect(await isFound('spread')).toBe(true);
  });

  it.each(['change_listed', 'spread_listed'])('come to nothing where %s lists names', async (operation) => {
    expect(await isFound(operation)).toBe(false);
  });
});
