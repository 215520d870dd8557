/**
 * Flaws a line each, the worst first; where findings were stored before the run, what is new comes before what was known. With
 * `verbose`, the consequences of each below it.
 */
import { escapeText } from '../model/escape.ts';
import { severities } from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';
import { conditionalTitle } from './conditionText.ts';
import { placeLine, severityStyle } from './findingText.ts';
import type { Paint } from './paint.ts';
import { formatCount } from './quantity.ts';
import { isConditional, isFailure } from './runRecord.ts';

/** Flaws that fail the run; with `verbose`, those that only inform as well. */
export function flawLines(
  flaws: readonly Flaw[],
  { cwd, paint, verbose }: { readonly cwd: string; readonly paint: Paint; readonly verbose: boolean },
): readonly string[] {
  const shown = flaws.filter((flaw) => isFailure(flaw) || (verbose && !isConditional(flaw)));
  const rows = (some: readonly Flaw[]): readonly string[] => table(some, { cwd, paint, verbose });
  if (shown.every(({ isNew }) => isNew)) return rows(shown);
  const added = shown.filter(({ isNew }) => isNew);
  return [
    paint('bold', added.length === 0 ? 'Nothing new since the last run' : 'New since the last run'),
    ...rows(added),
    paint('bold', 'Known before'),
    ...rows(shown.filter(({ isNew }) => !isNew)),
  ];
}

/** Flaws that count only if the attacker has further powers, below their heading. */
export function conditionalFlawLines(flaws: readonly Flaw[], cwd: string, paint: Paint): readonly string[] {
  const rows = table(flaws.filter(isConditional), { cwd, paint, verbose: false });
  return rows.length === 0 ? [] : [paint('bold', conditionalTitle), ...rows];
}

/** `13 critical, 16 high, 1 medium`, of the flaws that fail the run; empty for none. */
export function countsLine(flaws: readonly Flaw[]): readonly string[] {
  const counts = severities
    .filter((severity) => severity !== 'info')
    .map((severity) => ({ severity, count: flaws.filter((flaw) => flaw.severity === severity).length }))
    .filter(({ count }) => count > 0);
  if (counts.length === 0) return [];
  return [counts.map(({ severity, count }) => `${formatCount(count)} ${severity}`).join(', ')];
}

function table(
  flaws: readonly Flaw[],
  { cwd, paint, verbose }: { readonly cwd: string; readonly paint: Paint; readonly verbose: boolean },
): readonly string[] {
  const width = Math.max(0, ...flaws.map(({ title }) => title.length));
  return flaws.flatMap((flaw) => {
    const { first, severity, title, id, ifGranted, consequences } = flaw;
    const condition =
      ifGranted === undefined ? '' : ` (${ifGranted.severity} with ${ifGranted.powers.join(', ')})`;
    const line = [
      paint(severityStyle[severity], severity.toUpperCase().padEnd(8)),
      title.padEnd(width),
      placeLine(first, cwd) + condition,
      paint('dim', escapeText(id)),
    ].join('  ');
    const more = consequences.map((one) => `${escapeText(one.property)} (${one.severity})`).join(', ');
    return verbose && consequences.length > 1 ? [line, `          ${paint('dim', more)}`] : [line];
  });
}
