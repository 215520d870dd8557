/** What PynamoDB reads and writes is said to come from the line of the target that asks for it, in each version. */
import { describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import { noCrossTenantRead } from '../../properties/noCrossTenantRead.ts';
import { pythonWith } from '../python.ts';
import { itemTable, targetConfig, worldOf } from './kit.ts';

const tenant = fixed('{actor}');
const made = { owner: text({ example: '{actor}' }), id: text({ from: 'make.response' }) };
const operations: Record<string, UserOperation> = {
  make: { call: './py_notes.py:make', arguments: { tenant, id: text(), text: text() } },
  read: { call: './py_notes.py:read', arguments: { tenant, ...made } },
  readOwn: { call: './py_notes.py:read_own', arguments: { tenant, ...made } },
};

const known = { actor: 'victim', operation: 'make', name: 'response' };

function reading(operation: string): Attack {
  const given = { owner: { text: 'victim' }, id: { text: [{ known }] } };
  return { layout: [], steps: [{ operation, actor: 'attacker', arguments: given }], race: null };
}

describe.each([5, 6])('PynamoDB %i', (version) => {
  it('names the line that reads another’s item, and reads none for who asks for its own', async () => {
    const tenants = { attacker: {}, victim: {} };
    const config = targetConfig({ actors: tenants, operations, dynamodb: { tables: [itemTable('notes')] } });
    const python = await pythonWith(`pynamodb${version}`, `pynamodb>=${version},<${version + 1}`);
    const world = await worldOf(config, { python });
    try {
      const violations = noCrossTenantRead.judge(await world.resolveFlow(await world.run(reading('read'))));
      expect(violations.map(({ location }) => location?.function)).toEqual(['read']);
      const own = await world.resolveFlow(await world.run(reading('readOwn')));
      expect(noCrossTenantRead.judge(own)).toEqual([]);
    } finally {
      await world.close();
    }
  }, 400_000);
});
