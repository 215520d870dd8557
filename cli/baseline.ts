/** What a run knows before it starts: what is accepted, what is stored, and which stored attacks it tries first. */
import { loadAccepted, takenOn } from '../corpus/accepted.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { dayOf, type TakenAcceptance, type TriedFinding } from '../model/acceptance.ts';
import type { Finding, RunEvent } from '../model/finding.ts';
import { flawsOfRun } from '../reporters/runFlaws.ts';
import { isFailure } from '../reporters/runRecord.ts';

type Started = Extract<RunEvent, { type: 'started' }>;

export interface Baseline {
  /** What the run tells of it when it starts. */
  readonly members: Pick<Started, 'known' | 'accepted' | 'tried'>;
  /** Of findings, those that may fail the run. */
  readonly countedOf: (findings: readonly Finding[]) => readonly Finding[];
}

/** `stored`: findings of this config; `tried`: those whose attacks come first. Rejects with a `UsageError`. */
export async function openBaseline(
  configFolder: string,
  stored: readonly CorpusEntry[],
  tried: readonly CorpusEntry[],
): Promise<Baseline> {
  const accepted = takenOn(await loadAccepted(configFolder), dayOf(new Date()));
  return {
    members: {
      ...(stored.length === 0 ? {} : { known: stored.map(({ id }) => id) }),
      ...(accepted.length === 0 ? {} : { accepted }),
      ...(tried.length === 0 ? {} : { tried: tried.map(triedFinding) }),
    },
    countedOf: (findings) => notAccepted(findings, accepted),
  };
}

/** Those that are not accepted; all where nothing is, in their order. */
export function notAccepted(
  findings: readonly Finding[],
  accepted: readonly TakenAcceptance[],
): readonly Finding[] {
  if (accepted.length === 0) return findings;
  const started: Started = {
    ...{ type: 'started', version: '', seed: 0, config: '', operations: [] },
    accepted,
  };
  const open = flawsOfRun({ findings, started }).filter((flaw) => isFailure(flaw));
  const ids = new Set(open.flatMap(({ id, further }) => [id, ...further]));
  return findings.filter(({ id }) => ids.has(id));
}

function triedFinding({ id, property, operation, severity, summary, location }: CorpusEntry): TriedFinding {
  return { id, property, operation, severity, summary, location };
}
