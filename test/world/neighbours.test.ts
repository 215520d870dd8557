/** Folders beside the one that an operation is given: whoever compares paths as strings goes there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { attackOf, targetWorld, violatedIn } from './kit.ts';

const files = { 'public/index.html': 'Welcome', 'public2/used': 'by the target itself' };
const call = (name: string, root = 'public'): UserOperation => ({
  call: `./files.py:${name}`,
  arguments: { root: fixed(`{sandbox}/${root}`), name: text({ example: 'index.html' }) },
});

let world: World;
let walked: World;
beforeAll(async () => {
  const more = { sandbox: { files } };
  world = await targetWorld({ flawed: call('read_by_prefix'), careful: call('read_by_component') }, more);
  walked = await targetWorld({ walks: call('read_everything_beside') }, more);
});
afterAll(async () => {
  await world.close();
  await walked.close();
});

async function violated(one: World, operation: string, name: Text): Promise<string[]> {
  const steps = [{ operation, actor: 'attacker', arguments: { name: { text: name } } }];
  return violatedIn(await one.run(attackOf(steps)));
}

const absolute: Text = [{ place: 'sandbox' }, '/public-evil/secret.txt'];

it.each(['../public-evil/secret.txt', '../public-evil/data.json', absolute])('convicts %j', async (name) => {
  const found = await violated(world, 'flawed', name);
  expect(found).toEqual(expect.arrayContaining(['no-read-outside', 'no-disclosure']));
  expect(await violated(world, 'careful', name)).toEqual([]);
});

it('says that the given folder was left', async () => {
  const steps = [
    { operation: 'flawed', actor: 'attacker', arguments: { name: { text: '../public-evil/secret.txt' } } },
  ];
  const { accesses } = await world.run({ layout: [], steps, race: null });
  const read = accesses.find(({ action, owner }) => action === 'read' && owner.kind === 'outside');
  expect(read?.resource).toMatchObject({ shown: '{sandbox}/public-evil/secret.txt' });
  expect(read?.walk?.steps.find(({ leaves }) => leaves !== undefined)).toMatchObject({
    unsafeName: 'public-evil',
    leaves: 'given',
  });
});

it('leaves alone what was there from the start', async () => {
  expect(await violated(world, 'flawed', '../public2/used')).toEqual([]);
});

it('leaves alone what harmless runs touch', async () => {
  expect(await violated(walked, 'walks', '../public-evil/secret.txt')).toEqual([]);
});
