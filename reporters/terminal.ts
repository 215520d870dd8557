/**
 * The report for the terminal: each finding when it is found, and at the end the ledger, faults, and one clear last line. Apart
 * from colour codes and line ends, it writes no control character.
 */
import { escapeText } from '../model/escape.ts';
import { type Finding, type RunError, type RunEvent, severities } from '../model/finding.ts';
import { describeAttack } from './attackText.ts';
import { conditionalTitle } from './conditionText.ts';
import type { Destination } from './destination.ts';
import { endedText, wasCut } from './endedText.ts';
import { describeFinding, placeLine, severityStyle } from './findingText.ts';
import { ledgerNotes, ledgerTable } from './ledgerText.ts';
import { type Paint, paintFor, plainPaint } from './paint.ts';
import { startProgress } from './progress.ts';
import { formatCount, formatDuration, formatQuantity } from './quantity.ts';
import type { Reporter, Surroundings } from './reporter.ts';
import { emptyRecord, faultsOf, isConditional, isFailure, type RunRecord, recordEvent } from './runRecord.ts';
import { scopeText } from './scopeText.ts';

/** From this number of findings on, the end lists them once more, one a line. */
const recapFrom = 2;

export async function terminalReporter(
  destination: Destination,
  surroundings: Surroundings,
): Promise<Reporter> {
  const paint = paintFor(destination.colour);
  const progress = await startProgress(surroundings.progress);
  let record = emptyRecord;
  const print = (lines: readonly string[]) =>
    progress.interrupt(() => destination.write(`${lines.join('\n')}\n`));
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
      if (event.type === 'progress') progress.show(event);
      const lines = linesFor(event, surroundings.cwd, paint);
      if (lines.length > 0) print(lines);
    },
    end: async () => {
      progress.stop();
      if (!neverBegan(record)) destination.write(`${endLines(record, surroundings.cwd, paint).join('\n')}\n`);
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

/** Lines that are printed at once; everything else waits for the end. */
function linesFor(event: RunEvent, cwd: string, paint: Paint): readonly string[] {
  switch (event.type) {
    case 'started':
      return [startLine(event, paint)];
    case 'finding':
      if (event.rough === true) return [paint('dim', briefLine(event.finding, cwd))];
      return isConditional(event.finding) ? [] : ['', ...describeFinding(event.finding, { cwd, paint })];
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

function endLines(record: RunRecord, cwd: string, paint: Paint): readonly string[] {
  const sections = [
    conditionalLines(record.findings.filter(isConditional), cwd, paint),
    ledgerTable(record.ledger, paint),
    ledgerNotes(record.ledger, record.notes, paint),
    record.errors.flatMap((error) => errorLines(error, paint)),
    faultsOf(record).map((fault) => `${paint('red', 'ERROR')} ${escapeText(fault)}`),
    recapLines(
      record.findings.filter((finding) => !isConditional(finding)),
      cwd,
      paint,
    ),
    placesLines(record, cwd, paint),
    scopeLines(record, paint),
    endedLines(record, paint),
    [statsLine(record, paint), verdictLine(record, paint)],
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
function placesLines({ findings, ledger, notes }: RunRecord, cwd: string, paint: Paint): readonly string[] {
  const described = findings.flatMap((finding) => describeFinding(finding, { cwd }));
  const told = [...described, ...ledgerNotes(ledger, notes, plainPaint)].join('\n');
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

function recapLines(findings: readonly Finding[], cwd: string, paint: Paint): readonly string[] {
  if (findings.length < recapFrom) return [];
  const rank = ({ severity }: Finding): number => severities.indexOf(severity);
  const worstFirst = findings.toSorted((one, other) => rank(one) - rank(other));
  const rows = worstFirst.map((finding) => ({
    finding,
    severity: finding.severity.toUpperCase(),
    cause: `${escapeText(finding.property)} in ${escapeText(finding.operation)}`,
  }));
  const causeWidth = Math.max(...rows.map((row) => row.cause.length));
  return rows.map(({ finding, severity, cause }) =>
    [
      paint(severityStyle[finding.severity], severity.padEnd(8)),
      cause.padEnd(causeWidth),
      placeLine(finding, cwd),
      paint('dim', escapeText(finding.id)),
    ].join('  '),
  );
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

function verdictLine(record: RunRecord, paint: Paint): string {
  const { stats, errors } = record;
  const failures = record.findings.filter(isFailure).length;
  const conditional = record.findings.filter(isConditional).length;
  const remarks = record.findings.length - failures - conditional;
  const informing = [
    ...(remarks === 0 ? [] : [`, and ${formatCount(remarks)} that only inform`]),
    ...(conditional === 0 ? [] : [`, and ${formatCount(conditional)} if the attacker can do more`]),
  ].join('');
  const effort = `in ${formatQuantity(stats.cases, 'case')}, ${formatDuration(stats.seconds)}${informing}`;
  const found = `${formatQuantity(failures, 'finding')} ${effort}`;
  if (record.exitCode === null) return paint(['bold', 'red'], `Cut off: ${found}`);
  if (record.exitCode === 2) {
    if (errors.some(({ kind }) => kind === 'stopped')) return paint(['bold', 'red'], `Stopped: ${found}`);
    const failed = errors.length === 0 ? '' : ` with ${formatQuantity(errors.length, 'error')}`;
    return paint(['bold', 'red'], `The run failed${failed}: ${found}`);
  }
  if (failures > 0) return paint(['bold', 'red'], found);
  return paint(['bold', 'green'], `Nothing found ${effort}`);
}
