/** Storages without a project around them: options with places, what their methods reach, a fault and its twin. */
import { describe, expect, it } from 'vitest';
import type { StorageOperation, UserConfig } from '../../config/userConfig.ts';
import type { Text } from '../../model/text.ts';
import type { World } from '../../model/world.ts';
import { attackOf, targetConfig, violatedIn, worldOf } from './kit.ts';

async function on<Result>(
  media: StorageOperation,
  use: (world: World) => Promise<Result>,
  tenants: Pick<UserConfig, 'actors'> = {},
): Promise<Result> {
  const world = await worldOf(targetConfig({ operations: { media }, ...tenants }));
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

async function violated(world: World, method: string, name: Text): Promise<string[]> {
  const argument = { [method === 'listdir' ? 'path' : 'name']: { text: name } };
  const steps = [{ operation: `media.${method}`, actor: 'attacker', arguments: argument }];
  return violatedIn(await world.run(attackOf(steps)));
}

/** Another's file by the name under which it was saved, and a look at all names. */
async function violatedByNames(world: World): Promise<string[]> {
  const name: Text = [{ known: { actor: 'victim', operation: 'media.save', name: 'response' } }];
  return [
    ...(await violated(world, 'open', name)),
    ...(await violated(world, 'delete', name)),
    ...(await violated(world, 'listdir', '')),
  ];
}

const untested = (world: World): string[] =>
  world.rehearsal.operations.filter(({ tested }) => !tested).map(({ name }) => name);

const loose: StorageOperation = { storage: './storages.py:Loose', options: { location: '{sandbox}' } };
const plain: StorageOperation = { storage: 'django.core.files.storage:FileSystemStorage' };

describe('a storage without a project', () => {
  it('of Django keeps to the sandbox, and each default method is tested', async () => {
    await on(plain, async (world) => {
      expect(untested(world)).toEqual([]);
      for (const method of ['save', 'open', 'delete', 'listdir'])
        expect(await violated(world, method, '../secret.txt')).toEqual([]);
    });
  });

  it('that takes names as they are leaves the sandbox that its options name', async () => {
    await on(loose, async (world) => {
      expect(await violated(world, 'open', '../secret.txt')).toEqual(['no-read-outside', 'no-disclosure']);
      expect(await violated(world, 'delete', '../secret.txt')).toEqual(['no-delete-outside']);
    });
  });

  it('is told of no tenant, so what it does with a name that it is given accuses it of nothing', async () => {
    const actors = { attacker: {}, victim: {} };
    await on(plain, async (world) => expect(await violatedByNames(world)).toEqual([]), { actors });
    await on(
      loose,
      async (world) =>
        expect(await violated(world, 'delete', '../secret.txt')).toEqual(['no-delete-outside']),
      { actors },
    );
  });

  it('answers with names where it is asked for names alone', async () => {
    const methods = ['save', 'url', 'path', 'getAvailableName', 'generateFilename', 'getValidName'] as const;
    await on({ ...plain, methods }, async (world) => {
      const answers = Object.fromEntries(
        world.rehearsal.operations.map(({ name, answer }) => [name, answer]),
      );
      for (const method of methods) if (method !== 'url') expect(answers[`media.${method}`]).toBe('returned');
    });
  });
});
