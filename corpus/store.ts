/**
 * The corpus: one readable JSON file a finding in `.trespass/findings/`, next to the config and fit for review.
 * It keeps attacks as values, never overwrites what it cannot read, and never follows a link.
 */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { EnvironmentError, messageOf, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import type { Finding, RunError } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import { type CorpusEntry, decodeEntry, encodeEntry, entryOf, type FoundWith } from './entry.ts';
import { isAsSmall, isUnchanged } from './smaller.ts';

export interface Corpus {
  /** Absolute path of `.trespass`. */
  readonly folder: string;
  /** All entries by id. What cannot be read is an error that names the file and the field; the rest is loaded. */
  load(): Promise<{ readonly entries: readonly CorpusEntry[]; readonly errors: readonly RunError[] }>;
  /** Keeps a finding and resolves to its file. An attack that is already kept and no bigger stays. */
  save(finding: Finding, foundWith: FoundWith): Promise<string>;
  /** The one entry whose id starts with `idPrefix`. Rejects with a `UsageError` when there is none, or several. */
  find(idPrefix: string): Promise<CorpusEntry>;
}

/** The corpus in `configFolder`, the absolute folder of the config. Nothing is made before the first `save`. */
export function openCorpus(configFolder: string): Corpus {
  const folder = join(configFolder, '.trespass');
  return {
    folder,
    load: () => load(folder, configFolder),
    save: (finding, foundWith) => save(folder, configFolder, finding, foundWith),
    find: (idPrefix) => find(folder, configFolder, idPrefix),
  };
}

const idForm = /^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$/;
const prefixForm = /^[a-z0-9-]{1,100}$/;

async function load(folder: string, configFolder: string): ReturnType<Corpus['load']> {
  const entries: CorpusEntry[] = [];
  const errors: RunError[] = [];
  const names = await fileNames(folder);
  if (names.length > limits.corpusEntriesMax)
    errors.push(
      corpusError(`only the first ${limits.corpusEntriesMax} files of ${escapeText(folder)} count`),
    );
  for (const name of names.slice(0, limits.corpusEntriesMax)) {
    const path = join(folder, 'findings', name);
    try {
      entries.push(await readEntry(path, name, configFolder));
    } catch (fault) {
      errors.push(corpusError(messageOf(fault)));
    }
  }
  return { entries, errors };
}

async function save(
  folder: string,
  configFolder: string,
  finding: Finding,
  foundWith: FoundWith,
): Promise<string> {
  const name = `${requireId(finding.id)}.json`;
  const findings = await makeFolders(folder);
  const path = join(findings, name);
  const known = await kindOf(path);
  const entry = entryOf(finding, foundWith);
  if (known !== 'nothing') {
    const kept = await readEntry(path, name, configFolder);
    if (isUnchanged(kept, entry)) return path;
    if (!isDeepStrictEqual(kept.attack, entry.attack) && isAsSmall(kept.attack, entry.attack)) return path;
  }
  await writeWhole(findings, path, encodeEntry(entry, configFolder));
  return path;
}

async function find(folder: string, configFolder: string, idPrefix: string): Promise<CorpusEntry> {
  if (!prefixForm.test(idPrefix))
    throw new UsageError(
      `"${escapeText(idPrefix)}" is no finding: an id has only letters a-z, digits and hyphens`,
    );
  const names = await fileNames(folder);
  const ids = names.map((name) => name.slice(0, -'.json'.length));
  const matching = ids.includes(idPrefix) ? [idPrefix] : ids.filter((id) => id.startsWith(idPrefix));
  const [only] = matching;
  if (only === undefined)
    throw new UsageError(`no finding ${idPrefix} in ${escapeText(folder)}; ${offer(ids)}`);
  if (matching.length > 1)
    throw new UsageError(`${idPrefix} is the start of ${matching.length} findings; ${offer(matching)}`);
  return readEntry(join(folder, 'findings', `${only}.json`), `${only}.json`, configFolder);
}

function offer(ids: readonly string[]): string {
  if (ids.length === 0) return 'there are none yet';
  const shown = ids.slice(0, 10).map(escapeText).join(', ');
  return ids.length > 10 ? `there are ${shown} and ${ids.length - 10} more` : `there are ${shown}`;
}

/** Names of the JSON files in order; none where there is no corpus yet. */
async function fileNames(folder: string): Promise<readonly string[]> {
  const findings = join(folder, 'findings');
  if ((await requireFolder(folder)) === 'nothing') return [];
  if ((await requireFolder(findings)) === 'nothing') return [];
  const names = await readdir(findings);
  return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
}

async function readEntry(path: string, name: string, configFolder: string): Promise<CorpusEntry> {
  const entry = decodeEntry(await readWhole(path), path, configFolder);
  if (`${entry.id}.json` !== name || !idForm.test(entry.id))
    throw new UsageError(`${escapeText(path)}: id: "${escapeText(entry.id)}" is not the name of the file`);
  return entry;
}

async function readWhole(path: string): Promise<string> {
  if ((await kindOf(path)) !== 'file') throw new UsageError(`${escapeText(path)} is not a regular file`);
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${escapeText(path)}: ${escapeText(messageOf(cause))}`, { cause });
  });
  try {
    const { size } = await handle.stat();
    if (size > limits.corpusFileBytesMax)
      throw new UsageError(`${escapeText(path)} has more than ${limits.corpusFileBytesMax} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Makes `.trespass/findings`, and resolves to it. */
async function makeFolders(folder: string): Promise<string> {
  const findings = join(folder, 'findings');
  for (const path of [folder, findings])
    if ((await requireFolder(path)) === 'nothing') await mkdir(path, { recursive: true });
  return findings;
}

async function requireFolder(path: string): Promise<'folder' | 'nothing'> {
  const kind = await kindOf(path);
  if (kind === 'folder' || kind === 'nothing') return kind;
  const what = kind === 'link' ? 'a symbolic link' : 'no folder';
  throw new UsageError(`${escapeText(path)} is ${what}; Trespass keeps its findings there: move it away`);
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'link' | 'other' | 'nothing'> {
  const entry = await lstat(path).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new UsageError(`cannot look at ${escapeText(path)}: ${escapeText(messageOf(cause))}`, { cause });
  });
  if (entry === null) return 'nothing';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}

/** Another process sees the file as it was or as it will be, never half of it. */
async function writeWhole(folder: string, path: string, text: string): Promise<void> {
  const unfinished = join(folder, `.${randomUUID()}.unfinished`);
  try {
    const handle = await open(unfinished, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw new EnvironmentError(`cannot keep ${escapeText(path)}: ${escapeText(messageOf(cause))}`, { cause });
  }
}

function requireId(id: string): string {
  if (idForm.test(id)) return id;
  throw new UsageError(`"${escapeText(id)}" is no id: only letters a-z, digits and hyphens between them`);
}

function corpusError(message: string): RunError {
  return { kind: 'corpus', message, operation: null, attack: null };
}
