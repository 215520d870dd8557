/** Three steps: what is stored, changed by its reference and then used. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import { probesOf } from '../../generators/index.ts';
import type { World } from '../../model/world.ts';
import { noWriteOutside } from '../../properties/noWriteOutside.ts';
import { targetWorld } from './kit.ts';

const call = (name: string, more: Readonly<Record<string, UserParameter>>): UserOperation => ({
  call: `./drafts.py:${name}`,
  arguments: { root: fixed('{sandbox}'), ...more },
});
const id = text({ from: 'draft.response' });

let world: World;
beforeAll(async () => {
  const operations = {
    draft: call('draft', { name: text({ example: '{token}.txt' }) }),
    approve: call('approve', { id }),
    publish: call('publish', { id }),
    publishSafely: call('publish_safely', { id }),
  };
  world = await targetWorld(operations, {});
});
afterAll(() => world.close());

async function isFound(operation: string): Promise<boolean> {
  for (const attack of probesOf(world.knowledge, operation))
    if (noWriteOutside.judge(await world.run(attack)).some((one) => one.operation === operation)) {
      expect(attack.steps.map((step) => step.operation)).toEqual(['draft', 'approve', operation]);
      return true;
    }
  return false;
}

it('are found where the last one follows what was stored', async () => {
  expect(await isFound('publish')).toBe(true);
});

it('accuse nobody where it does not', async () => {
  expect(await isFound('publishSafely')).toBe(false);
});
