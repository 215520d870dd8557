/**
 * The corpus: one readable JSON file for each finding in `.trespass/findings/`, next to the config, fit for review. It stores
 * attacks as values, never overwrites a file that it cannot read, and never follows a link.
 */
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { codeOf, EnvironmentError, messageOf, refusalOf, UsageError } from '../model/errors.ts';
import type { Finding, RunError } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import { type CorpusEntry, corpusEntryOf, decodeEntry, encodeEntry, type FoundWith } from './entry.ts';
import { isAsSmall, isUnchangedEntry } from './smaller.ts';
import { pathKind, readWhole, writeWhole } from './wholeFile.ts';

export interface Corpus {
  /** Absolute path of `.trespass`. */
  readonly folder: string;
  /** All entries by id. A file that cannot be read becomes an error that names file and field; the others are loaded. */
  load(): Promise<{ readonly entries: readonly CorpusEntry[]; readonly errors: readonly RunError[] }>;
  /** Saves a finding and resolves to its file. A saved attack that is no bigger stays. */
  save(finding: Finding, foundWith: FoundWith): Promise<string>;
  /** Takes a stored finding of another corpus. `kept`: the one here needs no more. */
  add(entry: CorpusEntry): Promise<'new' | 'changed' | 'kept'>;
  /** The entry whose id starts with `idPrefix`. Rejects with a `UsageError` if there is none, or several. */
  find(idPrefix: string): Promise<CorpusEntry>;
}

/** The corpus in `configFolder`, the absolute folder of the config. The first `save` creates its folders. */
export function openCorpus(configFolder: string): Corpus {
  const folder = join(configFolder, '.trespass');
  return {
    folder,
    load: () => loadFindings(folder, configFolder),
    save: async (finding, foundWith) =>
      (await keepEntry(folder, configFolder, corpusEntryOf(finding, foundWith))).path,
    add: async (entry) => (await keepEntry(folder, configFolder, entry)).change,
    find: (idPrefix) => find(folder, configFolder, idPrefix),
  };
}

const idForm = /^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$/;
const prefixForm = /^[a-z0-9-]{1,100}$/;

/** The findings of any `.trespass`, as they stand for the project in `configFolder`. */
export async function loadFindings(folder: string, configFolder: string): ReturnType<Corpus['load']> {
  await removeUnfinished(folder);
  const entries: CorpusEntry[] = [];
  const errors: RunError[] = [];
  const names = await fileNames(folder);
  if (names.length > limits.corpusEntriesMax)
    errors.push(
      corpusError(`only the first ${limits.corpusEntriesMax} files of ${folder} count; delete others`),
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

interface KeptEntry {
  readonly path: string;
  readonly change: 'new' | 'changed' | 'kept';
}

async function keepEntry(folder: string, configFolder: string, entry: CorpusEntry): Promise<KeptEntry> {
  const name = `${requireId(entry.id)}.json`;
  const findings = await makeFolders(folder);
  const path = join(findings, name);
  const known = await pathKind(path);
  if (known !== 'nothing') {
    const kept = await readEntry(path, name, configFolder);
    const isSmaller = isDeepStrictEqual(kept.attack, entry.attack) || !isAsSmall(kept.attack, entry.attack);
    if (isUnchangedEntry(kept, entry) || !isSmaller) return { path, change: 'kept' };
  }
  const encoded = encodeEntry(entry, configFolder);
  // A document that could not be read back is not written, but reported.
  decodeEntry(encoded, path, configFolder);
  await writeWhole(path, encoded, (cause) => notKept(findings, cause));
  return { path, change: known === 'nothing' ? 'new' : 'changed' };
}

async function find(folder: string, configFolder: string, idPrefix: string): Promise<CorpusEntry> {
  if (!prefixForm.test(idPrefix))
    throw new UsageError(`"${idPrefix}" is no finding: an id has only letters a-z, digits and hyphens`);
  const names = await fileNames(folder);
  const ids = names.map((name) => name.slice(0, -'.json'.length));
  const matching = ids.includes(idPrefix) ? [idPrefix] : ids.filter((id) => id.startsWith(idPrefix));
  const [only] = matching;
  if (only === undefined) throw new UsageError(`no finding ${idPrefix} in ${folder}; ${offer(ids)}`);
  if (matching.length > 1)
    throw new UsageError(`${idPrefix} is the start of ${matching.length} findings; ${offer(matching)}`);
  return readEntry(join(folder, 'findings', `${only}.json`), `${only}.json`, configFolder);
}

function offer(ids: readonly string[]): string {
  if (ids.length === 0) return 'there are none yet';
  const shown = ids.slice(0, 10).join(', ');
  return ids.length > 10 ? `there are ${shown} and ${ids.length - 10} more` : `there are ${shown}`;
}

/** The names of the JSON files, sorted; none if there is no corpus yet. */
async function fileNames(folder: string): Promise<readonly string[]> {
  const findings = join(folder, 'findings');
  if ((await requireFindingsFolder(folder)) === 'nothing') return [];
  if ((await requireFindingsFolder(findings)) === 'nothing') return [];
  const names = await findingFileNames(findings);
  return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
}

async function findingFileNames(findings: string): Promise<readonly string[]> {
  return readdir(findings).catch((cause: unknown) => {
    throw new UsageError(`cannot read ${findings}: ${refusalOf(cause)}; give yourself access to it`, {
      cause,
    });
  });
}

const unfinishedForm = /^\.[0-9a-f-]{36}\.unfinished$/;

/** Removes unfinished files of killed runs. Young ones stay, because another run may be writing them. */
async function removeUnfinished(folder: string): Promise<void> {
  const findings = join(folder, 'findings');
  if ((await pathKind(folder)) !== 'folder' || (await pathKind(findings)) !== 'folder') return;
  for (const name of await findingFileNames(findings)) {
    const path = join(findings, name);
    if (!unfinishedForm.test(name)) continue;
    const stats = await lstat(path).catch(() => null);
    if (stats === null || Date.now() - stats.mtimeMs < limits.unfinishedMsMax) continue;
    // If the folder is not writable, the file stays and does no harm.
    await rm(path, { force: true }).catch(() => undefined);
  }
}

async function readEntry(path: string, name: string, configFolder: string): Promise<CorpusEntry> {
  const entry = decodeEntry(await readWhole(path), path, configFolder);
  if (`${entry.id}.json` !== name || !idForm.test(entry.id))
    throw new UsageError(`${path}: id: "${entry.id}" is not the name of the file; rename it, or delete it`);
  return entry;
}

/** Makes `.trespass/findings` and resolves to it. Node's `recursive` would report a read-only file system as ENOENT. */
async function makeFolders(folder: string): Promise<string> {
  const findings = join(folder, 'findings');
  for (const path of [folder, findings]) {
    if ((await requireFindingsFolder(path)) !== 'nothing') continue;
    await mkdir(path).catch((cause: unknown) => {
      // Another run may have created it meanwhile.
      if (codeOf(cause) !== 'EEXIST') throw notKept(findings, cause);
    });
  }
  return findings;
}

/** One error for all findings of a run, because its cause is the folder. */
function notKept(findings: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(
    `findings cannot be kept in ${findings}: ${refusalOf(cause)}; what this run says is all that there is of them`,
    { cause },
  );
}

async function requireFindingsFolder(path: string): Promise<'folder' | 'nothing'> {
  const kind = await pathKind(path);
  if (kind === 'folder' || kind === 'nothing') return kind;
  const what = kind === 'link' ? 'a symbolic link' : 'no folder';
  throw new UsageError(`${path} is ${what}; Trespass keeps its findings there: move it away`);
}

function requireId(id: string): string {
  if (idForm.test(id)) return id;
  throw new UsageError(`"${id}" is no id: only letters a-z, digits and hyphens between them`);
}

function corpusError(message: string): RunError {
  return { kind: 'corpus', message, operation: null, attack: null };
}
