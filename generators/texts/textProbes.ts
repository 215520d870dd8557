/**
 * The texts that are tried first at a parameter: ways out by levels, absolute ways, other tenants' names and files,
 * siblings, and each of them once in the disguises that careless checks and decoders undo.
 */
import type { Text } from '../../model/text.ts';
import { type Aim, freeName, keyAttributes } from '../base/aim.ts';
import { harmlesslyFramed } from '../base/frame.ts';
import { isHarmless } from '../base/harmlessText.ts';
import { inTurn } from '../base/inTurn.ts';
import { moatFileNames } from '../base/pool.ts';
import { neighbours, siblings } from './besideFolders.ts';
import { disguises, encodedWhole } from './disguisedWays.ts';
import { expressionProbes } from './expressions.ts';
import { objectKeys, wholeKeys } from './foreignKeys.ts';
import { alteredNames, among, foreignFiles, foreignNames, qualified } from './foreignTexts.ts';
import { learntWays } from './learntWays.ts';
import { farWaysOut, nearWaysOut, overRoot } from './waysOut.ts';

/** Distinct texts, the likeliest first. */
export function textProbes(aim: Aim): readonly Text[] {
  const isLearnt = aim.base?.store === 'file';
  const [file = ''] = moatFileNames;
  const disguised = isLearnt ? disguises(aim, [file]) : [];
  const lists: readonly (readonly Text[])[] = [
    objectKeys(aim),
    nearWaysOut(aim),
    // Where the levels are known, few disguises do, and none is wasted on levels that lead nowhere.
    ...(isLearnt ? [disguised.filter(isEven), disguised.filter((text, index) => !isEven(text, index))] : []),
    foreignNames(aim),
    foreignFiles(aim),
    siblings(aim),
    neighbours(aim),
    [...qualified(aim), ...among(aim)],
    // Where there are items, a statement may ask for them.
    ...(keyAttributes(aim.knowledge).length > 0 ? [expressionProbes(aim)] : []),
  ];
  const later = [
    ...[...overRoot(aim), ...disguises(aim, isLearnt ? [freeName(aim)] : [file, freeName(aim)])],
    ...[...encodedWhole(aim), ...farWaysOut(aim)],
    ...[...alteredNames(aim), ...expressionProbes(aim), ...odd],
  ];
  return distinct(aim, [...learntWays(aim), ...inTurn(lists), ...later]);
}

function isEven(_: Text, index: number): boolean {
  return index % 2 === 0;
}

/** The same for a parameter of an operation that reaches items and objects alone: what may become a key, and few ways out. */
export function keyProbes(aim: Aim): readonly Text[] {
  const lists = [
    ...[foreignNames(aim), objectKeys(aim), wholeKeys(aim), qualified(aim), among(aim)],
    // What a beginning or a bound is made of covers the most where it is empty.
    [''],
    expressionProbes(aim),
  ];
  return distinct(aim, [
    ...inTurn(lists),
    ...alteredNames(aim),
    ...nearWaysOut(aim).slice(0, waysOutFew),
    ...odd,
  ]);
}

const waysOutFew = 3;

function distinct(aim: Aim, texts: readonly Text[]): readonly Text[] {
  const written = new Map(
    texts.flatMap((bare) => bareAndFramed(aim, bare)).map((text) => [JSON.stringify(text), text]),
  );
  return [...written.values()];
}

function bareAndFramed(aim: Aim, bare: Text): readonly Text[] {
  if (aim.frame === null) return [bare];
  const framed = harmlesslyFramed(aim, bare);
  return [...(isHarmless(bare) ? [bare] : []), ...(framed === null ? [] : [framed])];
}

const odd: readonly Text[] = ['', './', 'null', '0', '*', '%', 'a'.repeat(256)];
