/** The interpreters of tests: that of targets, and others with a package of their own. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ensureExamplePython } from '../adapters/python/environment.ts';
import { packageRoot } from '../model/packageRoot.ts';

let found: Promise<string> | null = null;

/** The interpreter that targets run in: `TRESPASS_PYTHON`, else the examples' own environment. Looked for once. */
export function testPython(): Promise<string> {
  found ??= ensureExamplePython();
  return found;
}

/** An interpreter that has the requirement installed, in an environment of that name which is made once. */
export async function pythonWith(name: string, requirement: string): Promise<string> {
  const folder = join(packageRoot, 'node_modules', '.cache', 'trespass', `venv-${name}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, '.complete'))) return python;
  rmSync(folder, { recursive: true, force: true });
  await execa(await testPython(), ['-m', 'venv', folder]);
  const install = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  await execa(python, [...install, requirement]);
  writeFileSync(join(folder, '.complete'), '');
  return python;
}
