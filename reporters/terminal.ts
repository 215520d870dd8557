/**
 * The report for the terminal: each flaw when it is found, and at the end all flaws, a line each, what was not tested in three
 * lines, what to do next, and one clear last line. `verbose` adds the findings that only inform, every finding of a flaw, and
 * the whole ledger. Apart from colour codes and line ends, it writes no control character.
 */
import { escapeText } from '../model/escape.ts';
import type { Finding, RunError, RunEvent } from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';
import { fixedLines } from './acceptedText.ts';
import { describeAttack } from './attackText.ts';
import { conditionalTitle } from './conditionText.ts';
import type { Destination } from './destination.ts';
import { endedText, wasCut } from './endedText.ts';
import { describeFinding, placeLine } from './findingText.ts';
import { acceptedFlawLines, conditionalFlawLines, countsLine, flawLines } from './flawTable.ts';
import { ledgerNotes, ledgerTable } from './ledgerText.ts';
import { nextSteps } from './nextSteps.ts';
import { type Paint, paintFor, plainPaint } from './paint.ts';
import { startProgress } from './progress.ts';
import { formatCount, formatDuration, formatQuantity } from './quantity.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { fixedOf, flawsOfRun } from './runFlaws.ts';
import {
  emptyRecord,
  faultsOf,
  isAccepted,
  isConditional,
  isFailure,
  type RunRecord,
  recordEvent,
} from './runRecord.ts';
import { scopeText } from './scopeText.ts';
import { type ToldFlaws, toldFlaws } from './toldFlaws.ts';
import { untestedLines } from './untestedLines.ts';

export async function terminalReporter(
  destination: Destination,
  surroundings: Surroundings,
): Promise<Reporter> {
  const paint = paintFor(destination.colour);
  const progress = await startProgress(surroundings.progress);
  const told = toldFlaws(surroundings.detailsMax);
  const view: View = { cwd: surroundings.cwd, paint, verbose: surroundings.verbose ?? false };
  let record = emptyRecord;
  let isBelowBlock = false;
  const print = (lines: readonly string[]): void => {
    // A line that stands alone is no part of a block above it.
    const apart = isBelowBlock && lines[0] !== '' ? ['', ...lines] : lines;
    isBelowBlock = lines.length > 1;
    progress.interrupt(() => destination.write(`${apart.join('\n')}\n`));
  };
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
      if (event.type === 'progress') progress.show(event);
      const lines = linesFor(event, record, told, view);
      if (lines.length > 0) print(lines);
    },
    end: async () => {
      progress.stop();
      if (!neverBegan(record)) destination.write(`${endLines(record, view).join('\n')}\n`);
      await destination.end();
    },
  };
}

/**
 * Whether an error came before the first case: there is nothing to summarise, and the command prints the error itself. Only a
 * stop by the user is printed here.
 */
function neverBegan({ exitCode, stats, errors }: RunRecord): boolean {
  if (exitCode !== null && exitCode !== 2) return false;
  return stats.cases === 0 && errors.length > 0 && errors.every(({ kind }) => kind !== 'stopped');
}

interface View {
  readonly cwd: string;
  readonly paint: Paint;
  readonly verbose: boolean;
}

/** Lines that are printed at once; everything else waits for the end. */
function linesFor(event: RunEvent, record: RunRecord, told: ToldFlaws, view: View): readonly string[] {
  const { cwd, paint, verbose } = view;
  switch (event.type) {
    case 'started':
      return [startLine(event, paint)];
    case 'finding': {
      const { finding, rough = false } = event;
      const isTold = verbose || told.tells(record, finding, rough);
      if (!isTold) return [];
      if (rough) return [paint('dim', briefLine(finding, cwd))];
      return isConditional(finding) ? [] : ['', ...describeFinding(finding, { cwd, paint })];
    }
    case 'rehearsed':
    case 'progress':
    case 'error':
    case 'finished':
      return [];
  }
}

/** Printed when a finding is first seen; the whole finding follows when its attack is the smallest. */
function briefLine(finding: Finding, cwd: string): string {
  const { severity, property, operation, ifGranted } = finding;
  const condition =
    ifGranted === undefined
      ? ''
      : ` (${ifGranted.severity} if attacker.powers holds ${ifGranted.powers.join(', ')})`;
  return `found: ${severity} ${escapeText(property)} in ${escapeText(operation)}, ${placeLine(finding, cwd)}${condition}`;
}

function startLine(event: Extract<RunEvent, { type: 'started' }>, paint: Paint): string {
  const operations = formatQuantity(event.operations.length, 'operation');
  return paint('dim', `trespass ${escapeText(event.version)}, ${operations}, seed ${event.seed}`);
}

function endLines(record: RunRecord, { cwd, paint, verbose }: View): readonly string[] {
  const flaws = flawsOfRun(record);
  const conditional = record.findings.filter(isConditional);
  // A run that could not judge says everything about why.
  const isWhole = verbose || record.exitCode === 2;
  const ledger = isWhole
    ? [ledgerTable(record.ledger, paint), ledgerNotes(record.ledger, record.notes, paint)]
    : [];
  const sections = [
    ...(verbose ? [conditionalLines(conditional, cwd, paint)] : []),
    ...ledger,
    record.errors.flatMap((error) => errorLines(error, paint)),
    faultsOf(record).map((fault) => `${paint('red', 'ERROR')} ${escapeText(fault)}`),
    flawLines(flaws, { cwd, paint, verbose }),
    ...(verbose ? [] : [conditionalFlawLines(flaws, cwd, paint)]),
    acceptedFlawLines(flaws, cwd, paint),
    fixedLines(fixedOf(record)).map((line) => paint('green', line)),
    placesLines(record, { cwd, paint, verbose }),
    isWhole ? [] : untestedLines(record, paint),
    nextSteps(record).map((step) => `${paint('yellow', 'next')}  ${step}`),
    scopeLines(record, paint),
    endedLines(record, paint),
    [statsLine(record, paint), ...countsLine(flaws), verdictLine(record, flaws, verbose, paint)],
  ];
  return sections.filter((section) => section.length > 0).flatMap((section) => ['', ...section]);
}

/** Findings that count only if the attacker has further powers, apart from the others. */
function conditionalLines(findings: readonly Finding[], cwd: string, paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  return [
    paint('bold', conditionalTitle),
    ...findings.flatMap((finding) => ['', ...describeFinding(finding, { cwd, paint })]),
  ];
}

function errorLines(error: RunError, paint: Paint): readonly string[] {
  const where = error.operation === null ? '' : ` in ${escapeText(error.operation)}`;
  const attack = error.attack === null ? null : describeAttack(error.attack, 200);
  const steps =
    attack === null
      ? []
      : [...attack.layout, ...attack.steps, ...(attack.race === null ? [] : [`race ${attack.race}`])].map(
          (line) => `  ${line}`,
        );
  return [`${paint('red', 'ERROR')} ${error.kind}${where}: ${escapeText(error.message)}`, ...steps];
}

/** The meaning of places (`{moat}`), if findings or notes mention them. */
function placesLines(
  { findings, ledger, notes }: RunRecord,
  { cwd, paint, verbose }: View,
): readonly string[] {
  const shown = verbose ? findings : findings.filter(isFailure);
  const described = shown.flatMap((finding) => describeFinding(finding, { cwd }));
  const told = [...described, ...(verbose ? ledgerNotes(ledger, notes, plainPaint) : [])].join('\n');
  const meant = Object.entries(placeWords).filter(([place]) => told.includes(`{${place}}`));
  return meant.length === 0
    ? []
    : [paint('dim', meant.map(([place, words]) => `{${place}} is ${words}`).join('; '))];
}

const placeWords: Readonly<Record<string, string>> = {
  moat: 'watched ground outside the sandbox, which stands for all else on the machine',
  sandbox: 'the folder that the target is given to work in',
  temp: 'the shared temporary folder',
};

function scopeLines(record: RunRecord, paint: Paint): readonly string[] {
  const text = scopeText(record);
  return text === null ? [] : [paint('yellow', text)];
}

/** What ended the search; an end too early to mean much is highlighted. */
function endedLines(record: RunRecord, paint: Paint): readonly string[] {
  const text = endedText(record);
  if (text === null) return [];
  return [wasCut(record.stats.ended) ? paint(['bold', 'yellow'], text) : paint('dim', text)];
}

function statsLine(record: RunRecord, paint: Paint): string {
  const { stats, operations, notes } = record;
  const tested = operations.filter((operation) => operation.tested);
  const refused = tested.filter(({ name }) =>
    notes.some(({ kind, operation }) => kind === 'failing' && operation === name),
  );
  const onlySoFar = refused.length === 0 ? '' : ` (${refused.length} as far as a refusal)`;
  const parts = [
    `${tested.length} of ${formatQuantity(operations.length, 'operation')} tested${onlySoFar}`,
    `${formatCount(stats.judgedPerSecond)} cases judged a second`,
    `${formatCount(stats.inconclusive)} inconclusive`,
    ...(record.started === null ? [] : [`seed ${record.started.seed}`]),
  ];
  return paint('dim', parts.join(', '));
}

function verdictLine(record: RunRecord, flaws: readonly Flaw[], verbose: boolean, paint: Paint): string {
  const { stats, errors } = record;
  const failing = flaws.filter(isFailure);
  const conditional = flaws.filter((flaw) => isConditional(flaw) && !isAccepted(flaw)).length;
  const accepted = flaws.filter(isAccepted).length;
  const remarks = flaws.filter(
    (flaw) => flaw.severity === 'info' && !isConditional(flaw) && !isAccepted(flaw),
  ).length;
  const where = verbose ? '' : ' (--verbose)';
  const informing = [
    ...(remarks === 0 ? [] : [`, and ${formatCount(remarks)} that only inform${where}`]),
    ...(accepted === 0
      ? []
      : [`, and ${formatCount(accepted)} that ${accepted === 1 ? 'is' : 'are'} accepted`]),
    ...(conditional === 0 ? [] : [`, and ${formatCount(conditional)} if the attacker can do more`]),
  ].join('');
  const effort = `in ${formatQuantity(stats.cases, 'case')}, ${formatDuration(stats.seconds)}${informing}`;
  const failingIds = new Set(failing.flatMap(({ id, further }) => [id, ...further]));
  const findings = formatQuantity(
    record.findings.filter((finding) => isFailure(finding) && failingIds.has(finding.id)).length,
    'finding',
  );
  const found =
    failing.length === 0
      ? `0 findings ${effort}`
      : `${formatQuantity(failing.length, 'flaw')} (${findings}) ${effort}`;
  if (record.exitCode === null) return paint(['bold', 'red'], `Cut off: ${found}`);
  if (record.exitCode === 2) {
    if (errors.some(({ kind }) => kind === 'stopped')) return paint(['bold', 'red'], `Stopped: ${found}`);
    const failed = errors.length === 0 ? '' : ` with ${formatQuantity(errors.length, 'error')}`;
    return paint(['bold', 'red'], `The run failed${failed}: ${found}`);
  }
  if (failing.length > 0 && record.exitCode === 0)
    return paint(['bold', 'yellow'], `${found}, none severe enough to fail the run`);
  if (failing.length > 0) return paint(['bold', 'red'], found);
  return paint(['bold', 'green'], `Nothing found ${effort}`);
}
