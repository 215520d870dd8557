/** What another keeps is found in a file, an item or an object of the attacker's; logs and what everybody pulls are not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { attackOf, itemTable, targetWorld, violatedOn } from './kit.ts';

const root = fixed('{sandbox}');
const tenant = fixed('{actor}');
const called = (name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
  call: `./gains.py:${name}`,
  arguments: { root, tenant, ...more },
});
const note = text({ from: 'save.response' });
const name = text({ from: 'save.arguments.name' });
const byNote = ['item_to_file', 'item_to_file_own', 'row_to_file', 'row_to_file_own'];
const byLength = ['length_to_file', 'length_to_file_own'];
const careful = ['refuse_and_log', 'refuse_in_own_log'];
const byObject = ['object_to_item', 'object_to_item_own'];
const byName = ['file_to_object', 'file_to_object_own'];
let world: World;

beforeAll(async () => {
  const each = (names: readonly string[], make: (one: string) => UserOperation) =>
    Object.fromEntries(names.map((one) => [one, make(one)]));
  world = await targetWorld(
    {
      save: called('save', { name: text(), content: text() }),
      read: called('read', { name }),
      ...each([...byNote, ...byLength, ...careful], (one) => called(one, { note })),
      ...each(byName, (one) => called(one, { name })),
      ...each(byObject, (one) => ({
        call: `./gains.py:${one}`,
        arguments: { tenant, note, whose: text({ example: '{actor}' }) },
      })),
      pull: called('pull', { title: text() }),
    },
    {
      dynamodb: { tables: [itemTable('notes')] },
      s3: { buckets: ['assets'] },
      attacker: { powers: ['request'] },
    },
  );
});
afterAll(() => world.close());

const victims = (of: string): Text => [{ known: { actor: 'victim', operation: 'save', name: of } }];

function violated(operation: string, texts: Readonly<Record<string, Text>>): Promise<string[]> {
  const args = Object.fromEntries(Object.entries(texts).map(([one, value]) => [one, { text: value }]));
  return violatedOn(world, attackOf([{ operation, actor: 'attacker', arguments: args }]));
}

describe('what another keeps', () => {
  const byId = { note: victims('response') };
  it.each([
    ['an item, in a file', 'item_to_file', byId, ['no-cross-tenant-read']],
    ['what no store shows, in a file', 'row_to_file', byId, ['no-disclosure']],
    [
      'a file, in an object',
      'file_to_object',
      { name: ['../victim/', ...victims('arguments.name')] as Text },
      ['no-cross-tenant-read'],
    ],
    ['an object, in an item', 'object_to_item', { ...byId, whose: 'victim' }, ['no-cross-tenant-read']],
  ])('is found in what is the attacker’s own: %s', async (_, operation, texts, expected) => {
    expect(await violated(operation, texts)).toEqual(expected);
    const careful = await violated(`${operation}_own`, texts);
    expect(careful.filter((id) => expected.includes(id))).toEqual([]);
  });

  it('is found where a file that was the attacker’s depends on it', async () => {
    expect(await violated('length_to_file', byId)).toEqual(['no-cross-tenant-read']);
    expect(await violated('length_to_file_own', byId)).toEqual([]);
  });

  it('is found by what is tried first', async () => {
    const found = new Set<string>();
    for (const attack of probeAttacks(world.knowledge, 'row_to_file').slice(0, 40))
      for (const id of await violatedOn(world, attack)) found.add(id);
    expect(found).toContain('no-disclosure');
  });

  it('is nobody’s gain in a log, behind a refusal, and where harmless runs put it too', async () => {
    expect(await violated('refuse_and_log', byId)).toEqual([]);
    expect(await violated('refuse_in_own_log', byId)).toEqual([]);
    expect(await violated('pull', { title: 'other' })).toEqual(await violated('pull', {}));
    expect(await violated('pull', { title: 'other' })).not.toContain('no-disclosure');
  });
});
