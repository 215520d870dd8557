/** Texts within documents: every place of JSON, names of members and bytes carry what a plain text does, in other worlds too. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytes, fixed, json, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { probeAttacks } from '../probes.ts';
import { convicting, targetWorld, violatedOn } from './kit.ts';

const root = fixed('{sandbox}');
const shape = (example: NonNullable<UserParameter['example']>): UserParameter => json({ example });
const call = (name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
  call: `./documents.py:${name}`,
  arguments: { root, ...more },
});
const fields = ['title', 'author', 'mail', 'language', 'kind', 'state', 'colour', 'size'];
const documents: Readonly<Record<string, UserParameter>> = {
  save_absolute: shape({ path: '{token}.txt' }),
  save_members: shape({ files: { 'a.txt': 'text {token}' } }),
  save_last: shape({ ...Object.fromEntries(fields.map((name) => [name, 'plain'])), path: '{token}.txt' }),
  save_framed: shape({ path: 'uploads/{token}.txt' }),
  save_bytes: bytes({ example: { text: '{token}.txt\nbody' } }),
};
const batch = json({ from: 'make.response', example: { names: ['{from}'] } });
const makeOperations = (): Record<string, UserOperation> => ({
  ...Object.fromEntries(
    Object.entries(documents).flatMap(([name, document]) =>
      [name, `${name}_safely`].map((one) => [one, call(one, { document })]),
    ),
  ),
  make: call('make', { tenant: fixed('{actor}'), text: text() }),
  read_batch: call('read_batch', { tenant: fixed('{actor}'), document: batch }),
  read_batch_safely: call('read_batch_safely', { tenant: fixed('{actor}'), document: batch }),
});

let world: World;
let other: World;
beforeAll(async () => {
  [world, other] = await Promise.all([targetWorld(makeOperations(), {}), targetWorld(makeOperations(), {})]);
});
afterAll(() => Promise.all([world.close(), other.close()]));

const violated = (attack: Attack, where: World = world): Promise<string[]> =>
  violatedOn(where, attack, convicting);

const alone = (operation: string): readonly Attack[] =>
  probeAttacks(world.knowledge, operation).filter(
    ({ steps, layout, race }) => steps.length === 1 && layout.length === 0 && race === null,
  );

it.each([...Object.keys(documents), 'read_batch'])(
  '%s is found, and once more in another world',
  async (operation) => {
    const wanted = wantedOf(operation);
    for (const attack of alone(operation)) {
      if (!(await violated(attack)).includes(wanted)) continue;
      expect(await violated(attack, other)).toContain(wanted);
      return;
    }
    expect.unreachable(`${wanted} was not seen`);
  },
);

it.each([...Object.keys(documents), 'read_batch'])(
  'the twin of %s is not accused of it',
  async (operation) => {
    const wanted = wantedOf(operation);
    for (const attack of alone(`${operation}_safely`).slice(0, probesMax))
      expect(await violated(attack)).not.toContain(wanted);
  },
);

const probesMax = 200;

function wantedOf(operation: string): string {
  return operation === 'read_batch' ? 'no-cross-tenant-read' : 'no-write-outside';
}
