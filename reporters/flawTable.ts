/**
 * Flaws a line each, the worst first; where findings were stored before the run, what is new comes before what was known. With
 * `verbose`, the consequences of each below it.
 */
import { escapeText } from '../model/escape.ts';
import { severities } from '../model/finding.ts';
import type { Flaw } from '../model/flaw.ts';
import { acceptedText } from './acceptedText.ts';
import { conditionalTitle } from './conditionText.ts';
import { placeLine, severityStyle } from './findingText.ts';
import type { Paint } from './paint.ts';
import { formatCount } from './quantity.ts';
import { isAccepted, isConditional, isFailure } from './runRecord.ts';

/** Flaws that fail the run; with `verbose`, those that only inform as well. */
export function flawLines(
  flaws: readonly Flaw[],
  { cwd, paint, verbose }: { readonly cwd: string; readonly paint: Paint; readonly verbose: boolean },
): readonly string[] {
  const shown = flaws.filter(
    (flaw) => isFailure(flaw) || (verbose && !isConditional(flaw) && !isAccepted(flaw)),
  );
  const rows = (some: readonly Flaw[]): readonly string[] => table(some, { cwd, paint, verbose });
  const over = shown.filter(({ accepted }) => accepted !== undefined);
  const open = shown.filter(({ accepted }) => accepted === undefined);
  const expired = over.length === 0 ? [] : [paint('bold', 'No longer accepted'), ...rows(over)];
  if (open.every(({ isNew }) => isNew)) return [...expired, ...rows(open)];
  const added = open.filter(({ isNew }) => isNew);
  return [
    ...expired,
    paint('bold', added.length === 0 ? 'Nothing new since the last run' : 'New since the last run'),
    ...rows(added),
    paint('bold', 'Known before'),
    ...rows(open.filter(({ isNew }) => !isNew)),
  ];
}

/** Flaws that count only if the attacker has further powers, below their heading. */
export function conditionalFlawLines(flaws: readonly Flaw[], cwd: string, paint: Paint): readonly string[] {
  const rows = table(
    flaws.filter((flaw) => isConditional(flaw) && !isAccepted(flaw)),
    { cwd, paint, verbose: false },
  );
  return rows.length === 0 ? [] : [paint('bold', conditionalTitle), ...rows];
}

/** Flaws that people live with for now, below their heading, each with the reason. */
export function acceptedFlawLines(flaws: readonly Flaw[], cwd: string, paint: Paint): readonly string[] {
  const rows = table(flaws.filter(isAccepted), { cwd, paint, verbose: false });
  return rows.length === 0 ? [] : [paint('bold', 'Accepted, so that they fail no run'), ...rows];
}

/** `13 critical, 16 high, 1 medium`, of the flaws that fail the run; empty for none. */
export function countsLine(flaws: readonly Flaw[]): readonly string[] {
  const failing = flaws.filter(isFailure);
  const counts = severities
    .filter((severity) => severity !== 'info')
    .map((severity) => ({ severity, count: failing.filter((flaw) => flaw.severity === severity).length }))
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
    const decided = acceptedText(flaw);
    const line = [
      paint(severityStyle[severity], severity.toUpperCase().padEnd(8)),
      title.padEnd(width),
      placeLine(first, cwd) + condition,
      paint('dim', escapeText(id)),
    ].join('  ');
    const more = consequences.map((one) => `${escapeText(one.property)} (${one.severity})`).join(', ');
    const below = [
      ...(decided === '' ? [] : [decided]),
      ...(verbose && consequences.length > 1 ? [more] : []),
    ];
    return [line, ...below.map((text) => `          ${paint('dim', text)}`)];
  });
}
