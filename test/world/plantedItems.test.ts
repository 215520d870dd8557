/** Each property of items, and no-disclosure, fails on a planted fault and holds on its corrected twin. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { ValueChange } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { itemTable, targetWorld, violatedOn } from './kit.ts';

const tenant = fixed('{actor}');
const onNote = (name: string): UserOperation => ({
  call: `./items.py:${name}`,
  arguments: { tenant, id: text({ from: 'make.response' }) },
});
const names = {
  read: 'read',
  readAndRefuse: 'read_and_refuse',
  readSafely: 'read_safely',
  checksum: 'checksum',
  search: 'search',
  searchAll: 'search_all',
  query: 'query',
  write: 'write',
  writeSafely: 'write_safely',
  update: 'update',
  delete: 'delete',
  deleteSafely: 'delete_safely',
  deleteBatch: 'delete_batch',
  log: 'log',
  echo: 'echo',
  echoFolded: 'echo_folded',
  complete: 'complete',
  claim: 'claim',
  claimOwn: 'claim_own',
  look: 'look',
  compare: 'compare',
  count: 'count',
  countOwn: 'count_own',
  page: 'page',
  pages: 'pages',
} as const;
const operations: Record<string, UserOperation> = {
  make: { call: './items.py:make', arguments: { tenant, id: text(), text: text() } },
  ...Object.fromEntries(Object.entries(names).map(([name, called]) => [name, onNote(called)])),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { dynamodb: { tables: [itemTable('notes')] } });
});
afterAll(() => world.close());

function onVictims(operation: string, change?: ValueChange): Attack {
  const known = { actor: 'victim', operation: 'make', name: 'response' };
  const id = { text: [change === undefined ? { known } : { known, change }] };
  return { layout: [], steps: [{ operation, actor: 'attacker', arguments: { id } }], race: null };
}

async function violated(attack: Attack): Promise<string[]> {
  return violatedOn(world, attack);
}

const readAndTold = ['no-cross-tenant-read', 'no-disclosure'];
const rows: readonly [operation: keyof typeof names, violated: readonly string[]][] = [
  ['read', readAndTold],
  ['readAndRefuse', []],
  ['readSafely', []],
  ['checksum', ['no-cross-tenant-read']],
  ['search', []],
  ['searchAll', readAndTold],
  ['query', readAndTold],
  ['write', ['no-cross-tenant-write']],
  // The name is taken whoever has it, and it tells so.
  ['writeSafely', ['no-existence-leak']],
  ['update', ['no-cross-tenant-write']],
  ['delete', ['no-cross-tenant-delete']],
  ['deleteSafely', []],
  ['deleteBatch', ['no-cross-tenant-delete']],
  ['log', ['no-disclosure']],
  ['echo', []],
  ['echoFolded', []],
  ['claim', ['no-existence-leak']],
  ['claimOwn', []],
  ['look', ['no-existence-leak']],
  ['compare', ['noninterference']],
  ['count', ['noninterference']],
  ['countOwn', []],
  ['page', ['noninterference']],
  ['pages', []],
];

const changed: readonly [keyof typeof names, ValueChange, violated: readonly string[]][] = [
  ['echoFolded', 'fullwidth', []],
  ['echoFolded', 'percent', []],
  ['complete', 'dropLast', readAndTold],
];

describe('with a victim’s key', () => {
  it.each(['base64', 'base64url', 'hex'] as const)('echo tells what was sent in %s', async (encoding) => {
    const key = world.knowledge.known.find(({ actor, name }) => actor === 'victim' && name === 'response');
    const text = Buffer.from(key?.value ?? '').toString(encoding);
    const steps = [{ operation: 'echo', actor: 'attacker', arguments: { id: { text } } }];
    expect(await violated({ layout: [], steps, race: null })).toEqual([]);
  });

  it.each(changed)('%s tells what was sent and no more: %s', async (operation, change, expected) => {
    expect(await violated(onVictims(operation, change))).toEqual(expected);
  });

  it.each(rows)('%s is judged by whose item was touched', async (operation, expected) => {
    expect(await violated(onVictims(operation))).toEqual(expected);
  });

  it.each(rows)('%s with the attacker’s own key violates nothing of its own', async (operation) => {
    const steps = [{ operation, actor: 'attacker', arguments: {} }];
    const always = operation === 'count' || operation === 'page' ? ['noninterference'] : [];
    expect(await violated({ layout: [], steps, race: null })).toEqual(always);
  });
});

it('what one step tells convicts no other that reads the same', async () => {
  const steps = ['search', 'query', 'search'].flatMap((operation) => onVictims(operation).steps);
  const observation = await world.resolveFlow(await world.run({ layout: [], steps, race: null }));
  const convicted = noCrossTenantRead.judge(observation).map(({ operation }) => operation);
  expect(new Set(convicted)).toEqual(new Set(['query']));
});

it('what one step tells without a canary convicts no other either', async () => {
  const steps = ['search', 'checksum', 'search'].flatMap((operation) => onVictims(operation).steps);
  const observation = await world.resolveFlow(await world.run({ layout: [], steps, race: null }));
  const convicted = noCrossTenantRead.judge(observation).map(({ operation }) => operation);
  expect(new Set(convicted)).toEqual(new Set(['checksum']));
});
