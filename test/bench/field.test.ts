/** The projects of the field hold what is said of them: each planted flaw is real, each place that looks dangerous is safe. */
import { beforeAll, describe, expect, it } from 'vitest';
import { fieldPython } from '../../bench/field/environment.ts';
import { projectNames, truthOf } from '../../bench/field/truth.ts';
import { verifyProject } from '../../bench/field/verify.ts';

let python = '';
beforeAll(async () => {
  python = await fieldPython();
}, 600_000);

describe.each(projectNames)('%s', (name) => {
  it('has its flaws and its safe places, shown by requests', async () => {
    const { flaws, safe } = truthOf(name);
    const wanted = [...flaws.map(({ id }) => `flaw_${id}`), ...safe.map(({ id }) => `safe_${id}`)];
    const told = (await verifyProject(name, python)).split('\n');
    expect(told.filter((line) => !line.startsWith('holds  ')).join('\n')).toBe('');
    expect(told.toSorted()).toEqual(wanted.map((one) => `holds  ${one}`).toSorted());
  }, 120_000);
});
