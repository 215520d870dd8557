/**
 * Runs attacks, and compares batches that hold records of other actors beside the attacker's with two that do no harm: without
 * the attacker's record, and with a harmless one in its place. What other actors' records do in both of these must be done in
 * the batch of the attack as well: a consumer that ends at a record it cannot read, and returns, loses those behind it.
 */
import type { Attack, Json, Step } from '../../model/attack.ts';
import { isObject } from '../../model/json.ts';
import type { Access, BatchLoss, Observation } from '../../model/observation.ts';
import { recordsParameter } from '../../model/operation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { runCase } from '../case/caseRun.ts';
import { hasOthers } from '../case/consumers.ts';
import { observationOf } from '../case/observation.ts';
import { nothingBefore, performCase } from '../case/performCase.ts';
import type { Seen } from '../step/step.ts';
import { resourceKey } from './changes.ts';
import { sameImages } from './sameImages.ts';
import { withoutSources } from './usualGains.ts';

/** Runs an attack. Batches with other actors' records are run twice more, and what those records do is nobody's attack. */
export async function runApart(parts: CaseParts, attack: Attack): Promise<Observation> {
  const batches = attack.steps.flatMap((_, index) => (hasOthers(attack, index) ? [index] : []));
  if (batches.length === 0) return runCase(parts, attack);
  const perform = (steps: readonly Step[]): Promise<readonly Seen[]> =>
    performCase(parts, { ...attack, steps, race: null }, nothingBefore, null);
  const seen = await perform(attack.steps);
  const lostBeside = async (attacked: readonly Seen[]): Promise<readonly BatchLoss[]> => {
    const without = await perform(
      attack.steps.map((step, index) => (hasOthers(attack, index) ? alone(step) : step)),
    );
    const harmless = await perform(attack.steps.map(harmlessStep));
    return batches.flatMap((step) =>
      losses(step, { attacked: attacked[step], without: without[step], harmless: harmless[step] }),
    );
  };
  const first = await lostBeside(seen);
  // What differs from run to run, such as a time, says nothing.
  const again = first.length === 0 ? [] : await lostBeside(await perform(attack.steps));
  const lost = first.filter((one) => again.some((other) => isSameLoss(one, other)));
  const observation = withoutOthers(observationOf(parts, { ...attack, race: null }, seen), new Set(batches));
  const { disclosures } = observation;
  const bySelf = disclosures.some(({ where }) => where === 'kept')
    ? [...(await perform(attack.steps.map(byItself))), ...(await perform(attack.steps.map(harmlessStep)))]
    : [];
  return {
    ...observation,
    ...{ attack, race: noRace(attack), batch: lost },
    // What the record does without others beside it is found where it is sent so.
    disclosures: withoutSources(
      disclosures,
      bySelf.flatMap((step) => step.disclosures),
    ),
  };
}

function noRace({ race }: Attack): Observation['race'] {
  return race === null ? null : { cameAbout: false, at: null, executions: 1 };
}

/** The attacker's records alone. */
function byItself(step: Step): Step {
  const shape = shapeIn(step);
  return shape.others === undefined
    ? step
    : { ...step, arguments: { ...step.arguments, ...records(shape, { others: 'none' }) } };
}

/** The batch of other actors alone. */
function alone(step: Step): Step {
  return { ...step, arguments: { ...step.arguments, ...records(shapeIn(step), { times: 0 }) } };
}

/** What the attacker chose left out. */
function harmlessStep(step: Step): Step {
  const { others } = shapeIn(step);
  return { ...step, arguments: others === undefined ? {} : records({ others }, {}) };
}

function records(
  shape: { readonly [name: string]: Json },
  more: { readonly [name: string]: Json },
): Step['arguments'] {
  return { [recordsParameter]: { json: { ...shape, ...more } } };
}

function shapeIn({ arguments: given }: Step): { readonly [name: string]: Json } {
  const asked = given[recordsParameter];
  return asked !== undefined && 'json' in asked && isObject(asked.json) ? asked.json : {};
}

/** What only the attacker's own record can have done: others' records touch what is others'. */
function withoutOthers(observation: Observation, batches: ReadonlySet<number>): Observation {
  const isOthers = ({ step, owner }: Pick<Access, 'step' | 'owner'>): boolean =>
    batches.has(step) && owner.kind === 'actor' && owner.name !== observation.attacker;
  const apart = <One extends { readonly step: number }>(list: readonly One[]): readonly One[] =>
    list.filter(({ step }) => !batches.has(step));
  return {
    ...observation,
    accesses: observation.accesses.filter((access) => !isOthers(access)),
    // Nobody but the attacker's own record puts something of theirs into what is the attacker's.
    disclosures: observation.disclosures.filter((one) => one.where === 'kept' || !isOthers(one)),
    requests: apart(observation.requests),
    asked: apart(observation.asked),
    lookups: apart(observation.lookups),
  };
}

/** One step in the three batches; undefined where its case ended before it. */
interface Batches {
  readonly attacked: Seen | undefined;
  readonly without: Seen | undefined;
  readonly harmless: Seen | undefined;
}

function losses(step: number, { attacked, without, harmless }: Batches): readonly BatchLoss[] {
  if (attacked === undefined || without === undefined || harmless === undefined) return [];
  // A consumer that refuses the records of others in any case shows nothing.
  if (isRefusal(without.response) || isRefusal(harmless.response)) return [];
  // What is given back is delivered again, with all that comes behind it.
  const isDone = !isRefusal(attacked.response);
  const [now, usual] = [lastChanges(attacked), lastChanges(harmless)];
  return [...lastChanges(without)].flatMap(([key, change]): BatchLoss[] => {
    const beside = usual.get(key);
    const found = now.get(key);
    if (beside === undefined) return [];
    const access: Access = { ...change.access, step };
    if (found === undefined) return isDone ? [{ step, access, how: 'missing' }] : [];
    const isSettled = sameOutcome(change, beside);
    return isSettled && !sameOutcome(change, found) ? [{ step, access, how: 'differs' }] : [];
  });
}

function isSameLoss(one: BatchLoss, other: BatchLoss): boolean {
  const isSameChange = resourceKey(one.access.resource) === resourceKey(other.access.resource);
  return one.step === other.step && one.how === other.how && isSameChange;
}

/** A change, and the content that a file has by it. */
interface Change {
  readonly access: Access;
  readonly left: string | undefined;
}

/** The last change of each thing, by what is done and to what. */
function lastChanges({ accesses, left }: Seen): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>();
  for (const access of accesses) {
    const { action, resource, refused } = access;
    const isWrite = action === 'create' || action === 'write';
    if (refused || !(isWrite || action === 'delete') || isOutside(access)) continue;
    const isFile = resource.store === 'file';
    if (isFile && resource.directory) continue;
    const key = JSON.stringify([isWrite, resourceKey(resource)]);
    changes.set(key, { access, left: isFile ? left?.get(resource.path) : undefined });
  }
  return changes;
}

function isOutside({ owner }: Pick<Access, 'owner'>): boolean {
  return owner.kind === 'outside';
}

function sameOutcome(one: Change, other: Change): boolean {
  if (one.left !== undefined || other.left !== undefined) return one.left === other.left;
  const [after, otherAfter] = [one.access.after, other.access.after];
  return (after ?? null) === null || (otherAfter ?? null) === null
    ? (after ?? null) === (otherAfter ?? null)
    : sameImages(after, otherAfter, null);
}
