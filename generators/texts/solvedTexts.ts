/**
 * Texts solved through what harmless values showed is done to a parameter: where it is normalised by NFKC on its way to a path,
 * `．．／8／kq7w.txt` leads to the victim's file, and passes what looks for `..` before. A victim's name in capitals, where
 * letters are folded, is another.
 */
import type { KnownValue } from '../../model/knowledge.ts';
import { preimagesOf, signsShown } from '../../model/preimages.ts';
import {
  applyChange,
  literalOf,
  partsOf,
  type Text,
  type TextPart,
  textOf,
  type ValueChange,
} from '../../model/text.ts';
import type { TextChain } from '../../model/textChain.ts';
import { applySteps, type TextStep } from '../../model/textSteps.ts';
import { type Aim, changed, distinctValues, freeName, knownPart } from '../base/aim.ts';
import { staysInArena } from '../base/harmlessText.ts';
import { inTurn } from '../base/inTurn.ts';
import { moatFileNames } from '../base/pool.ts';
import { learntWays } from './learntWays.ts';

/**
 * Ways out and to others' files in the disguises that a harmless step back passed in; where none was asked about, those that show
 * less of it than these do themselves.
 */
export function solvedWays(aim: Aim): readonly Text[] {
  return waysSolved(aim).flatMap(({ text, isLikely }) => (isLikely ? [text] : []));
}

/** The others. */
export function otherWaysSolved(aim: Aim): readonly Text[] {
  return waysSolved(aim).flatMap(({ text, isLikely }) => (isLikely ? [] : [text]));
}

/** Absolute ways out, where the absolute path of a file of the attacker's own arrived. */
export function absoluteWays(aim: Aim): readonly Text[] {
  if (!chainsOf(aim).some(({ takesAbsolute }) => takesAbsolute)) return [];
  const [file = ''] = moatFileNames;
  return [file, freeName(aim)].map((name): Text => [{ place: 'moat' }, `/${name}`]);
}

/** Plain ways, if harmless steps back arrived, or nobody asked. */
export function unrefusedWays(aim: Aim): readonly Text[] {
  return refusesStepsBack(aim) ? [] : learntWays(aim);
}

/** The same, if none arrived. */
export function refusedWays(aim: Aim): readonly Text[] {
  return refusesStepsBack(aim) ? learntWays(aim) : [];
}

function refusesStepsBack(aim: Aim): boolean {
  const chains = chainsOf(aim).filter(({ store }) => store === 'file');
  return chains.length > 0 && chains.every(({ refused }) => refused.includes('steps back'));
}

interface SolvedWay {
  readonly text: Text;
  readonly isLikely: boolean;
}

function waysSolved(aim: Aim): readonly SolvedWay[] {
  const [file = ''] = moatFileNames;
  const goals: Text[] = [...learntWays(aim), [{ place: 'moat' }, `/${file}`]];
  const chains = chainsOf(aim).filter(({ store, steps }) => store === 'file' && steps.length > 0);
  const ways = chains.map((chain) => inTurn(goals.map((goal) => waysTo(goal, chain, ownFolder(aim)))));
  return inTurn(ways).filter(({ text }) => staysInArena(text));
}

/** The first folder of a value of the attacker's own, which passes where one is looked for; null where values have none. */
function ownFolder({ own }: Aim): TextPart | null {
  const mine = own.find(({ value }) => value.indexOf('/') > 0);
  return mine === undefined ? null : changed(knownPart(mine), 'top');
}

/** What passed comes first. */
function waysTo(goal: Text, chain: TextChain, lead: TextPart | null): readonly SolvedWay[] {
  const { passing } = chain;
  const all = solved(goal, chain, lead);
  if (passing?.length === 0)
    return all.flatMap(({ text, recipe }) => (recipe === '' ? [] : [{ text, isLikely: false }]));
  if (passing === null)
    return all.flatMap(({ text, recipe }): SolvedWay[] => {
      const hides = signsShown(literalOf(text)) < signsShown(literalOf(goal));
      return recipe === '' ? [] : [{ text, isLikely: hides }];
    });
  const passed = all.filter(({ recipe }) => passing.includes(recipe));
  const others = all.filter(({ recipe }) => recipe !== '' && !passing.includes(recipe));
  return [
    ...passed.map(({ text }) => ({ text, isLikely: true })),
    ...others.map(({ text }) => ({ text, isLikely: false })),
  ];
}

/**
 * Keys of a victim's objects and items from where the attacker's text stands, where harmless runs show that `.` and `..` are
 * taken away before the key is used.
 */
export function solvedKeys(aim: Aim): readonly Text[] {
  const chains = chainsOf(aim).filter(
    ({ store, steps }) => store !== 'file' && steps.some((step) => step.do === 'normalise'),
  );
  const ways = chains.flatMap((chain) =>
    distinctValues(storedKeysOfVictims(aim, chain)).map((known) => {
      const way = textOf(['../'.repeat(chain.before.split('/').length - 1), knownPart(known)]);
      return [...waysTo(way, chain, ownFolder(aim)).map(({ text }) => text), way];
    }),
  );
  return inTurn(ways).filter(staysInArena);
}

/** Keys of the kind that the chain ends in which a victim's harmless runs stored, and none of the attacker's did. */
function storedKeysOfVictims({ knowledge }: Aim, { store, place }: TextChain): readonly KnownValue[] {
  const { stores, actors } = knowledge;
  const attribute = place.slice(place.lastIndexOf('.') + 1);
  const all =
    store === 'object'
      ? stores.objectKeys
      : stores.written.filter(({ name, value }) => name === `item.${attribute}` && value.includes('/'));
  const own = new Set(all.flatMap((one) => (one.actor === actors.attacker ? [one.value] : [])));
  return all.filter(({ actor, value }) => actors.victims.includes(actor) && !own.has(value));
}

/** The victims' values in other forms that become them. */
export function solvedNames(aim: Aim): readonly Text[] {
  const chains = chainsOf(aim).filter(({ steps }) => steps.length > 0);
  const near = aim.foreign.toSorted((one, other) => distanceTo(aim, one) - distanceTo(aim, other));
  const theirs = distinctValues(near).slice(0, namesMax);
  return inTurn(theirs.map((known) => inTurn(chains.map((chain) => otherForms(aim, known, chain)))));
}

/** What this parameter was sent first, then what its source gave: names meet where they are stored alike. */
function distanceTo({ operation, parameter }: Aim, known: KnownValue): number {
  if (known.operation === operation.name && known.name === `arguments.${parameter.name}`) return 0;
  return known.operation === parameter.from?.operation ? 1 : 2;
}

const namesMax = 3;
const formsMax = 6;

/** Changes of a whole value, and the steps that take each back. */
const changes: readonly (readonly [ValueChange, readonly TextStep['do'][]])[] = [
  ['upper', ['lower', 'upper']],
  ['fullwidth', ['nfkc']],
  ['percent', ['percent', 'plus']],
  ['capital', ['lower', 'upper']],
  ['nfd', ['nfc', 'nfkc']],
  ['lower', ['upper']],
];

function otherForms(aim: Aim, known: KnownValue, { steps }: TextChain): readonly Text[] {
  const done = new Set(steps.map((step) => step.do));
  const image = applySteps(known.value, steps);
  const changedWhole = changes
    .filter(([, undoing]) => undoing.some((step) => done.has(step)))
    .map(([change]) => ({ change, value: applyChange(known.value, change) }))
    .filter(({ value }) => value !== known.value && applySteps(value, steps) === image)
    .map(({ change }): Text => [changed(knownPart(known), change)]);
  const around = preimagesOf(image, steps).map(({ text }) => text);
  const longer = done.has('cut') ? [known.value + 'x'.repeat(longerBy)] : [];
  const surrounded = [...longer, ...around]
    .filter((text) => text !== known.value && applySteps(text, steps) === image)
    .flatMap((text): Text[] => {
      const [before, behind, ...more] = text.split(known.value);
      const isOnce = before !== undefined && behind !== undefined && more.length === 0;
      return isOnce ? [textOf([before, knownPart(known), behind])] : [];
    });
  const below = done.has('base') ? belowOwn(aim, known) : [];
  return [...below, ...changedWhole, ...surrounded].slice(0, formsMax);
}

/** The last name of a victim's value behind the first of the attacker's own: what is checked there is not what is used. */
function belowOwn({ own }: Aim, known: KnownValue): readonly Text[] {
  const mine = own.find(({ value }) => value.includes('/'));
  if (mine === undefined || !known.value.includes('/')) return [];
  return [[changed(knownPart(mine), 'top'), '/', changed(knownPart(known), 'base')]];
}

/** Behind a name that is as long as what is kept. */
const longerBy = 12;

function chainsOf({ knowledge, operation, parameter }: Aim): readonly TextChain[] {
  return knowledge.stores.chains.filter(
    (chain) => chain.operation === operation.name && chain.parameter === parameter.name,
  );
}

/** Characters that occur nowhere else, in place of parts that are filled in later. */
const firstHole = 0xe000;

interface SolvedText {
  readonly text: Text;
  readonly recipe: string;
}

function solved(goal: Text, { steps }: TextChain, lead: TextPart | null): readonly SolvedText[] {
  const parts = partsOf(goal);
  const held = [...parts.filter((part) => typeof part !== 'string'), ...(lead === null ? [] : [lead])];
  let next = firstHole;
  const image = parts.map((part) => (typeof part === 'string' ? part : String.fromCharCode(next++))).join('');
  const leading = lead === null ? 'x' : String.fromCharCode(firstHole + held.length - 1);
  return preimagesOf(image, steps, leading).map(({ text, recipe }) => ({
    text: withParts(text, held),
    recipe,
  }));
}

function withParts(text: string, held: readonly TextPart[]): Text {
  return textOf([...text].map((sign): TextPart => held[sign.charCodeAt(0) - firstHole] ?? sign));
}
