/**
 * Says what ended a search, in one sentence for every report: which bound, how many operations had not had their first attacks
 * by then, and how to continue. "The search ended at its default bound of 50.0 s, before 31 of 41 operations had had their
 * first 25 attacks (upload 3, share 2): their silence says little. Go on with: trespass check --time 8m".
 */
import { escapeText } from '../model/escape.ts';
import type { SearchEnd } from '../model/finding.ts';
import { formatCount, formatDuration, formatQuantity } from './quantity.ts';
import type { RunRecord } from './runRecord.ts';

/** Null if no search began, or if its end was not reported. */
export function endedText({
  stats: { ended },
  started,
}: Pick<RunRecord, 'stats' | 'started'>): string | null {
  if (ended === null) return null;
  const how = `The search ended ${whyOf(ended)}`;
  if (!wasCut(ended)) return `${how}.`;
  const { short, operations, firstAttacks } = ended;
  const few = `${formatCount(short.length)} of ${formatQuantity(operations, 'operation')} had had their first ${firstAttacks} attacks (${shortOperations(ended)})`;
  const more =
    started?.command === undefined
      ? ''
      : ` Go on with: ${escapeText(started.command)}${suggestedBound(ended)}`;
  return `${how}, before ${few}: their silence says little.${more}`;
}

/** Whether some operation had too few attacks for finding nothing to mean much. */
export function wasCut(ended: SearchEnd | null): ended is SearchEnd {
  return ended !== null && ended.short.length > 0;
}

function whyOf({ by, bound, isDefault }: SearchEnd): string {
  const which = isDefault ? 'its default bound' : 'its bound';
  switch (by) {
    case 'cases':
      return `at ${which} of ${formatQuantity(bound ?? 0, 'case')}`;
    case 'time':
      return `at ${which} of ${formatDuration((bound ?? 0) / 1_000)}`;
    case 'stop':
      return 'when the run was stopped';
    case 'exhausted':
      return 'when nothing was left to try';
    case 'failure':
      return 'because no target was left to search in';
  }
}

const namedOperationsMax = 6;

function shortOperations({ short }: SearchEnd): string {
  const named = short
    .toSorted((one, other) => one.attacks - other.attacks)
    .slice(0, namedOperationsMax)
    .map(({ operation, attacks }) => `${escapeText(operation)} ${attacks}`);
  const left = short.length - named.length;
  return [...named, ...(left > 0 ? [`and ${formatCount(left)} more`] : [])].join(', ');
}

/** Somewhat more than would have been enough, as a round number. */
function suggestedBound({ by, enough }: SearchEnd): string {
  if (enough === null) return '';
  if (by === 'cases') return ` --runs ${Math.ceil(enough.cases / 100) * 100}`;
  return ` --time ${Math.max(1, Math.ceil((enough.seconds * 1.5) / 60))}m`;
}
