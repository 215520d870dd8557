/**
 * Splits a path into constant text and what the step was sent: with `name` = `a.txt`, `cache/a.png` becomes `cache/`, the stem
 * of `name`, `.png`. Pure.
 */
import type { NamePart } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { stemOf, type Text, type TextPart, textOf } from '../../model/text.ts';

/** One thing that a step sent which may be found in a name, and how an attack refers to it. */
export interface SentName {
  readonly part: Exclude<NamePart, string>;
  readonly value: string;
  readonly reference: TextPart;
}

/** Shorter values are found in names by chance. */
const sentCharactersMin = 3;

/** Texts and file names that a step sends, whole and without their extension, longest first. */
export function sentNames(operation: Operation, actor: string, args: ResolvedArguments): readonly SentName[] {
  const names = operation.parameters.flatMap(({ name, from }): SentName[] => {
    const argument = args[name];
    const value = argument?.kind === 'text' ? argument.text : argument?.kind === 'file' ? argument.name : '';
    const known = from && { actor, operation: from.operation, name: from.name };
    const stem = stemOf(value);
    return [
      { part: { sent: name }, value, reference: known ? { known } : value },
      {
        part: { sent: name, change: 'stem' },
        value: stem,
        reference: known ? { known, change: 'stem' } : stem,
      },
    ];
  });
  return names
    .filter(
      ({ value }, index) =>
        value.length >= sentCharactersMin && names.findIndex((one) => one.value === value) === index,
    )
    .sort((one, two) => two.value.length - one.value.length);
}

/** A path with the sent values replaced. */
export function nameTemplateOf(path: string, sent: readonly SentName[]): readonly NamePart[] {
  return splitBy(path, sent).map((piece) => (typeof piece === 'string' ? piece : piece.part));
}

/** The path of a harmless step, as an attack writes it for any world. */
export function harmlessPath(parts: readonly NamePart[], sent: readonly SentName[]): Text {
  return textOf(
    parts.map((part) => {
      if (typeof part === 'string') return part;
      const found = sent.find(({ part: one }) => one.sent === part.sent && one.change === part.change);
      return found?.reference ?? '';
    }),
  );
}

function splitBy(path: string, sent: readonly SentName[]): (string | SentName)[] {
  const [first, ...others] = sent;
  if (first === undefined) return path === '' ? [] : [path];
  return path
    .split(first.value)
    .flatMap((piece, index) => [...(index === 0 ? [] : [first]), ...splitBy(piece, others)]);
}
