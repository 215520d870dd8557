/** A corpus in a throw-away folder, and findings to keep in it. */
import { withDir } from 'tmp-promise';
import { type Corpus, openCorpus } from '../../corpus/store.ts';
import type { Finding } from '../../model/finding.ts';
import { calm, sampleFinding } from '../reporters/sampleRun.ts';

export const foundWith = { config: 'trespass.config.ts', seed: 7 };

export async function inProject(body: (corpus: Corpus, folder: string) => Promise<void>): Promise<void> {
  await withDir(async ({ path }) => body(openCorpus(path), path), { unsafeCleanup: true });
}

export function withName(name: string, id: string = 'f-1'): Finding {
  const step = { operation: 'upload', actor: 'attacker', arguments: { name: { text: name } } };
  const attack = { layout: [], steps: [step], race: null };
  return { ...sampleFinding(calm, id), power: 'request', attack };
}
