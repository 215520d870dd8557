/**
 * The state in which all cases begin: every operation has its sources as they were left. Where `restore` comes after `trash`, what
 * `create` made is in the trash by then, and `tag`, which takes its `id` from `create` too, would be refused in every case: such
 * an operation is given sources of its own, made anew once everything else is done.
 */
import { needsOf, withNeeds } from '../../model/needs.ts';
import type { Operation } from '../../model/operation.ts';

/** How the last state is made. */
export interface Making {
  /** Does an operation harmlessly, and remembers it as what was done last. */
  readonly perform: (operation: Operation, actor: string) => Promise<void>;
  /** Does an operation harmlessly with what its sources gave last, and remembers nothing: whether it went well. */
  readonly attempt: (operation: Operation, actor: string) => Promise<boolean>;
  /** Whether harmless runs of it change anything. */
  readonly isChanging: (operation: Operation) => boolean;
  /** Whether its last harmless run, with sources of its own, went well. */
  readonly wentWell: (operation: Operation) => boolean;
  /** From now on operations take their values from the last results at this moment. */
  readonly settle: (operations: readonly Operation[], actor: string) => void;
}

/** The last state of all actors; `attacker` is the one who retries what is refused in it. */
export async function makeLastState(
  operations: readonly Operation[],
  actors: readonly string[],
  attacker: string,
  making: Making,
): Promise<void> {
  const sources = withNeeds(neededBy(operations), operations);
  const doSources = async (actor: string): Promise<void> => {
    for (const source of sources) await making.perform(source, actor);
  };
  const refused = await refusedIn(operations, sources, attacker, making, doSources);
  for (const actor of actors) {
    await doSources(actor);
    making.settle(operations, actor);
    for (const { needs, members } of bySources(refused, operations)) {
      for (const source of needs) await making.perform(source, actor);
      making.settle(members, actor);
    }
  }
}

/** Operations that went well with sources of their own, and are refused when all sources are done. */
async function refusedIn(
  operations: readonly Operation[],
  sources: readonly Operation[],
  attacker: string,
  { attempt, isChanging, wentWell }: Making,
  doSources: (actor: string) => Promise<void>,
): Promise<readonly Operation[]> {
  const refused: Operation[] = [];
  let isLastState = false;
  for (const operation of operations) {
    if (!wentWell(operation) || !mayBePutAway(operation, sources.filter(isChanging), operations)) continue;
    if (!isLastState) await doSources(attacker);
    const goesWell = await attempt(operation, attacker);
    if (!goesWell) refused.push(operation);
    // What one of them changes must not be met by the next.
    isLastState = !(goesWell && isChanging(operation));
  }
  return refused;
}

/** Whether a source that changes something may have run after the sources of an operation, without being needed by it. */
function mayBePutAway(
  operation: Operation,
  changing: readonly Operation[],
  operations: readonly Operation[],
): boolean {
  if (needsOf(operation).length === 0) return false;
  const needs = needsBefore(operation, operations);
  const others = changing.filter((source) => !needs.includes(source));
  return others.some((source) => withNeeds([source], operations).some((one) => needs.includes(one)));
}

/** What an operation needs done before it, without itself. */
function needsBefore(operation: Operation, operations: readonly Operation[]): readonly Operation[] {
  return withNeeds([operation], operations).filter((one) => one !== operation);
}

interface Group {
  readonly needs: readonly Operation[];
  readonly members: readonly Operation[];
}

/** Operations that need the same, the longest needs first: what the fewest have changed since runs last. */
function bySources(refused: readonly Operation[], operations: readonly Operation[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const operation of refused) {
    const needs = needsBefore(operation, operations);
    const key = JSON.stringify(needs.map(({ name }) => name));
    groups.set(key, { needs, members: [...(groups.get(key)?.members ?? []), operation] });
  }
  return [...groups.values()].sort((one, other) => other.needs.length - one.needs.length);
}

/** The operations that others need, and those that show what everybody may see: in the state in which the cases begin. */
function neededBy(operations: readonly Operation[]): Operation[] {
  const names = new Set(operations.flatMap(needsOf));
  const shows = ({ response = [] }: Operation): boolean => response.some(({ is }) => is === 'public');
  return operations.filter((operation) => names.has(operation.name) || shows(operation));
}
