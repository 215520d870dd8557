/**
 * Recognises take-overs: an item of another actor's is replaced on a condition that holds because its time is over or its owner
 * gave it up. `lease` puts `{"holder": "mallory"}` in the place of the victim's item where `expires < :now`. A repetition in
 * which the item is still held (its times in the future, or as its owner made it) must leave it untouched. An item that holds
 * its owner's words outside the key, that stays its owner's, or whose condition compares a value that was sent (a version, the
 * caller's clock) is not taken over legitimately. Neither is an item that its owner made free: only the `shared` rule says
 * whether that was an offer.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../model/attack.ts';
import type { Access, Observation } from '../../model/observation.ts';
import type { ItemImage } from '../../model/records.ts';
import { textsOfValue } from '../../model/valueTexts.ts';
import { findCanaries } from '../../observers/canaries.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { runCase } from '../case/caseRun.ts';
import { type CaseWrite, nothingBefore } from '../case/performCase.ts';
import type { Registers } from '../owners/registers.ts';
import { isForeignChange, subjectKey } from './changes.ts';
import { timesIn, withLaterTimes } from './itemTimes.ts';

/** The changes among `open` that a repetition shows to be take-overs. */
export async function takeoversIn(
  parts: CaseParts,
  observation: Observation,
  open: readonly Access[],
): Promise<ReadonlySet<Access>> {
  const { attack } = observation;
  if (attack.race !== null || attack.layout.length > 0) return new Set();
  const held = new Map<Access, CaseWrite>();
  for (const access of open) {
    const { resource, step } = access;
    const item = resource.store === 'item' ? heldImage(parts, observation, access) : null;
    if (resource.store === 'item' && item !== null)
      held.set(access, { table: resource.table, key: resource.key, item, before: step });
  }
  if (held.size === 0) return new Set();
  const repeated = await runCase(parts, attack, { ...nothingBefore, items: [...held.values()] });
  const still = new Set(
    repeated.accesses
      .filter((access) => isForeignChange(access, parts.attacker))
      .map((access) => subjectKey(access, repeated)),
  );
  return new Set([...held.keys()].filter((access) => !still.has(subjectKey(access, observation))));
}

/** The item as it would be if it were held; null where it may be no take-over, whatever it is then. */
function heldImage(
  { stage: { registers } }: CaseParts,
  observation: Observation,
  access: Access,
): ItemImage | null {
  const { resource, owner, before = null, after = null, condition, action } = access;
  if (resource.store !== 'item' || owner.kind !== 'actor' || before === null || condition !== 'own')
    return null;
  const { key } = resource;
  const view = { key, registers };
  if (holdsWords(before, owner.name, view)) return null;
  const made = madeImage(observation, access) ?? registers.madeItem(resource);
  const holding = (image: ItemImage): readonly string[] => holders(image, owner.name, view);
  const isTaken = (names: readonly string[]): boolean =>
    action === 'delete' ||
    (after !== null && names.some((name) => isHandedOver(name, before, after, access, registers)));
  const givenUp =
    made === null ? [] : holding(made).filter((name) => !isDeepStrictEqual(made[name], before[name]));
  if (made !== null && givenUp.length > 0 && holding(before).length === 0)
    return isTaken(givenUp) ? (withLaterTimes(made, key, Date.now()) ?? made) : null;
  return isTaken(holding(before)) ? withLaterTimes(before, key, Date.now()) : null;
}

interface View {
  readonly key: ItemImage;
  readonly registers: Registers;
}

/** Whether an item contains what its owner sent, outside the key. */
function holdsWords(image: ItemImage, owner: string, { key, registers }: View): boolean {
  const name = JSON.stringify(key);
  return findCanaries(JSON.stringify(besideKey(image, key)), registers.canaries).some(
    ({ canary }) =>
      canary.owner.kind === 'actor' && canary.owner.name === owner && !name.includes(canary.word),
  );
}

/** Attributes that name the holder of an item: by a name, or by a word that nobody else has. */
function holders(image: ItemImage, owner: string, { key, registers }: View): readonly string[] {
  const times = new Set(timesIn(image));
  return besideKey(image, key).flatMap(([name, value]) =>
    !times.has(name) &&
    textsOfValue(value).some((text) => registers.isNamed(text, owner) || isTokenText(text))
      ? [name]
      : [],
  );
}

/** Whether an attribute afterwards names the step's actor as the holder of the item. */
function isHandedOver(
  name: string,
  before: ItemImage,
  after: ItemImage,
  { actor }: Access,
  { isNamed }: Registers,
): boolean {
  const value = after[name];
  if (value === undefined || isDeepStrictEqual(value, before[name])) return false;
  return textsOfValue(value).some((text) => isNamed(text, actor) || isTokenText(text));
}

/** The item as its owner made it in the case, before the step. */
function madeImage({ accesses }: Observation, { resource, step, owner }: Access): ItemImage | null {
  const made = accesses.findLast(
    (one) =>
      one.action === 'create' &&
      one.step < step &&
      owner.kind === 'actor' &&
      one.actor === owner.name &&
      isDeepStrictEqual(one.resource, resource),
  );
  return made?.after ?? null;
}

function besideKey(image: ItemImage, key: ItemImage): readonly (readonly [string, Json])[] {
  return Object.entries(image).filter(([name]) => !Object.hasOwn(key, name));
}

const tokenCharactersMin = 16;

/** Whether a value looks like a token. */
function isTokenText(text: string): boolean {
  return text.length >= tokenCharactersMin && /\d/.test(text) && /[A-Za-z]/.test(text) && !/\s/.test(text);
}
