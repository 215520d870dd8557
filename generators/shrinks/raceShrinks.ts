/** Smaller races, and none: the link that an intruder sets may be planted before as well. */
import { type Attack, isBetweenSteps, type LayoutEntry, type Race } from '../../model/attack.ts';
import type { KnownLookups, LearntAccess } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { racedPlace } from '../../model/raceText.ts';

/** No race at all, or what it puts planted beforehand, at the name that harmless traffic uses there. */
export function* withoutRace(attack: Attack, accesses: KnownLookups['accesses']): Generator<Attack> {
  const { race, steps, layout } = attack;
  if (race === null) return;
  yield { ...attack, layout: [], race: null };
  yield { ...attack, race: null };
  const [one, other] = isBetweenSteps(race) ? steps.slice(race.step, race.step + 2) : [];
  if (one !== undefined && other !== undefined)
    yield { ...attack, steps: steps.with(race.step, other).with(race.step + 1, one), race: null };
  const learnt = accesses[steps[race.step]?.operation ?? ''] ?? [];
  const entry = entryInstead(race, learnt);
  if (entry === null) return;
  yield { ...attack, layout: [entry], race: null };
  if (layout.length > 0 && layout.length < limits.layoutEntriesMax)
    yield { ...attack, layout: [...layout, entry], race: null };
}

function entryInstead(race: Race, accesses: readonly LearntAccess[]): LayoutEntry | null {
  const place = racedPlace(race, accesses);
  const { put } = race;
  const isKnown = race.flip !== undefined || accesses[race.at]?.stable === true;
  if (place === null || !isKnown || put.kind === 'nothing' || put.kind === 'step') return null;
  if (put.kind === 'symlink') return { kind: 'symlink', ...place, to: put.to };
  return put.kind === 'file' ? { kind: 'file', ...place, content: '' } : { kind: 'directory', ...place };
}

/** The race with its step numbered anew; none where its step is left out, or the one that is done in its middle. */
export function racedAmong({ race }: Attack, kept: readonly number[]): Race | null {
  const step = race === null ? -1 : kept.indexOf(race.step);
  if (race === null || step < 0) return null;
  return isBetweenSteps(race) && kept[step + 1] !== race.step + 1 ? null : { ...race, step };
}

/** Never restored, simpler, higher up, earlier. The link's target shrinks as a text. */
export function* raceShrinks(race: Race): Generator<Race> {
  const { at, up, back } = race;
  // Chance would decide which of several is smaller.
  if (race.flip !== undefined) return;
  if (isBetweenSteps(race)) {
    for (const earlier of smallerNumbers(at, 0)) yield { ...race, at: earlier };
    return;
  }
  const { put } = race;
  if (put.kind === 'symlink' && put.holding !== undefined)
    yield { ...race, put: { kind: 'symlink', to: put.to } };
  for (const kind of ['nothing', 'file', 'directory'] as const) yield { ...race, put: { kind } };
  if (back !== null) for (const later of [null, ...smallerNumbers(back, 1)]) yield { ...race, back: later };
  for (const fewer of smallerNumbers(up, 0)) yield { ...race, up: fewer };
  for (const earlier of smallerNumbers(at, 0)) yield { ...race, at: earlier };
}

function smallerNumbers(number: number, least: number): readonly number[] {
  return [...new Set([least, Math.floor(number / 2), number - 1])].filter((n) => n >= least && n < number);
}
