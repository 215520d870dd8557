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
  /** Whether its last harmless run by an actor, with sources of its own, went well. */
  readonly wentWell: (operation: Operation, actor: string) => boolean;
  /** The number of an actor's last run of an operation that was not refused; 0 for none. */
  readonly lastRun: (operation: Operation, actor: string) => number;
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
  const kinship = kinshipOf(operations);
  const refused = await refusedIn(operations, kinship, attacker, making);
  for (const actor of actors) {
    for (const kin of kinship) await renewSources(kin, kinship, actor, making);
    making.settle(operations, actor);
    for (const { needs, members } of bySources(refused, operations)) {
      for (const source of needs) await making.perform(source, actor);
      making.settle(members, actor);
    }
  }
}

/** Operations of which each needs another one or is needed, and so do all together; or one that stands alone. */
interface Kin {
  readonly members: readonly Operation[];
  /** Those of them that are done last, in their order. */
  readonly sources: readonly Operation[];
}

function kinshipOf(operations: readonly Operation[]): readonly Kin[] {
  const sources = sourcesOf(operations);
  let groups: readonly (readonly Operation[])[] = [];
  for (const operation of operations) {
    const own = withNeeds([operation], operations);
    const related = groups.filter((group) => group.some((one) => own.includes(one)));
    const others = groups.filter((group) => !related.includes(group));
    groups = [...others, [...new Set([...related.flat(), ...own])]];
  }
  return groups.map((members) => ({ members, sources: sources.filter((one) => members.includes(one)) }));
}

/** Does the sources of an actor again unless they are as they were left when they were done last, one after the other. */
async function renewSources(
  { members, sources }: Kin,
  kinship: readonly Kin[],
  actor: string,
  { lastRun, isChanging, wentWell, perform }: Making,
): Promise<void> {
  const runs = sources.map((source) => lastRun(source, actor));
  const [first = 0] = runs;
  // What neither needs anything nor is needed may be a `reset` of everything.
  const alone = kinship.flatMap((kin) => (kin.members.length === 1 ? kin.members : []));
  const others = [...members, ...alone].filter((one) => !sources.includes(one));
  const isFresh =
    sources.every((source) => wentWell(source, actor)) &&
    runs.every((run, at) => run > (runs[at - 1] ?? 0)) &&
    others.every((one) => lastRun(one, actor) < first || !isChanging(one));
  if (!isFresh) for (const source of sources) await perform(source, actor);
}

/** Operations that went well with sources of their own, and are refused when all sources are done. */
async function refusedIn(
  operations: readonly Operation[],
  kinship: readonly Kin[],
  attacker: string,
  making: Making,
): Promise<readonly Operation[]> {
  const changing = sourcesOf(operations).filter(making.isChanging);
  const refused: Operation[] = [];
  for (const operation of operations) {
    if (!making.wentWell(operation, attacker) || !mayBePutAway(operation, changing, operations)) continue;
    // What one of them has changed must not be met by the next.
    for (const kin of kinship)
      if (kin.members.includes(operation)) await renewSources(kin, kinship, attacker, making);
    if (!(await making.attempt(operation, attacker))) refused.push(operation);
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

/** What is done last, so that cases find it as it was left: in this order. */
export function sourcesOf(operations: readonly Operation[]): readonly Operation[] {
  return withNeeds(neededBy(operations), operations);
}

/** The operations that others need, and those that show what everybody may see: in the state in which the cases begin. */
function neededBy(operations: readonly Operation[]): Operation[] {
  const names = new Set(operations.flatMap(needsOf));
  const shows = ({ response = [] }: Operation): boolean => response.some(({ is }) => is === 'public');
  return operations.filter((operation) => names.has(operation.name) || shows(operation));
}
