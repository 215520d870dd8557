/**
 * Interpreters that tools keep for a project outside of its folder: `poetry env info --path` names the environment of a project
 * with a `poetry.lock`. A tool is asked only where one of the project's files is its own; one that is missing or knows nothing
 * is passed over. None of these questions makes an environment.
 */
import { access, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { askProgram } from './askProgram.ts';

interface Manager {
  /** A file that only projects of this tool have. */
  readonly file: string;
  readonly program: string;
  /** Asks for the environment's folder or its interpreter. */
  readonly args: readonly string[];
}

const managers: readonly Manager[] = [
  { file: 'poetry.lock', program: 'poetry', args: ['env', 'info', '--path'] },
  { file: 'Pipfile', program: 'pipenv', args: ['--venv'] },
  { file: 'pdm.lock', program: 'pdm', args: ['info', '--python'] },
];

/** Variables that name the environment to use, relative to the project. */
const named = ['UV_PROJECT_ENVIRONMENT', 'CONDA_PREFIX'] as const;

/** Absolute paths of interpreters for the project in a folder or up to so many above it; they need not run. */
export async function managedPythons(
  folder: string,
  { above, timeoutMs }: { readonly above: number; readonly timeoutMs: number },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = 0, here = resolve(folder); at <= above; at++, here = dirname(here))
    for (const manager of managers)
      if (await isThere(join(here, manager.file)))
        found.push(...(await askManager(manager, here, timeoutMs)));
  for (const variable of named) {
    const path = process.env[variable];
    if (path) found.push(await interpreterAt(resolve(folder, path)));
  }
  return [...new Set(found)];
}

async function askManager(
  { program, args }: Manager,
  cwd: string,
  timeoutMs: number,
): Promise<readonly string[]> {
  const { stdout, failure } = await askProgram(program, args, { cwd, timeoutMs });
  const path = stdout
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line.startsWith('/'));
  return failure !== null || path === undefined ? [] : [await interpreterAt(path)];
}

/** The interpreter itself, or that of an environment's folder. */
async function interpreterAt(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, 'bin', 'python') : path;
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
