/** Harmless values that hold what another operation was sent or answered, at a place of the example. */
import { expect, it } from 'vitest';
import { fixed, json, text } from '../../config/userConfig.ts';
import { itemTable, targetWorld } from './kit.ts';

it('stand where the example says', async () => {
  const world = await targetWorld(
    {
      make: { call: './items.py:make', arguments: { tenant: fixed('{actor}'), id: text(), text: text() } },
      echo: {
        call: './items.py:echo',
        arguments: {
          tenant: fixed('{actor}'),
          id: text({ from: 'make.response', example: 'notes/{from}.txt' }),
        },
      },
      batch: {
        call: './items.py:batch',
        arguments: {
          tenant: fixed('{actor}'),
          ids: json({ from: 'make.response', example: ['{from}', '{actor}'] }),
        },
      },
    },
    { dynamodb: { tables: [itemTable('notes')] } },
  );
  try {
    const known = (actor: string, operation: string, name: string): string | undefined =>
      world.knowledge.known.find(
        (one) => one.actor === actor && one.operation === operation && one.name === name,
      )?.value;
    for (const actor of ['attacker', 'victim']) {
      const id = known(actor, 'make', 'response');
      expect(known(actor, 'echo', 'arguments.id')).toBe(`notes/${id}.txt`);
      expect(known(actor, 'batch', 'response.0')).toMatch(/^\w{16}$/);
      expect(known(actor, 'batch', 'response.1')).toBe(actor);
    }
  } finally {
    await world.close();
  }
});
