/** What a run did not test, in three lines at most: operations, refusals, and how much the whole ledger says besides. */
import type { LedgerNote } from '../model/finding.ts';
import { nameSome } from './nameSome.ts';
import type { Paint } from './paint.ts';
import { formatCount } from './quantity.ts';
import type { RunRecord } from './runRecord.ts';

/** Each of them at most one line. */
export function untestedLines({ operations, notes, ledger }: RunRecord, paint: Paint): readonly string[] {
  const untested = operations.filter(({ tested }) => !tested).map(({ name }) => name);
  const failing = [
    ...new Set(
      notes
        .filter(({ kind }) => kind === 'failing')
        .map(({ operation, text }) => operation ?? text.split(' ')[0] ?? ''),
    ),
  ];
  const rest = restOf(notes, ledger);
  return [
    ...(untested.length === 0 ? [] : [`not tested: ${nameSome(untested)}`]),
    ...(failing.length === 0 ? [] : [`tested as far as a refusal: ${nameSome(failing)}`]),
    ...(rest.length === 0 ? [] : [`${rest.join(', ')}: --verbose shows the ledger`]),
  ].map((line) => paint('dim', line));
}

function restOf(notes: readonly LedgerNote[], ledger: RunRecord['ledger']): readonly string[] {
  const count = (kind: LedgerNote['kind']): number => notes.filter((note) => note.kind === kind).length;
  const impossible = ledger.filter((row) => row.impossible !== null).length;
  const missed = ledger.filter((row) => row.impossible === null && row.judged === 0).length;
  const all = formatCount(ledger.length);
  const counted: readonly (readonly [number, string])[] = [
    [missed, `of ${all} attack classes not judged`],
    [impossible, 'that could not be tried'],
    [count('not-tested'), 'left out'],
    [count('inconclusive'), 'inconclusive'],
    [count('limit'), 'cut short by a limit'],
    [count('unavailable'), 'not available here'],
  ];
  return counted.filter(([number]) => number > 0).map(([number, what]) => `${formatCount(number)} ${what}`);
}
