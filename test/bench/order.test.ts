/** The bench of the order of probes prints what was found first by what, and what was missed. */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { orderText, type Part } from '../../bench/order/firstFound.ts';
import { probeOrder } from '../../generators/probeOrder.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { testPython } from '../python.ts';

const parts: readonly Part[] = [
  {
    ...{ name: 'a twin', counts: 'case' },
    flaws: [
      { flaw: 'late', at: 300, by: 'drawn' },
      { flaw: 'never', at: null, by: 'nothing' },
      { flaw: 'soon', at: 7, by: 'text.way-out' },
      { flaw: 'soon after', at: 10, by: 'text.way-out' },
    ],
  },
  {
    ...{ name: 'selftest', counts: 'attack' },
    flaws: [{ flaw: 'path.dotdot', at: 1, by: 'text.way-out' }],
  },
];

it('prints the earliest first, the missed last, and a summary by kind', () => {
  expect(orderText(parts)).toBe(
    `
a twin      case  first found by
soon           7  text.way-out
soon after    10  text.way-out
late         300  drawn
never          -  nothing

selftest     attack  first found by
path.dotdot       1  text.way-out

kind                 a twin  median case  selftest  median attack
text.way-out              2          8.5         1              1
drawn                     1          300         -              -
all that were found       3           10         1              1
missed                    1            -         0              -
`.trim(),
  );
});

it('npm run bench:order names a row of the table for what it finds, and says what it does not', async () => {
  const env = { TRESPASS_PYTHON: await testPython() };
  const args = ['run', '--silent', 'bench:order', '--', 'advisory', '--cases', '120', '--workers', '1'];
  const { stdout } = await execa('npm', args, { cwd: packageRoot, env });
  const found = [...stdout.matchAll(/^\S+\.[\w-]+ +\d+ {2}(\S+)$/gm)].map(([, by = '']) => by);
  expect(found.length).toBeGreaterThan(0);
  const rows = probeOrder.map(({ kind }) => kind);
  for (const by of found) expect(rows).toContain(by.split('.')[0]);
  expect(stdout).toMatch(/^\S+ +- {2}nothing$/m);
  expect(stdout).toMatch(/^missed +[1-9]\d* +-$/m);
});
