/** What becomes of another's item that is found by an index or a filter is judged by what of it is told. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { itemTable, targetWorld, violatedOn } from './kit.ts';

const tenant = fixed('{actor}');
const onRef = (name: string): UserOperation => ({
  call: `./found.py:${name}`,
  arguments: { tenant, ref: text({ from: 'make.response' }) },
});
const readAndTold = ['no-cross-tenant-read', 'no-disclosure'];
const rows: readonly [operation: string, violated: readonly string[]][] = [
  // That a paper is there is told, and nothing of what it holds.
  ['refuse_by_index', ['no-existence-leak']],
  ['refuse_by_filter', ['noninterference']],
  ['read_by_index', readAndTold],
  ['read_by_filter', readAndTold],
  ['checksum_by_index', ['no-cross-tenant-read']],
  // A world in which it is public says nothing of one in which it is not.
  ['read_public', []],
  ['read_unless_private', []],
  ['comment', []],
  ['read_or_gone', ['no-existence-leak']],
  ['looks_empty', ['no-existence-leak']],
  ['state', ['no-cross-tenant-read']],
  ['copies', ['no-cross-tenant-read']],
];
const operations: Record<string, UserOperation> = {
  make: { call: './found.py:make', arguments: { tenant, ref: text(), text: text() } },
  makeKey: { call: './found.py:make_key', arguments: { tenant, ref: text(), text: text() } },
  ...Object.fromEntries(rows.map(([name]) => [name, onRef(name)])),
  checksumOfRef: {
    call: './found.py:checksum_of_ref',
    arguments: { tenant, key: text({ from: 'makeKey.response' }) },
  },
};
const table = {
  ...itemTable('papers'),
  AttributeDefinitions: ['pk', 'sk', 'ref'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-ref',
      KeySchema: [{ AttributeName: 'ref', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [table] } });
});
afterAll(() => world.close());

async function violatedBy(operation: string, parameter: string, from: string): Promise<string[]> {
  const known = { actor: 'victim', operation: from, name: 'response' };
  const steps = [{ operation, actor: 'attacker', arguments: { [parameter]: { text: [{ known }] } } }];
  const attack: Attack = { layout: [], steps, race: null };
  return violatedOn(world, attack);
}

it.each(rows)('%s is judged by what of the item is told', async (operation, expected) => {
  expect(await violatedBy(operation, 'ref', 'make')).toEqual(expected);
});

it('a key of an index that no request searched is content like any other', async () => {
  expect(await violatedBy('checksumOfRef', 'key', 'makeKey')).toEqual(['no-cross-tenant-read']);
});
