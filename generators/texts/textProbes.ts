/**
 * The texts that are tried first at a parameter, in the order of their tables, bare and in the frame of its harmless values:
 * `../x` and `mailto:../x@example.com`.
 */
import type { Text } from '../../model/text.ts';
import type { Aim } from '../base/aim.ts';
import { harmlesslyFramed } from '../base/frame.ts';
import { staysInArena } from '../base/harmlessText.ts';
import { ranked } from '../base/ranked.ts';
import { fileTexts, keyTexts, type TextKind, textRounds } from './textOrder.ts';

/** A text, and the kind of those that it was first among. */
export interface TextProbe {
  readonly kind: string;
  readonly text: Text;
}

/** Distinct texts, the likeliest first. */
export function textProbes(aim: Aim): readonly Text[] {
  return pathProbes(aim).map(({ text }) => text);
}

/** The same with their kinds. */
export function pathProbes(aim: Aim): readonly TextProbe[] {
  return distinctProbes(aim, fileTexts);
}

/** For a parameter of an operation that reaches only items and objects: texts that may become a key, and few paths out. */
export function keyProbes(aim: Aim): readonly TextProbe[] {
  return distinctProbes(aim, keyTexts);
}

function distinctProbes(aim: Aim, table: readonly TextKind[]): readonly TextProbe[] {
  const told = new Map<string, TextProbe>();
  for (const { kind, item } of ranked(textRounds, table, aim))
    for (const text of bareAndFramed(aim, item)) {
      const written = JSON.stringify(text);
      if (!told.has(written)) told.set(written, { kind, text });
    }
  return [...told.values()];
}

function bareAndFramed(aim: Aim, bare: Text): readonly Text[] {
  if (aim.frame === null) return [bare];
  const framed = harmlesslyFramed(aim, bare);
  return [...(staysInArena(bare) ? [bare] : []), ...(framed === null ? [] : [framed])];
}
