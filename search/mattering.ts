/**
 * Finds the parts of a smallest attack that matter: each plain word of a path is exchanged for another, all words at once
 * first, and if the same cause still shows, the word may be anything. In `../x` the name `x` may be anything, `../` may not.
 * Values that a world fills in (places, learnt values) are not exchanged and count as mattering.
 */
import type { Argument, Attack } from '../model/attack.ts';
import { limits } from '../model/limits.ts';
import { partsOf, type Text, type TextPart, textOf } from '../model/text.ts';
import type { Mattering, MatteringPart } from '../model/walk.ts';

/** Asks `shows` a few times at most, and never again for what it has asked already. */
export async function matteringOf(
  attack: Attack,
  shows: (candidate: Attack) => Promise<boolean>,
): Promise<readonly Mattering[]> {
  const pieces = attackPieces(attack);
  const words = pieces.filter(({ word }) => word);
  let left: number = limits.matteringExecutionsMax;
  const mayBeOther = async (exchanged: readonly AttackPiece[]): Promise<boolean> => {
    if (exchanged.length === 0 || left === 0) return false;
    left -= 1;
    return shows(exchange(attack, pieces, new Set(exchanged)));
  };
  const free = new Set<AttackPiece>();
  if (await mayBeOther(words)) for (const word of words) free.add(word);
  else if (words.length > 1) for (const word of words) if (await mayBeOther([word])) free.add(word);
  return matteringArguments(pieces, free);
}

/** A part of an argument's text: a word that can be exchanged, or the text around it. */
interface AttackPiece {
  readonly step: number;
  readonly parameter: string;
  readonly part: TextPart;
  readonly word: boolean;
}

function attackPieces({ steps }: Attack): AttackPiece[] {
  return steps.flatMap(({ arguments: given }, step) =>
    Object.entries(given).flatMap(([parameter, argument]) =>
      partsOf(pathTextIn(argument) ?? '')
        .flatMap((part): CutWord[] => (typeof part === 'string' ? splitWords(part) : [{ part, word: false }]))
        .map((piece) => ({ step, parameter, ...piece })),
    ),
  );
}

/** The text of an argument that becomes a path, if any does: itself, or the name of a file. */
function pathTextIn(argument: Argument): Text | null {
  if ('text' in argument) return argument.text;
  if ('json' in argument) return argument.within ?? null;
  return 'file' in argument ? argument.file.name : null;
}

/** Separators, plain and in the usual encodings, and the text between them. */
const separator = /((?:%(?:25)*(?:[0-9a-f]{2}|u[0-9a-f]{4})|&#?\w+;|[/\\\p{C}])+)/iu;

interface CutWord {
  readonly part: TextPart;
  readonly word: boolean;
}

function splitWords(literal: string): CutWord[] {
  return literal
    .split(separator)
    .flatMap((between) => between.split(extension))
    .filter((part) => part !== '')
    .map((part) => ({ part, word: plainWord.test(part) && !separator.test(part) }));
}

const extension = /((?<=[\p{L}\p{N}_])\.[\p{L}\p{N}]{1,8})$/u;
const plainWord = /^(?:[\p{L}\p{N}_][\p{L}\p{N}_ .-]*|\.[\p{L}\p{N}]+)$/u;

/** Names that nothing has, each one its own; an extension stays one. */
function otherWord(word: string, index: number): string {
  return word.startsWith('.') ? `.other${index}` : `other${index}name`;
}

function exchange(
  attack: Attack,
  pieces: readonly AttackPiece[],
  exchanged: ReadonlySet<AttackPiece>,
): Attack {
  const steps = attack.steps.map((step, index) => {
    const changed = Object.entries(step.arguments).map(([parameter, argument]) => {
      const own = pieces.filter((piece) => piece.step === index && piece.parameter === parameter);
      if (!own.some((piece) => exchanged.has(piece))) return [parameter, argument] as const;
      const text = own.map((piece) =>
        exchanged.has(piece) && typeof piece.part === 'string'
          ? otherWord(piece.part, pieces.indexOf(piece))
          : piece.part,
      );
      return [parameter, withPathText(argument, textOf(text))] as const;
    });
    return { ...step, arguments: Object.fromEntries(changed) };
  });
  return { ...attack, steps };
}

function withPathText(argument: Argument, text: Text): Argument {
  if ('file' in argument) return { file: { ...argument.file, name: text } };
  if ('json' in argument) return { ...argument, within: text };
  return { text };
}

/** Arguments in which nothing can be exchanged prove nothing: they were not asked. */
function matteringArguments(pieces: readonly AttackPiece[], free: ReadonlySet<AttackPiece>): Mattering[] {
  const groups = new Map<string, AttackPiece[]>();
  for (const piece of pieces) {
    const key = `${piece.step} ${piece.parameter}`;
    groups.set(key, [...(groups.get(key) ?? []), piece]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || !group.some(({ word }) => word)) return [];
    return [{ step: first.step, parameter: first.parameter, parts: mergedParts(group, free) }];
  });
}

function mergedParts(group: readonly AttackPiece[], free: ReadonlySet<AttackPiece>): MatteringPart[] {
  const parts: MatteringPart[] = [];
  for (const piece of group) {
    const matters = !free.has(piece);
    const last = parts.at(-1);
    const unsafeText = inWords(piece.part);
    if (last?.matters === matters)
      parts[parts.length - 1] = { matters, unsafeText: last.unsafeText + unsafeText };
    else parts.push({ matters, unsafeText });
  }
  return parts;
}

function inWords(part: TextPart): string {
  if (typeof part === 'string') return part;
  if ('place' in part) return `{${part.place}}`;
  if ('returned' in part) return `‹step ${part.returned.step + 1}'s ${part.returned.field}›`;
  return `‹${part.known.actor}'s ${part.known.operation} ${part.known.name}›`;
}
