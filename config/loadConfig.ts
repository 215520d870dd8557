/** Finds and loads a config file. A TypeScript config needs no build step. */
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { Config, SharedQuestion } from '../model/config.ts';
import { messageOf, UsageError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import { packageRoot } from '../model/packageRoot.ts';
import { completeConfig } from './completeConfig.ts';
import { checkConfig } from './schema.ts';

const configNames = [
  'trespass.config.ts',
  'trespass.config.mts',
  'trespass.config.js',
  'trespass.config.mjs',
  'trespass.config.json',
];

/** Loads the config at `path`, or the one in `folder` if `path` is null. Throws a `UsageError` for the user's mistakes. */
export async function loadConfig(
  path: string | null,
  folder: string,
  deadlineMs: number = limits.configDeadlineMs,
): Promise<Config> {
  const file = resolvedFile(path === null ? findConfig(folder) : resolve(folder, path));
  const loaded = await importConfig(file, deadlineMs);
  const config = guardShared(completeConfig(checkConfig(loaded, file), file));
  checkPlaces(config);
  return config;
}

export interface ConfigPlace {
  /** The folder of the config's findings. */
  readonly folder: string;
  /** Null if there is none. */
  readonly file: string | null;
}

/** The place of the config at `path`, or of the one in `folder`, before it is read. */
export function configPlace(path: string | null, folder: string): ConfigPlace {
  const file =
    path === null
      ? configNames.map((name) => join(folder, name)).find((name) => existsSync(name))
      : resolve(folder, path);
  if (file === undefined) return { folder, file: null };
  const real = existsSync(file) ? realPlace(file) : file;
  return { folder: dirname(real), file: real };
}

/** Whether a file has the name of a config, so that a document that names it may have it run. */
export function isConfigName(name: string): boolean {
  return basename(name) === name && /(?:^|\.)config\.(?:[cm]?[jt]s|json)$/.test(name);
}

function findConfig(folder: string): string {
  const found = configNames.map((name) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) {
    throw new UsageError(
      `no ${configNames[0]} in ${folder}; name one with --config, or write one with: trespass init`,
    );
  }
  return found;
}

/** The file behind links: paths in a config are relative to the file, not to a link to it. */
function resolvedFile(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new UsageError(
      `${file}: there is no such config; name one with --config, or write one with: trespass init`,
    );
  if (!stats.isFile()) throw new UsageError(`${file}: is no file; name a config with --config`);
  return realPlace(file);
}

function realPlace(file: string): string {
  return lstatSync(file).isSymbolicLink() ? realpathSync(file) : file;
}

async function importConfig(file: string, deadlineMs: number): Promise<unknown> {
  // A config may be in a project that has not installed this package: imports of `trespass` always resolve to this copy.
  const jiti = createJiti(import.meta.url, {
    alias: { trespass: ownEntry() },
    moduleCache: false,
    fsCache: false,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const seconds = deadlineMs / 1_000;
      reject(
        new UsageError(
          `${file}: was not loaded within ${seconds} s; what it awaits at its top level must come to an end`,
        ),
      );
    }, deadlineMs);
  });
  try {
    const loaded = await Promise.race([jiti.import(file, { default: true }), late]);
    if (isWithoutDefault(loaded)) throw new UsageError(`${file}: ${noDefault}`);
    return loaded;
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(`${file}: cannot be read as a config: ${loadFailure(thrown, file)}`, {
      cause: thrown,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** A clear message for a default export that is null or undefined, on which the loader fails with an obscure one. */
function loadFailure(thrown: unknown, file: string): string {
  if (file.includes('\\'))
    return 'its path has a backslash, which the loader takes for a slash; rename the folder';
  const [line = ''] = messageOf(thrown).split('\n');
  const isEmpty =
    thrown instanceof TypeError &&
    /^Cannot read properties of (?:null|undefined) \(reading 'then'\)/.test(line);
  return isEmpty ? noDefault : `${line.trim()}${placeText(thrown, file)}`;
}

/** The place of an error, in the config or a file that it loads: the second line of a syntax error, or the stack. */
function placeText(thrown: unknown, file: string): string {
  if (!(thrown instanceof Error)) return '';
  const [, second = ''] = thrown.message.split('\n');
  const syntax = /^\s*(?:file:\/\/)?(\/.*):(\d+):\d+$/.exec(second);
  const frames = [
    ...(thrown.stack ?? '').matchAll(/^\s+at (?:.* \()?(?:file:\/\/)?(\/[^():\n]+):(\d+):\d+\)?$/gm),
  ];
  const own = frames.filter(([, at = '']) => at === file || !/\/node_modules\//.test(at));
  const [, at = '', line] = syntax ?? own.find(([, path = '']) => !path.startsWith(packageRoot)) ?? [];
  if (line === undefined) return '';
  return at === file ? `, at line ${line}` : `, at ${at}:${line}`;
}

const noDefault = 'exports no config; write: export default defineConfig({ … })';

function isWithoutDefault(loaded: unknown): boolean {
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded && loaded.default === undefined;
}

/** A rule that throws, or returns a promise, is a mistake in the config, wherever it is called. */
function guardShared(config: Config): Config {
  const { stores, file } = config;
  const { shared } = stores;
  if (shared === null) return config;
  return {
    ...config,
    stores: {
      ...stores,
      shared: (question) => {
        const where = `${file}: shared, asked about ${questionText(question)},`;
        const answer = answerOfUser(() => shared(question), where);
        if (typeof answer === 'object' && answer !== null && 'then' in answer)
          throw new UsageError(`${where} returned a promise; it must answer at once: no async, no await`);
        return answer;
      },
    },
  };
}

function answerOfUser<Answer>(ask: () => Answer, where: string): Answer {
  try {
    return ask();
  } catch (cause) {
    throw new UsageError(`${where} threw ${messageOf(cause)}; mind that an item may be null`, { cause });
  }
}

function questionText(question: SharedQuestion): string {
  const text = JSON.stringify(question);
  return text.length > limits.excerptCharactersMax ? `${text.slice(0, limits.excerptCharactersMax)}…` : text;
}

function ownEntry(): string {
  const built = join(packageRoot, 'dist', 'index.js');
  return existsSync(built) ? built : join(packageRoot, 'index.ts');
}

/** The folders that a config names must exist: otherwise everything in them would be reported as missing in the target. */
function checkPlaces({ file, target: { project, pythonPath } }: Config): void {
  if (project !== null) requireConfigFolder(project, `${file}: django.project`);
  for (const folder of pythonPath) requireConfigFolder(folder, `${file}: pythonPath`);
}

function requireConfigFolder(path: string, where: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${where}: there is no folder ${path}`);
  if (!stats.isDirectory())
    throw new UsageError(`${where}: ${path} is no folder; name the one that it lies in`);
}
