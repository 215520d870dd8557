/**
 * Compares a case in which a step is done in the middle of another with both orders of doing them one after the other. What
 * the steps do in either order as well is nothing of the race: it is left out. What they do in neither is a lost change: both
 * `claim` the room, where the second one is refused if it comes after.
 */
import { type Attack, isBetweenSteps, type Step } from '../../model/attack.ts';
import { textsOfStep } from '../../model/attackTexts.ts';
import { returnedIn } from '../../model/missing.ts';
import { type Access, isForeignTo, type LostChange, type Observation } from '../../model/observation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { runCase } from '../case/caseRun.ts';
import { resourceKey } from './changes.ts';
import { sameImages, sameNumbers } from './sameImages.ts';

/** The steps of a raced case: what the first one did after the other was done, and what that other one did. */
interface Pair {
  readonly first: number;
  readonly after: readonly Access[];
  readonly middle: readonly Access[];
}

/** Answers what a race between steps has done, by two or three more executions if it changed anything. */
export async function withSerialOrders(parts: CaseParts, observation: Observation): Promise<Observation> {
  const { attack, race } = observation;
  if (!isBetweenSteps(attack.race) || race?.accessesBefore === undefined) return observation;
  const pair = pairIn(observation, attack.race.step, race.accessesBefore);
  const isChanged = pair.after.some(isChange) && pair.middle.some(isChange);
  const isForeign = pair.after.some(({ owner, actor }) => isForeignTo(owner, actor));
  if (!isChanged && !isForeign && observation.disclosures.length === 0) return observation;
  const orders = await ordersOf(parts, attack, attack.race.step);
  const lost = isChanged ? await lostChanges(pair, orders, observation) : [];
  return { ...withoutSerial(observation, pair, orders), race: { ...race, lost } };
}

/** The case in both orders; the second is null where a step refers to the one before it. */
interface Orders {
  readonly forward: Observation;
  readonly backward: Observation | null;
  readonly again: () => Promise<Observation | null>;
}

async function ordersOf(parts: CaseParts, attack: Attack, first: number): Promise<Orders> {
  const forward = await runCase(parts, { ...attack, race: null });
  const turned = inOtherOrder(attack, first);
  const again = async () => (turned === null ? null : runCase(parts, turned));
  return { forward, backward: await again(), again };
}

/** The two steps the other way round, without a race. */
function inOtherOrder({ layout, steps }: Attack, first: number): Attack | null {
  const [one, other] = [steps[first], steps[first + 1]];
  const isReferredTo = steps.some((step) =>
    returnedIn(textsOfStep(step)).some(({ step: from }) => from === first || from === first + 1),
  );
  if (one === undefined || other === undefined || isReferredTo) return null;
  return { layout, steps: steps.with(first, other).with(first + 1, one), race: null };
}

function pairIn({ accesses }: Observation, first: number, before: number): Pair {
  return {
    first,
    after: accesses.filter(({ step }) => step === first).slice(before),
    middle: accesses.filter(({ step }) => step === first + 1),
  };
}

const changing: ReadonlySet<Access['action']> = new Set(['create', 'write', 'metadata', 'delete']);

function isChange({ action, refused, unchanged }: Access): boolean {
  return changing.has(action) && !refused && unchanged !== true;
}

/** Without what the first step does to others' things in one of the orders as well. */
function withoutSerial(
  observation: Observation,
  { first, after, middle }: Pair,
  orders: Orders,
): Observation {
  const usual = new Set(
    [
      ...stepAccesses(orders.forward, first),
      ...(orders.backward === null ? [] : stepAccesses(orders.backward, first + 1)),
    ]
      .filter(({ owner, actor }) => isForeignTo(owner, actor))
      .map(effectKey),
  );
  const told = new Set(
    [...orders.forward.disclosures, ...(orders.backward?.disclosures ?? [])].map(({ planted }) => planted),
  );
  const isUsual = (access: Access): boolean =>
    usual.has(effectKey(access)) || isMadeAgain(access, middle, orders.backward, first);
  const gone = new Set(after.filter((access) => isForeignTo(access.owner, access.actor) && isUsual(access)));
  return {
    ...observation,
    accesses: observation.accesses.filter((access) => !gone.has(access)),
    disclosures: observation.disclosures.filter(({ planted }) => !told.has(planted)),
  };
}

/** A cache: what both make is the same, and who comes second goes without making it. */
function isMadeAgain(
  access: Access,
  middle: readonly Access[],
  backward: Observation | null,
  first: number,
): boolean {
  const theirs = middle.findLast((one) => isChange(one) && isSame(one, access));
  const isAlike =
    access.again === true || (theirs !== undefined && sameImages(access.after, theirs.after, null));
  return isAlike && backward !== null && !isRefusal(backward.responses[first + 1]?.response);
}

function effectKey(access: Access): string {
  return JSON.stringify([isChange(access), resourceKey(access.resource)]);
}

function stepAccesses({ accesses }: Observation, index: number): readonly Access[] {
  return accesses.filter(({ step }) => step === index);
}

/** The changes of the first step that neither order has; none where one of the steps was refused. */
async function lostChanges(
  { first, after, middle }: Pair,
  orders: Orders,
  observation: Observation,
): Promise<readonly LostChange[]> {
  const { attack, responses } = observation;
  const other = attack.steps[first + 1];
  if (other === undefined || orders.backward === null) return [];
  if ([first, first + 1].some((index) => isRefusal(responses[index]?.response))) return [];
  const isOwn = other.actor === attack.steps[first]?.actor;
  const inOrder: Compared = { first, isOwn, orders, backward: orders.backward };
  const changed = lastChanges(after);
  const overwritten: LostChange[] = [];
  for (const access of changed) {
    const theirs = middle.findLast((one) => isChange(one) && isSame(one, access));
    if (theirs === undefined || isForeignTo(access.owner, access.actor)) continue;
    if (await isLost(access, theirs, inOrder)) overwritten.push(lostChange(access, other, 'overwritten'));
  }
  if (overwritten.length > 0) return overwritten;
  return bothWent(changed, middle, inOrder).map((access) => lostChange(access, other, 'both'));
}

interface Compared {
  readonly first: number;
  readonly isOwn: boolean;
  readonly orders: Orders;
  readonly backward: Observation;
}

/** Whether a change took away what the other step had changed, which it does not do when it comes second. */
async function isLost(access: Access, theirs: Access, compared: Compared): Promise<boolean> {
  const { first, isOwn, orders, backward } = compared;
  const second = changeOf(backward, first + 1, access);
  if (second === undefined) return !isOwn && !isMadeAgain(access, [theirs], backward, first);
  if (access.after === undefined) return false;
  const before = changeOf(orders.forward, first + 1, access);
  const isEither = [second, before].some(
    (one) => one !== undefined && sameImages(access.after, one.after, null),
  );
  if (isEither) return false;
  // What differs between two runs of one order says nothing.
  const again = await orders.again();
  const repeated = again === null ? undefined : changeOf(again, first + 1, access);
  const noise = { one: second.after, other: repeated?.after, numbers: isOwn };
  return [second, before].every((one) => one === undefined || !sameImages(access.after, one.after, noise));
}

/**
 * A change by the first step, where one after the other only one of both steps is let through: of something that the other one
 * leaves alone, or of a number that both add to.
 */
function bothWent(
  changed: readonly Access[],
  middle: readonly Access[],
  { first, orders: { forward }, backward }: Compared,
): readonly Access[] {
  if ([forward, backward].some((order) => isLetThrough(order, first + 1))) return [];
  const beyond = changed.filter((access) => {
    const alone = changeOf(forward, first, access);
    return (
      !middle.some((one) => isChange(one) && isSame(one, access)) ||
      (alone !== undefined && !sameNumbers(access.after, alone.after))
    );
  });
  return beyond.slice(-1);
}

function isLetThrough(order: Observation, step: number): boolean {
  return !isRefusal(order.responses[step]?.response) && stepAccesses(order, step).some(isChange);
}

function changeOf(observation: Observation, step: number, access: Access): Access | undefined {
  return stepAccesses(observation, step).findLast((one) => isChange(one) && isSame(one, access));
}

/** The last change of each thing. */
function lastChanges(accesses: readonly Access[]): readonly Access[] {
  return [...new Map(accesses.filter(isChange).map((one) => [resourceKey(one.resource), one])).values()];
}

function isSame(one: Access, other: Access): boolean {
  return resourceKey(one.resource) === resourceKey(other.resource);
}

function lostChange(access: Access, { operation, actor }: Step, how: LostChange['how']): LostChange {
  return { access, by: { operation, actor }, how };
}
