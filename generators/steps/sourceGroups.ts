/**
 * The values of a victim that belong together, because one step of the victim's made them: the id, the room and the day of one
 * booking, beside a ticket of the attacker's own. A key of several parts, hashed or not, names nothing by one of them.
 */
import type { Knowledge } from '../../model/knowledge.ts';
import { identityOperation } from '../../model/operation.ts';
import type { VictimsArgument } from './victims.ts';

/** Those of each source, without and with what says who the victim is; none where that is all or a single one. */
export function sourceGroups(
  knowledge: Knowledge,
  all: readonly VictimsArgument[],
): readonly (readonly VictimsArgument[])[] {
  const sources = [...new Set(all.map(sourceOf))].filter((source) => source !== null);
  const naming = all.filter((one) => namesActor(knowledge, one));
  const groups = sources.flatMap((source) => {
    const made = all.filter((one) => sourceOf(one) === source);
    return [made, all.filter((one) => made.includes(one) || naming.includes(one))];
  });
  return groups.filter(({ length }) => length > 1 && length < all.length);
}

/** The operation that made a value; null where it is not known, or says who acts. */
function sourceOf(one: VictimsArgument): string | null {
  const declared = one.parameter.from?.operation ?? null;
  const origin = 'known' in one ? (one.known.origin?.operation ?? null) : null;
  const source = declared ?? origin;
  return source === identityOperation ? null : source;
}

/** Whether a victim's argument says who the victim is, which a target compares with who acts. */
export function namesActor({ known }: Knowledge, one: VictimsArgument): boolean {
  return (
    'known' in one &&
    known.some(({ operation, value }) => operation === identityOperation && value === one.known.value)
  );
}

/** Pairs of one source first. */
export function samesFirst(
  pairs: readonly (readonly VictimsArgument[])[],
): readonly (readonly VictimsArgument[])[] {
  const isSame = (pair: readonly VictimsArgument[]): number =>
    new Set(pair.map((one) => sourceOf(one) ?? one.parameter.name)).size === 1 ? 0 : 1;
  return pairs.toSorted((one, other) => isSame(one) - isSame(other));
}
