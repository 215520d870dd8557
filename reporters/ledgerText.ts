/** Prints the ledger: what was tried by group of attack classes, and what could not be tried, with the reason. */

import { escapeText } from '../model/escape.ts';
import type { LedgerNote, LedgerRow } from '../model/finding.ts';
import { sum } from '../model/sum.ts';
import { describeAttack } from './attackText.ts';
import type { Paint } from './paint.ts';
import { formatCount } from './quantity.ts';

/** One line of the table: all classes of a group (`path`, `link`, ...) together. */
interface LedgerGroup {
  readonly name: string;
  readonly classes: number;
  readonly judgedClasses: number;
  readonly generated: number;
  readonly reachedSink: number;
  readonly judged: number;
}

const columns = ['attacks', 'classes judged', 'generated', 'reached a sink', 'judged'] as const;

/** Table of the groups that a generator draws from; empty if nothing was generated. */
export function ledgerTable(ledger: readonly LedgerRow[], paint: Paint): readonly string[] {
  const groups = groupRows(ledger);
  if (groups.length === 0) return [];
  const rows = groups.map((group) => [
    group.name,
    `${group.judgedClasses} of ${group.classes}`,
    formatCount(group.generated),
    formatCount(group.reachedSink),
    formatCount(group.judged),
  ]);
  const widths = columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [paint('dim', line(columns)), ...rows.map(line)];
}

const noteTitles: Readonly<Record<LedgerNote['kind'], string>> = {
  question: 'to be answered in the config',
  shared: 'shared',
  learnt: 'learnt from harmless traffic',
  'not-tested': 'not tested',
  failing: 'tested as far as their harmless runs come, which fail',
  inconclusive: 'inconclusive',
  hazard: 'looked at here and resolved again there, though no race was won between',
  limit: 'cut short by a limit',
  unavailable: 'not available here',
};

/** What a reader needs besides the table: notes by kind, and classes that were not or could not be tried. */
export function ledgerNotes(
  ledger: readonly LedgerRow[],
  notes: readonly LedgerNote[],
  paint: Paint,
): readonly string[] {
  const lines: string[] = [];
  for (const kind of [
    'question',
    'not-tested',
    'failing',
    'inconclusive',
    'shared',
    'learnt',
    'hazard',
    'limit',
    'unavailable',
  ] as const) {
    const texts = notes.filter((note) => note.kind === kind).flatMap(noteLines);
    if (texts.length > 0) lines.push(paint('dim', noteTitles[kind]), ...texts.map((text) => `  ${text}`));
  }
  return [...lines, ...impossibleLines(ledger, paint), ...missedLines(ledger, paint)];
}

/** A note, and below it its attack. */
function noteLines({ text, attack }: LedgerNote): string[] {
  if (attack === undefined) return [escapeText(text)];
  const { layout, steps, race } = describeAttack(attack, noteCharactersMax);
  const planted = layout.map((line) => `planted  ${line}`);
  const raced = race === null ? [] : [`race     ${race}`];
  return [escapeText(text), ...[...planted, ...steps, ...raced].map((line) => `  ${line}`)];
}

/** Longest literal of an attack that is shown in full. */
const noteCharactersMax = 200;

function impossibleLines(ledger: readonly LedgerRow[], paint: Paint): readonly string[] {
  const impossible = ledger.filter((row) => row.impossible !== null);
  const classesByReason = groupBy(impossible, (row) => row.impossible ?? '');
  if (classesByReason.size === 0) return [];
  const lines = [...classesByReason].map(
    ([reason, rows]) => `  ${rows.map((row) => row.class).join(', ')}: ${escapeText(reason)}`,
  );
  return [paint('dim', 'could not be tried'), ...lines];
}

function missedLines(ledger: readonly LedgerRow[], paint: Paint): readonly string[] {
  const missed = ledger.filter((row) => row.impossible === null && row.judged === 0).map((row) => row.class);
  return missed.length === 0 ? [] : [paint('dim', 'possible, but never judged'), `  ${missed.join(', ')}`];
}

function groupRows(ledger: readonly LedgerRow[]): readonly LedgerGroup[] {
  const groups = groupBy(ledger, (row) => row.class.split('.')[0] ?? row.class);
  return [...groups].map(([name, rows]) => ({
    name,
    classes: rows.length,
    judgedClasses: rows.filter((row) => row.judged > 0).length,
    generated: sum(rows.map((row) => row.generated)),
    reachedSink: sum(rows.map((row) => row.reachedSink)),
    judged: sum(rows.map((row) => row.judged)),
  }));
}

function groupBy(rows: readonly LedgerRow[], keyOf: (row: LedgerRow) => string): Map<string, LedgerRow[]> {
  const groups = new Map<string, LedgerRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
