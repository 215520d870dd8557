/** Bounds that cut what is tried are in the ledger, with the operations that they cut; what fits is not. */
import { expect, it } from 'vitest';
import { inFolder, trespass } from './kit.ts';

const target = `
import os
def save(root, sheet):
    with open(os.path.join(root, 'sheet'), 'w') as out:
        out.write(str(sheet))
`;
const config = `
import { defineConfig, fixed, json } from 'trespass';
const long = Object.fromEntries(Array.from({ length: 30 }, (_, at) => ['cell' + at, '{token}']));
const save = (example) => ({ call: './target.py:save', arguments: { root: fixed('{sandbox}'), sheet: json({ example }) } });
export default defineConfig({ operations: { saveLong: save(long), saveShort: save({ cell: '{token}' }) } });
`;

it('a bound that was reached is told once, where it was', async () => {
  await inFolder({ 'target.py': target, 'trespass.config.ts': config }, async (folder) => {
    const { stdout } = await trespass(folder, ['check', '--verbose', '--runs', '4', '--workers', '1']);
    expect(stdout).toMatch(
      /cut short by a limit\n(?: {2}.*\n)*? {2}not all places in JSON carry hostile texts: saveLong \(20 of \d+\)\n/,
    );
    expect(stdout).not.toContain('saveShort (');
  });
}, 60_000);
