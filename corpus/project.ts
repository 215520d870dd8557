/**
 * What the outcome of an attack depends on, as digests: the project's files and what its config declares. A fingerprint of an
 * operation changes with everything that may change what the operation does: `save` of `./target.py` with `target.py`, with what
 * that imports, and with what is no Python; not with another module. Installed packages are not looked at.
 */
import { createHash } from 'node:crypto';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import type { Config } from '../model/config.ts';
import { limits } from '../model/limits.ts';
import { withNeeds } from '../model/needs.ts';
import type { Entry } from '../model/operation.ts';
import { type PythonFile, reachedFrom } from './pythonReach.ts';

export interface ProjectState {
  /** Digests by path, relative to the config's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Fingerprints by operation. */
  readonly operations: Readonly<Record<string, string>>;
  /** Whether there are more files than are compared. */
  readonly isCut: boolean;
}

/** What else decides whether an attack was judged: the version of the package, and by which properties. */
export interface Judging {
  readonly version: string;
  readonly properties: readonly string[];
}

interface ProjectFile extends PythonFile {
  readonly digest: string;
}

export async function projectState(config: Config, judging: Judging): Promise<ProjectState> {
  const { files, isCut } = await filesOfProject(config);
  const { operations, ...rest } = config;
  const base = declaredText(rest, config);
  const configFile = relative(config.folder, config.file);
  // A rule of the config may use anything in its file.
  const counts = (path: string): boolean => base.hasFunction || path !== configFile;
  const digestsOf = (some: readonly ProjectFile[]): readonly (readonly string[])[] =>
    some.filter(({ path }) => counts(path)).map(({ path, digest }) => [path, digest]);
  const fingerprints = operations.map((operation) => {
    const needed = withNeeds([operation], operations);
    const reached = needed.map(({ entry }) => digestsOf(filesOf(entry, config, files)));
    const declared = needed.map((one) => declaredText(one, config).text);
    return [operation.name, contentDigest(JSON.stringify([judging, base.text, declared, reached]))] as const;
  });
  return {
    files: Object.fromEntries(files.map(({ path, digest }) => [path, digest])),
    operations: Object.fromEntries(fingerprints),
    isCut,
  };
}

/** The files that an operation may use: all, except where a function of a plain Python file is called. */
function filesOf(entry: Entry, { target }: Config, files: readonly ProjectFile[]): readonly ProjectFile[] {
  const isPlain = target.project === null && target.settingsModule === null && target.setup === null;
  if (!isPlain || entry.kind !== 'call') return files;
  const reached = reachedFrom(entry.function.split(':')[0] ?? '', files);
  return reached === null ? files : files.filter(({ path }) => !path.endsWith('.py') || reached.has(path));
}

/** A part of a config as text that is the same in any folder; with the text of its functions. */
function declaredText(
  part: object,
  { folder, file }: Config,
): { readonly text: string; readonly hasFunction: boolean } {
  let hasFunction = false;
  const text = JSON.stringify(part, (_, value: unknown) => {
    if (typeof value === 'function') {
      hasFunction = true;
      return String(value);
    }
    return value === file ? basename(file) : value;
  });
  return { text: text.replaceAll(JSON.stringify(folder).slice(1, -1), ''), hasFunction };
}

/** 96 bits, so that among millions of attacks or files no two are alike. */
export function contentDigest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 16);
}

/** Code, and what is loaded with it. What a run writes, such as reports and data, is none. */
const codeEndings = new Set([
  ...['.py', '.pyx', '.so', '.sql', '.toml', '.cfg', '.ini', '.yaml', '.yml'],
  ...['.ts', '.mts', '.js', '.mjs', '.cjs'],
]);

function isCodeFile(path: string, name: string): boolean {
  if (codeEndings.has(extname(name)) || name === '.env' || /^requirements.*\.txt$/.test(name)) return true;
  return /(?:^|\/)templates\//.test(path);
}

async function filesOfProject({ folder, target }: Config): Promise<{
  readonly files: readonly ProjectFile[];
  readonly isCut: boolean;
}> {
  const roots = [folder, ...(target.project === null ? [] : [target.project]), ...target.pythonPath];
  const files = new Map<string, ProjectFile>();
  const waiting = await Promise.all(
    roots.map((root) => realpath(resolve(folder, root)).catch(() => resolve(folder, root))),
  );
  const met = new Set<string>();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (met.has(next)) continue;
    met.add(next);
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    if (entries.some(({ name }) => name === 'pyvenv.cfg')) continue;
    for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const absolute = join(next, entry.name);
      if (entry.isDirectory()) {
        if (!isLeftOut(entry.name)) waiting.push(absolute);
        continue;
      }
      const path = relative(folder, absolute);
      if (!isCodeFile(path, entry.name)) continue;
      if (files.size >= limits.projectFilesMax) return { files: [...files.values()], isCut: true };
      files.set(path, await digestedFile(absolute, path));
    }
  }
  return { files: [...files.values()], isCut: false };
}

function isLeftOut(folder: string): boolean {
  return folder.startsWith('.') || folder === 'node_modules' || folder === '__pycache__';
}

/** What cannot be read, and what is too large to be code, counts by its size and time. */
async function digestedFile(absolute: string, path: string): Promise<ProjectFile> {
  const stats = await stat(absolute).catch(() => null);
  const isReadable = stats?.isFile() === true && stats.size <= limits.corpusFileBytesMax;
  const handle = isReadable ? await open(absolute, 'r').catch(() => null) : null;
  if (handle === null) return { path, text: '', digest: contentDigest(`${stats?.size} ${stats?.mtimeMs}`) };
  try {
    const content = await handle.readFile();
    return {
      path,
      text: path.endsWith('.py') ? content.toString('utf8') : '',
      digest: contentDigest(content),
    };
  } finally {
    await handle.close();
  }
}
