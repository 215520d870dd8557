/** Changes of what an attack needs besides requests: links of another attack, where a link leads, at which access a race is. */
import type { Attack, LayoutEntry } from '../../model/attack.ts';
import type { Text } from '../../model/text.ts';
import { partsOf, textOf } from '../../model/text.ts';
import { placesIn, type Variation } from './variedArguments.ts';

export const takenLayout: Variation = ({ base, donor }) =>
  donor.layout.length === 0 ? null : { ...base, layout: [...base.layout, ...donor.layout] };

/** A planted name that a step is sent, or a text that a step is sent as a planted name. */
export const namedLayout: Variation = ({ knowledge, base, dice }) => {
  const at = dice.below(Math.max(base.layout.length, 1));
  const entry = base.layout[at];
  const place = dice.pick(placesIn(knowledge, base).filter(({ text }) => text !== null));
  if (entry === undefined || place?.text == null) return null;
  return withEntry(base, at, { ...entry, path: lastName(place.text) });
};

/** A link leads to where another one does, or to a place. */
export const movedLink: Variation = ({ base, donor, dice }) => {
  const links = base.layout.flatMap((entry, at) => (entry.kind === 'symlink' ? [at] : []));
  const at = dice.pick(links);
  const entry = at === null ? undefined : base.layout[at];
  if (at === null || entry?.kind !== 'symlink') return null;
  const others = [...base.layout, ...donor.layout].flatMap((one) => (one.kind === 'symlink' ? [one.to] : []));
  const places: readonly Text[] = [[{ place: 'moat' }], [{ place: 'foreign' }], [{ place: 'sandbox' }], '..'];
  const to = dice.pick([...others, ...places]);
  return to === null ? null : withEntry(base, at, { ...entry, to });
};

/** Another access, another component, or the donor's race. */
export const movedRace: Variation = ({ base, donor, dice }) => {
  const { race } = base;
  if (race === null) {
    const same = donor.race !== null && donor.steps.at(-1)?.operation === base.steps.at(-1)?.operation;
    const last = base.steps.length - 1;
    return same && donor.race !== null && donor.race.put.kind !== 'step'
      ? { ...base, race: { ...donor.race, step: last } }
      : null;
  }
  const by = dice.pick([-2, -1, 1, 2, 3]) ?? 1;
  if (dice.below(4) === 0) return { ...base, race: { ...race, up: Math.max(0, race.up + Math.sign(by)) } };
  return { ...base, race: { ...race, at: Math.max(0, race.at + by) } };
};

function withEntry(attack: Attack, at: number, entry: LayoutEntry): Attack {
  return { ...attack, layout: attack.layout.map((one, index) => (index === at ? entry : one)) };
}

function lastName(text: Text): Text {
  const parts = partsOf(text);
  const last = parts.at(-1);
  if (typeof last !== 'string') return text;
  const name = last.slice(last.lastIndexOf('/') + 1);
  return name === last ? text : textOf([name]);
}
