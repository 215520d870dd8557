/** `accept`: writes down flaws that people live with for a while, with the reason and the last day, and removes what is fixed. */
import { relative } from 'node:path';
import { configPlace } from '../config/loadConfig.ts';
import { acceptedFile, loadAccepted, saveAccepted } from '../corpus/accepted.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { openCorpus } from '../corpus/store.ts';
import { type Acceptance, type AcceptedFlaw, dayOf, isDay } from '../model/acceptance.ts';
import { UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { type Severity, severities } from '../model/finding.ts';
import type { JailChoice } from '../model/target.ts';
import { groupFindings } from '../reporters/flaws.ts';
import type { Verdict } from '../search/replay.ts';
import { runReplay } from './replayCommand.ts';
import type { ExitCode } from './runCommand.ts';

export interface AcceptFlags {
  readonly config: string | null;
  readonly findings: readonly string[];
  readonly because: string | null;
  readonly until: string | null;
  /** Change the reason, the day, or what belongs to an entry that is there. */
  readonly updates: boolean;
  /** Today in UTC, as `2027-01-31`. */
  readonly today: string;
  readonly write: (line: string) => void;
}

/** Exit code 0. Rejects with a `UsageError` that says what is missing, or that the finding is not known. */
export async function runAccept(flags: AcceptFlags): Promise<ExitCode> {
  const { findings, write } = flags;
  if (findings.length === 0)
    throw new UsageError('name the finding to accept: trespass accept ID --because "…" --until DAY');
  checkDecision(flags);
  const { folder } = configPlace(flags.config, process.cwd());
  const corpus = openCorpus(folder);
  const accepted = new Map((await loadAccepted(folder)).map((flaw) => [flaw.id, flaw]));
  const { entries } = await corpus.load();
  for (const prefix of findings) {
    const { id } = await corpus.find(prefix);
    const before = [...accepted.values()].find((flaw) => flaw.id === id || flaw.findings.includes(id));
    const flaw = acceptedFlawOf(before?.id ?? id, id, entries, decisionOf(flags, before, id));
    accepted.set(flaw.id, flaw);
    write(
      `accepted until ${flaw.until}: ${escapeText(flaw.operation)}, ${flaw.severity}, ${flaw.findings.map(escapeText).join(', ')}`,
    );
  }
  const path = await saveAccepted(folder, [...accepted.values()]);
  write(`written to ${escapeText(relative(process.cwd(), path))}`);
  return 0;
}

/** Throws a `UsageError` if a reason or a day is given that cannot be meant. */
function checkDecision({ because, until, today, updates }: AcceptFlags): void {
  if (because !== null ? because.trim() === '' : !updates)
    throw new UsageError('say why it is accepted: --because "the endpoint goes away with version 3"');
  if (until === null) {
    if (updates) return;
    throw new UsageError(`say how long it is accepted: --until DAY, such as ${inAMonth(today)}`);
  }
  if (!isDay(until))
    throw new UsageError(
      `--until ${until} is no day; write it as year, month and day, such as ${inAMonth(today)}`,
    );
  if (until < today)
    throw new UsageError(`--until ${until} is in the past; give a day from today, ${today}, on`);
}

const dayInMs = 86_400_000;

function inAMonth(today: string): string {
  return dayOf(new Date(new Date(`${today}T00:00:00Z`).getTime() + 30 * dayInMs));
}

/** Throws a `UsageError` if it is accepted and nobody asked to change that, or is not and somebody did. */
function decisionOf(
  { because, until, updates }: AcceptFlags,
  before: AcceptedFlaw | undefined,
  id: string,
): Acceptance {
  if (before !== undefined && !updates)
    throw new UsageError(`${id} is accepted until ${before.until}; change that with --update`);
  const decision = { because: because ?? before?.because, until: until ?? before?.until };
  if (decision.because === undefined || decision.until === undefined)
    throw new UsageError(`${id} is not accepted yet; say --because and --until`);
  return { because: decision.because, until: decision.until };
}

/** With all stored findings of the same flaw. */
function acceptedFlawOf(
  id: string,
  named: string,
  entries: readonly CorpusEntry[],
  { because, until }: Acceptance,
): AcceptedFlaw {
  const group = groupFindings(entries).find((one) => one.some((entry) => entry.id === named)) ?? [];
  const own = group.find((entry) => entry.id === named);
  if (own === undefined) throw new UsageError(`${named} cannot be read; see: trespass replay ${named}`);
  const { property, operation } = own;
  const findings = group.map((entry) => entry.id);
  return { id, findings, property, operation, severity: worstOf(group), because, until };
}

function worstOf(entries: readonly CorpusEntry[]): Severity {
  const ranks = entries.map(({ severity }) => severities.indexOf(severity));
  return severities[Math.min(...ranks)] ?? 'info';
}

export interface PruneFlags {
  readonly config: string | null;
  readonly jail: JailChoice;
  readonly signal: AbortSignal;
  /** Whether nothing else was asked for. */
  readonly isAlone: boolean;
  readonly write: (line: string) => void;
}

/**
 * Replays what is accepted and removes the entries of flaws that are fixed. What has no stored attack stays, because nothing is
 * known of it.
 */
export async function runPrune({ isAlone, ...flags }: PruneFlags): Promise<ExitCode> {
  const { config, write, signal } = flags;
  if (!isAlone) throw new UsageError('--prune looks at all that is accepted; give it alone');
  const { folder } = configPlace(config, process.cwd());
  const accepted = await loadAccepted(folder);
  if (accepted.length === 0) {
    write(`nothing is accepted in ${escapeText(relative(process.cwd(), acceptedFile(folder)))}`);
    return 0;
  }
  const stored = new Set((await openCorpus(folder).load()).entries.map(({ id }) => id));
  const own = ({ findings }: AcceptedFlaw): readonly string[] => findings.filter((id) => stored.has(id));
  const gone = new Set<string>();
  const findings = accepted.flatMap(own);
  const onVerdict = (id: string, verdict: Verdict): void => {
    if (verdict.kind === 'FIXED') gone.add(id);
  };
  if (findings.length > 0) await runReplay({ ...flags, findings, onVerdict });
  if (signal.aborted) return 2;
  const isFixed = (flaw: AcceptedFlaw): boolean =>
    own(flaw).length > 0 && own(flaw).every((id) => gone.has(id));
  for (const flaw of accepted) {
    const why =
      own(flaw).length === 0 ? 'no attack is stored for it' : 'it still shows, or could not be judged';
    write(
      `${isFixed(flaw) ? 'removed' : 'kept'} ${escapeText(flaw.id)}: ${isFixed(flaw) ? 'it is fixed' : why}`,
    );
  }
  const kept = accepted.filter((flaw) => !isFixed(flaw));
  if (kept.length < accepted.length) await saveAccepted(folder, kept);
  return 0;
}
