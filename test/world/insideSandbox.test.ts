/** What happens to another tenant's file within the sandbox, past the hook, is seen in the case that does it, though only its place is looked at. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Step } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { attackOf, targetWorld } from './kit.ts';

const pastTheHook = {
  c_write: 'write',
  c_append: 'write',
  c_truncate: 'write',
  c_unlink: 'delete',
  c_rename_in: 'delete',
  // What takes its place holds the same.
  c_rename_out: 'metadata',
  c_chmod: 'metadata',
  c_times: 'metadata',
  c_map_write: 'write',
  c_map_and_keep: 'write',
  shell_write: 'write',
  forked: 'write',
} as const;

const operations = ['make', 'c_read', 'make_folder', ...Object.keys(pastTheHook)];

let world: World;
beforeAll(async () => {
  const called = operations.map((python): [string, UserOperation] => [python, call(python)]);
  world = await targetWorld(Object.fromEntries(called), {});
});
afterAll(() => world.close());

function call(python: string): UserOperation {
  const name = text({ example: '{token}.txt' });
  return { call: `./observers.py:${python}`, arguments: { root: fixed('{sandbox}'), name } };
}

function step(operation: string, name: Step['arguments'][string]): Step {
  return { operation, actor: 'attacker', arguments: { name } };
}

const ofVictim = { text: [{ known: { actor: 'victim', operation: 'make', name: 'response' } }] };

async function foreign(steps: readonly Step[]): Promise<readonly string[]> {
  const { accesses } = await world.run(attackOf(steps));
  return accesses
    .filter(({ owner }) => owner.kind === 'actor' && owner.name === 'victim')
    .map((access) => `${access.step} ${access.action}`);
}

describe.runIf(process.platform === 'linux')('what is done to a file of the victim', () => {
  it.each(Object.entries(pastTheHook))(
    'by %s is seen in its case and its step: %s',
    async (python, action) => {
      expect(await foreign([step('c_read', { text: 'missing' }), step(python, ofVictim)])).toEqual([
        `1 ${action}`,
      ]);
      expect(await foreign([step('c_read', { text: 'missing' })])).toEqual([]);
    },
  );

  it('in a folder that an earlier step has made, which nothing watches, is seen in the later step', async () => {
    const steps = [step('make_folder', { text: 'fresh' }), step('c_write', { text: 'fresh/file' })];
    const { accesses } = await world.run(attackOf(steps));
    const created = accesses.filter(({ action }) => action === 'create');
    expect(created.map(({ step: at, resource }) => [at, 'shown' in resource ? resource.shown : ''])).toEqual([
      [0, '{sandbox}/fresh'],
      [1, '{sandbox}/fresh/file'],
    ]);
  });
});
