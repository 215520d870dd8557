/** The measurement runs and prints its tables. What it measured is nobody's pass or failure. */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { packageRoot } from '../../model/packageRoot.ts';
import { testPython } from '../python.ts';

it('npm run bench -- --quick prints a table of cases a second and one of milliseconds', async () => {
  const env = { TRESPASS_PYTHON: await testPython() };
  const { stdout } = await execa('npm', ['run', '--silent', 'bench', '--', '--quick'], {
    cwd: packageRoot,
    env,
  });
  expect(stdout).toMatch(/^\d+ cores?, Node [\d.]+, Python [\d.]+$/m);
  for (const operation of ['file', 'item'])
    expect(stdout).toMatch(new RegExp(`^${operation} endpoint( +[\\d.]+){5} +[\\d.]+x$`, 'm'));
  for (const row of ['added by the recorder', 'planting ten layout entries', 'taking them away'])
    expect(stdout).toMatch(new RegExp(`^${row} +-?[\\d.]+`, 'm'));
});
