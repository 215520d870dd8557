/**
 * `merge`: takes the findings and the campaigns of other folders into the one beside the config. Findings of one cause have one id on
 * all machines, and of their attacks the smallest stays. Everything is read before anything is written.
 */
import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readCampaign, takeCampaign } from '../corpus/campaignCopies.ts';
import { loadFindings, openCorpus } from '../corpus/store.ts';
import { UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { formatQuantity } from '../reporters/quantity.ts';
import type { Lines } from './keysCommand.ts';
import { readConfig } from './readConfig.ts';

/** Resolves to 2 where a stored finding could not be read, and 0 otherwise: nothing was attacked. */
export async function runMerge(
  path: string | null,
  folders: readonly string[],
  { write, remark }: Lines,
): Promise<0 | 2> {
  const { folder } = await readConfig(path, process.cwd());
  const corpus = openCorpus(folder);
  const sources = await Promise.all(folders.map((given) => storedIn(resolve(given))));
  const loaded = await Promise.all(sources.map((source) => loadFindings(source, folder)));
  const campaigns = await Promise.all(sources.map(readCampaign));
  const { errors: own } = await corpus.load();
  const errors = [...own, ...loaded.flatMap(({ errors }) => errors)];
  for (const { message } of errors) remark(`trespass: ${escapeText(message)}`);
  const changes = new Map<string, 'new' | 'changed' | 'kept'>();
  for (const entry of loaded.flatMap(({ entries }) => entries)) {
    const change = await corpus.add(entry);
    if (changes.get(entry.id) !== 'new') changes.set(entry.id, change);
  }
  const journals = await takeCampaign(corpus.folder, campaigns.flat());
  const count = (wanted: string): number => [...changes.values()].filter((one) => one === wanted).length;
  write(
    `merged ${formatQuantity(sources.length, 'folder')}: ${formatQuantity(changes.size, 'finding')}, ${count('new')} new here, ${count('changed')} with a smaller attack than here; ${formatQuantity(journals, 'journal')} of campaigns`,
  );
  return errors.length === 0 ? 0 : 2;
}

/** A folder with `findings` or `campaign` in it: the given one, or `.trespass` in it. */
async function storedIn(given: string): Promise<string> {
  for (const folder of [join(given, '.trespass'), given])
    for (const name of ['findings', 'campaign'])
      if ((await lstat(join(folder, name)).catch(() => null))?.isDirectory() === true) return folder;
  throw new UsageError(
    `${given} holds nothing to merge: name a folder with .trespass in it, or a copy of a .trespass`,
  );
}
