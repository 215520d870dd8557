/** Verdicts of `replay` in words. Escaped. */
import type { CorpusEntry } from '../corpus/entry.ts';
import type { Attack, Power } from '../model/attack.ts';
import { escapeText } from '../model/escape.ts';
import { locationsOnWay } from '../model/place.ts';
import type { TargetServer } from '../model/target.ts';
import { describeAttack } from '../reporters/attackText.ts';
import { walkLines } from '../reporters/walkText.ts';
import type { Verdict } from '../search/replay.ts';

export interface VerdictPlace {
  readonly folder: string;
  /** Powers that the config grants nobody. */
  readonly missing: readonly Power[];
  /** A server through which the finding was not found; null for none. */
  readonly through: TargetServer | null;
}

/** A verdict in words, with the attack that still works. */
export function verdictText(
  entry: CorpusEntry,
  verdict: Verdict,
  { folder, missing, through }: VerdictPlace,
): string {
  const id = escapeText(entry.id);
  switch (verdict.kind) {
    case 'FIXED':
      if (through !== null)
        return `NOT THROUGH ${through} ${id}: it is fixed, or that server changes the request on its way; replay it without --server`;
      return `FIXED ${id}: ${escapeText(entry.operation)} does not do it any more${remark(verdict.remark)}`;
    case 'STILL FAILS':
    case 'PARTLY FIXED':
    case 'FLAKY': {
      const { location, unsafeSummary } = verdict.judged.violation;
      const place =
        location === null
          ? ''
          : ` at ${locationsOnWay(location)
              .map(({ file, line }) => `${escapeText(file.replace(`${folder}/`, ''))}:${line}`)
              .join(', by ')}`;
      const label = verdict.kind === 'FLAKY' ? `FLAKY ${verdict.shown} of ${verdict.tries}` : verdict.kind;
      if (verdict.kind === 'PARTLY FIXED') {
        const lines = stillWorkingLines(verdict.attack).map((line) => `\n  ${line}`);
        return `${label} ${id}: its own attack does nothing any more, but another does: ${escapeText(unsafeSummary)}${place}${lines.join('')}`;
      }
      const walk = walkLines(verdict.judged.violation.access?.walk).map((line) => `\n  ${line}`);
      const condition = missing.length === 0 ? '' : `, if attacker.powers holds ${missing.join(', ')}`;
      const way = through === null ? '' : `, through ${through} too`;
      return `${label} ${id}: ${escapeText(unsafeSummary)}${place}${way}${condition}${walk.join('')}`;
    }
    case 'STALE':
      return `STALE ${id}: ${escapeText(verdict.missing)} is gone, so that nothing is known of what it showed; declare it again, or search again and delete the file`;
    case 'INCONCLUSIVE':
      return `INCONCLUSIVE ${id}: ${escapeText(verdict.reason)}`;
  }
}

function remark(text: string | undefined): string {
  return text === undefined ? '' : `, ${escapeText(text)}`;
}

const attackCharactersMax = 400;

function stillWorkingLines(attack: Attack): readonly string[] {
  const { layout, steps, race } = describeAttack(attack, attackCharactersMax);
  return [...layout.map((line) => `planted ${line}`), ...steps, ...(race === null ? [] : [`race ${race}`])];
}
