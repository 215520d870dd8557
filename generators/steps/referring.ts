/** Writes solved texts with references to what they hold of a victim's: `x#kq7w` becomes `x#` and the id that `save` returned. */
import type { Knowledge, KnownValue } from '../../model/knowledge.ts';
import { type Text, type TextPart, textOf } from '../../model/text.ts';
import { knownPart } from '../base/aim.ts';

/** Values as short as this are written out, because they occur in other texts by chance. */
const referredMin = 6;

/** A text with references in place of the victim's values, so that it has the same meaning in every world. */
export function referring(value: string, { known }: Knowledge, victim: string): Text {
  const theirs = known
    .filter((one) => one.actor === victim && one.value.length >= referredMin)
    .sort((one, other) => other.value.length - one.value.length);
  return textOf(partsWith(value, theirs));
}

function partsWith(text: string, known: readonly KnownValue[]): readonly TextPart[] {
  const found = known.find(({ value }) => text.includes(value));
  if (found === undefined) return [text];
  const at = text.indexOf(found.value);
  const behind = text.slice(at + found.value.length);
  return [...partsWith(text.slice(0, at), known), knownPart(found), ...partsWith(behind, known)];
}
