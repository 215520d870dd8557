/**
 * Virtual environments of released package versions, made once and kept as `.venv-NAME-VERSION` beside this file. The
 * CPython they are made with is looked for by its version: on PATH, then where pyenv keeps its versions.
 */
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { EnvironmentError } from '../../model/errors.ts';

const here: string = import.meta.dirname;

/** Absolute path of an interpreter of that version that has the requirement, if one is named, installed. */
export async function ensurePython(version: string, requirement: string | null): Promise<string> {
  const base = await findCPython(version);
  if (requirement === null) return base;
  const folder = join(here, `.venv-${requirement.replace('==', '-')}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, '.complete'))) return python;
  process.stderr.write(`Making the environment of ${requirement} on CPython ${version}\n`);
  rmSync(folder, { recursive: true, force: true });
  await execa(base, ['-m', 'venv', folder]);
  const install = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  await execa(python, [...install, requirement]);
  writeFileSync(join(folder, '.unfinished'), '');
  renameSync(join(folder, '.unfinished'), join(folder, '.complete'));
  return python;
}

/** Throws an `EnvironmentError` that says what to install. */
async function findCPython(version: string): Promise<string> {
  for (const candidate of candidatesOf(version)) {
    const program = 'import sys; print("%d.%d" % sys.version_info[:2], sys.executable)';
    const { stdout, failed } = await execa(candidate, ['-c', program], { reject: false });
    const [found, executable] = stdout.trim().split(' ');
    if (!failed && found === version && executable !== undefined) return executable;
  }
  throw new EnvironmentError(
    `there is no CPython ${version}: put python${version} on PATH, or install it with pyenv`,
  );
}

function candidatesOf(version: string): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const pyenv = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const kept = existsSync(pyenv) ? readdirSync(pyenv).filter((name) => name.startsWith(`${version}.`)) : [];
  return [
    ...folders.map((folder) => join(folder, `python${version}`)),
    ...kept.sort().map((name) => join(pyenv, name, 'bin', 'python')),
  ].filter((path) => existsSync(path));
}
