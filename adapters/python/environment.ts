/**
 * Finds the Python interpreter of a target, and creates the virtual environment of the bundled examples if there is none.
 * Simultaneous starts wait for one another; an environment that a killed start has left incomplete is created anew. Nothing is
 * installed into an interpreter that Trespass did not create.
 */
import { createHash } from 'node:crypto';
import { access, constants, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { EnvironmentError, messageOf, UsageError } from '../../model/errors.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { askProgram } from './askProgram.ts';
import { managedPythons } from './managedEnvironments.ts';

const oldest = '3.9';
const interpreterNames = ['python3', ...[14, 13, 12, 11, 10, 9].map((minor) => `python3.${minor}`), 'python'];
const foldersAboveMax = 3;
const checkMs = 30_000;
const makeMs = 900_000;
const whatToInstall = `Install Python ${oldest} or newer with its venv module (apt install python3 python3-venv)`;

/**
 * Absolute path of an interpreter that has Django and boto3: `TRESPASS_PYTHON`, else the examples' own virtual
 * environment (made at first use, kept with the package or in the user's cache), else, where packages cannot be
 * installed, any interpreter on PATH that has both. Throws a `UsageError` or an `EnvironmentError` that says
 * what to install.
 */
export async function ensureExamplePython(onProgress?: (text: string) => void): Promise<string> {
  const chosen = process.env['TRESPASS_PYTHON'];
  if (chosen) return await checkedForExamples(resolve(chosen));
  const examples = join(packageRoot, 'examples');
  const requirements = join(examples, 'requirements.txt');
  const key = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16);
  const folders = [join(examples, '.venv'), join(cacheFolder(), `examples-${key}`)];
  for (const folder of folders) if (await isComplete(folder, key)) return pythonOf(folder);
  const folder = (await canWrite(examples)) ? folders[0] : folders[1];
  return await make(folder ?? examples, requirements, key, onProgress);
}

/**
 * Absolute path of the interpreter for a user's project: `explicit` (relative to `folder`), else
 * `TRESPASS_PYTHON`, else `.venv` or `venv` in `folder` or up to three folders above, else `VIRTUAL_ENV`, else what Poetry,
 * Pipenv, PDM, uv or conda keep for the project, else PATH. Throws a `UsageError` that names what was tried.
 */
export async function findPython(explicit: string | null, folder: string): Promise<string> {
  if (explicit !== null) return await checked(explicit, folder, `python: '${explicit}' of the config`);
  const chosen = process.env['TRESPASS_PYTHON'];
  if (chosen) return await checked(resolve(chosen), folder, `TRESPASS_PYTHON=${chosen}`);
  const near = environmentsNear(resolve(folder));
  for (const python of near) if (await versionOf(python, folder)) return python;
  const managed = await managedPythons(folder, { above: foldersAboveMax, timeoutMs: checkMs });
  for (const python of managed) if (await versionOf(python, folder)) return python;
  const [found] = await pythonsOnPath(folder, 1);
  if (found !== undefined) return found;
  const tried = [...near, ...managed, ...interpreterNames.map((name) => `${name} on PATH`)].join(', ');
  throw new UsageError(
    `No Python ${oldest} or newer was found. Tried ${tried}. ${whatToInstall}, or name the interpreter: python in the config, or TRESPASS_PYTHON.`,
  );
}

function environmentsNear(folder: string): readonly string[] {
  const near: string[] = [];
  for (let above = 0, here = folder; above <= foldersAboveMax; above++, here = dirname(here))
    near.push(pythonOf(join(here, '.venv')), pythonOf(join(here, 'venv')));
  const active = process.env['VIRTUAL_ENV'];
  return [...new Set(active ? [...near, pythonOf(resolve(active))] : near)];
}

async function checked(python: string, folder: string, given: string): Promise<string> {
  const path = await interpreterPath(python, folder);
  if (await versionOf(path, folder)) return path;
  throw new UsageError(
    `${given} is not a Python ${oldest} or newer that runs (tried ${path}); name the project's own, such as .venv/bin/python`,
  );
}

/** A name without a slash that is no file in the folder is looked up on PATH, as by a shell. */
async function interpreterPath(python: string, folder: string): Promise<string> {
  const beside = resolve(folder, python);
  if (python.includes('/') || (await canRun(beside))) return beside;
  for (const path of pathsOnPath(python)) if (await canRun(path)) return path;
  return beside;
}

async function checkedForExamples(python: string): Promise<string> {
  if (!(await versionOf(python, packageRoot)))
    throw new UsageError(`TRESPASS_PYTHON=${python} is not a Python ${oldest} or newer that runs.`);
  if (await hasPackages(python)) return python;
  throw new UsageError(
    `TRESPASS_PYTHON=${python} cannot import django and boto3. Install both there (${python} -m pip install -r ${join(packageRoot, 'examples', 'requirements.txt')}), or unset TRESPASS_PYTHON.`,
  );
}

async function make(
  folder: string,
  requirements: string,
  key: string,
  onProgress: ((text: string) => void) | undefined,
): Promise<string> {
  const pythons = await pythonsOnPath(packageRoot, interpreterNames.length);
  const [maker] = pythons;
  if (maker === undefined) throw new EnvironmentError(`No Python was found on PATH. ${whatToInstall}.`);
  const script = join(packageRoot, 'examples', 'make_environment.py');
  const failure = await runMaker(maker, [script, folder, requirements, key], onProgress);
  if (failure === null) return pythonOf(folder);
  onProgress?.('Looking for an interpreter that already has Django and boto3');
  for (const python of pythons) if (await hasPackages(python)) return python;
  throw new EnvironmentError(explain(failure, maker), { cause: failure.cause });
}

/** A failure of `make_environment.py`; its exit codes are explained there. */
interface MakerFailure {
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly cause: unknown;
}

async function runMaker(
  maker: string,
  args: readonly string[],
  onProgress: ((text: string) => void) | undefined,
): Promise<MakerFailure | null> {
  // It is loaded when it is needed, which is once.
  const { execa } = await import('execa');
  const running = execa(maker, args, { all: true, timeout: makeMs, stdin: 'ignore', reject: false });
  for await (const line of running.iterable({ from: 'all' })) {
    const told = progressOf(line);
    if (told !== null) onProgress?.(told);
  }
  const result = await running;
  return result.failed ? { exitCode: result.exitCode, output: result.all, cause: result } : null;
}

function progressOf(line: string): string | null {
  if (/^(Making|Waiting) /.test(line)) return line;
  const package_ = /^Collecting ([\w.-]+)/.exec(line)?.[1];
  if (package_ !== undefined) return `Fetching ${package_}`;
  return line.startsWith('Installing collected packages') ? 'Installing Django and boto3' : null;
}

function explain(failure: MakerFailure, maker: string): string {
  if (failure.exitCode === 3)
    return `${maker} cannot make virtual environments: its venv module is missing. ${whatToInstall}.`;
  if (failure.exitCode === 4)
    return `Django and boto3 could not be installed (${failureLine(failure)}), and no Python on PATH has them. Allow access to a package index, or install them (apt install python3-django python3-boto3), or set TRESPASS_PYTHON.`;
  return `The examples' Python environment could not be made: ${failureLine(failure)}.`;
}

function failureLine(failure: MakerFailure): string {
  const lines = failure.output.split('\n');
  const said = lines.findLast((line) => line.startsWith('ERROR: ')) ?? lines.findLast((line) => line.trim());
  return (said ?? messageOf(failure.cause)).replace(/^ERROR: /, '').replace(/\.$/, '');
}

/** Interpreters that are new enough, by the paths that they report themselves: a shim's result may depend on the folder. */
async function pythonsOnPath(folder: string, max: number): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of interpreterNames.flatMap(pathsOnPath)) {
    if (found.size >= max) break;
    if (!(await canRun(path))) continue;
    const executable = await versionOf(path, folder);
    if (executable !== null) found.add(executable);
  }
  return [...found];
}

function pathsOnPath(name: string): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return folders.map((folder) => join(folder, name));
}

/** The interpreter's own path (`sys.executable`), null if it does not run or is too old. */
async function versionOf(python: string, folder: string): Promise<string | null> {
  if (!(await canRun(python))) return null;
  const [major, minor] = oldest.split('.');
  const program = `import sys; sys.version_info >= (${major}, ${minor}) and print(sys.executable)`;
  const { stdout, failure } = await askProgram(python, ['-c', program], { cwd: folder, timeoutMs: checkMs });
  const executable = stdout.trim();
  return failure !== null || !executable.startsWith('/') ? null : executable;
}

/** Whether an interpreter can import all of these modules. */
export async function canImport(python: string, modules: readonly string[]): Promise<boolean> {
  const asking = { cwd: packageRoot, timeoutMs: checkMs };
  return (await askProgram(python, ['-c', `import ${modules.join(', ')}`], asking)).failure === null;
}

function hasPackages(python: string): Promise<boolean> {
  return canImport(python, ['django', 'boto3']);
}

/** Whether an environment has our marker and still starts: the Python that it was made from may be gone. */
async function isComplete(folder: string, key: string): Promise<boolean> {
  const marker = await readFile(join(folder, '.complete'), 'utf8').catch(() => null);
  return marker === key && (await versionOf(pythonOf(folder), packageRoot)) !== null;
}

function pythonOf(environment: string): string {
  return join(environment, 'bin', 'python');
}

function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'trespass');
}

async function canRun(path: string): Promise<boolean> {
  return await isPermitted(path, constants.X_OK);
}

async function canWrite(path: string): Promise<boolean> {
  return await isPermitted(path, constants.W_OK);
}

async function isPermitted(path: string, mode: number): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}
