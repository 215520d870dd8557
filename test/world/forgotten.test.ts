/** Where harmless runs write beyond the arena a config is incomplete: that is said, and not held against the target. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { World } from '../../model/world.ts';
import { attackOf, targetWorld, violatedIn } from './kit.ts';

const folder = join(packageRoot, 'test', 'targets');
const exporting = (name: string): UserOperation => ({
  call: `./exports.py:${name}`,
  arguments: { folder: fixed(folder), name: text() },
});
const operations = {
  export: exporting('export'),
  exportAnew: exporting('export_anew'),
  exportQuietly: exporting('export_quietly'),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, { attacker: { powers: ['request'] } });
});
afterAll(() => world.close());

async function violated(operation: string, name: string): Promise<string[]> {
  const steps = [{ operation, actor: 'attacker', arguments: { name: { text: name } } }];
  return violatedIn(await world.run(attackOf(steps)));
}

describe('what is written beyond the arena', () => {
  it('is nobody’s attack where harmless runs would write as well', async () => {
    expect(await violated('export', 'must-not-exist')).toEqual([]);
    expect(await violated('exportAnew', 'any')).toEqual([]);
    expect(await violated('exportQuietly', 'any')).toEqual([]);
  });

  it('is one where the attack leaves that place', async () => {
    expect(await violated('export', '../must-not-exist')).toEqual(['no-write-outside']);
    expect(await violated('export', join(packageRoot, 'must-not-exist'))).toEqual(['no-write-outside']);
  });

  it('is told, with what is to be done', () => {
    const told = world.rehearsal.notes.flatMap(({ kind, text }) => (kind === 'not-tested' ? [text] : []));
    const where = (operation: string, place: string): string =>
      `what ${operation} would write to ${place} in harmless runs, which lies outside the arena, so that it is refused: let \`sandbox\` in the config give the setting or variable that names it a folder`;
    expect(told).toContain(where('export and 1 more', folder));
    expect(told).toContain(where('exportQuietly', join(folder, 'service.log')));
  });
});
