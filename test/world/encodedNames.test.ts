/** Names that hold no slash until they are decoded: what takes a name out of a URL first, or checks it first, goes there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { convicting, targetWorld, violatedIn } from './kit.ts';

const root = fixed('{sandbox}/public');
const keeping = (name: string): UserOperation => ({
  call: `./files.py:${name}`,
  arguments: { root, url: text({ example: 'files/{token}.txt' }) },
});
const reading = (name: string): UserOperation => ({
  call: `./files.py:${name}`,
  arguments: { root, name: text({ example: 'index.html' }) },
});
const operations: Record<string, UserOperation> = {
  keep: keeping('keep_by_url'),
  keepSafely: keeping('keep_by_url_safely'),
  read: reading('read_encoded'),
  readSafely: reading('read_encoded_safely'),
};

let world: World;
beforeAll(async () => {
  world = await targetWorld(operations, { sandbox: { files: { 'public/index.html': 'Welcome' } } });
});
afterAll(() => world.close());

async function violated(attack: Attack): Promise<string[]> {
  return violatedIn(await world.run(attack), convicting);
}

it.each<[operation: string, property: string, sent: Record<string, Text>]>([
  ['keep', 'no-write-outside', { url: [{ place: 'moatEncoded' }, '%2fa.txt'] }],
  ['read', 'no-read-outside', { name: '..%2fpublic-evil%2fsecret.txt' }],
])('%s goes where the decoded name leads, and its twin does not', async (operation, property, sent) => {
  const named = Object.entries(sent).map(([name, value]) => [name, { text: value }] as const);
  const attack = (asked: string): Attack => ({
    layout: [],
    steps: [{ operation: asked, actor: 'attacker', arguments: Object.fromEntries(named) }],
    race: null,
  });
  expect(await violated(attack(operation))).toContain(property);
  expect(await violated(attack(`${operation}Safely`))).toEqual([]);
});

it('is among the first attacks that are tried', async () => {
  const found = new Set<string>();
  for (const operation of Object.keys(operations))
    for (const attack of probeAttacks(world.knowledge, operation))
      for (const one of await violated(attack)) found.add(`${operation} ${one}`);
  expect(found).toContain('keep no-write-outside');
  expect(found).toContain('read no-read-outside');
  expect([...found].filter((one) => /Safely .*-outside/.test(one))).toEqual([]);
});
