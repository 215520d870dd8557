/**
 * Performs one case: plants the layout, performs the steps in order, compares the disk, and returns to the rehearsed state.
 * With `link own/a -> ../b` and a step `save a`, it returns what that step did to `b`, and afterwards both are as before.
 */
import { plantLayout } from '../../arena/layout.ts';
import { perturbBytes } from '../../engines/perturb/perturbBytes.ts';
import { type Attack, isBetweenSteps, type Race, type Step } from '../../model/attack.ts';
import { TargetLostError, UnresolvedError } from '../../model/errors.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import type { ObjectChange } from '../../model/objectEngine.ts';
import type { Operation } from '../../model/operation.ts';
import type { StepResponse } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Intrusion } from '../../model/target.ts';
import type { Text } from '../../model/text.ts';
import { clearAside, intrusionOf } from '../stage/intrusion.ts';
import { later } from '../stage/later.ts';
import { mayLookAtOthers } from '../stage/lookups.ts';
import { joinSeen } from '../step/joinSeen.ts';
import type { PlantedLinks } from '../step/movedPlants.ts';
import { type ResolveContext, resolveText, stringsOf } from '../step/resolve.ts';
import type { Seen, StepTask } from '../step/step.ts';
import { contextOf } from './caseContext.ts';
import type { CaseParts } from './caseParts.ts';
import { hasOthers, ownArguments } from './consumers.ts';
import { notReturned, zonesOfRace } from './observation.ts';
import { contentsLeft, contentsWritten, withSameContent } from './sameContent.ts';
import { argumentsOfStep } from './stepArguments.ts';

/** An item that a case makes itself is changed once it exists: before the step of this index. */
export interface CaseWrite extends HarnessWrite {
  readonly before?: number;
}

/** Changes to a world for one case, before its first step unless given otherwise, so that it differs in exactly these. */
export interface Beforehand {
  readonly items: readonly CaseWrite[];
  readonly objects: readonly ObjectChange[];
  readonly files: readonly FileToChange[];
  /** Files and folders that are missing. */
  readonly absent: readonly Absent[];
  /** Further changes before the step of this index, given the observations of earlier steps; none if absent. */
  readonly alter?: (index: number, seen: readonly Seen[]) => readonly HarnessWrite[];
}

/** Resources removed before the step of this index, by default before the first. */
export interface Absent {
  readonly path: string;
  readonly before?: number;
}

/** A file of the sandbox with other content of the same shape from the start. */
export interface FileToChange {
  readonly path: string;
  readonly nonce: string;
}

export const nothingBefore: Beforehand = { items: [], objects: [], files: [], absent: [] };

/** One step of the attacker's as rehearsal performs it. */
export function harmlessAttack({ attacker }: CaseParts, operation: string): Attack {
  return { layout: [], steps: [{ operation, actor: attacker, arguments: {} }], race: null };
}

/** What has been done of a case so far. */
interface CaseProgress {
  readonly beforehand: Beforehand;
  readonly attack: Attack;
  readonly race: Race | null;
  readonly planted: PlantedEntries;
  readonly seen: Seen[];
  readonly responses: StepResponse[];
  /** The arguments of each step. */
  readonly given: ResolvedArguments[];
  /** Every text that was sent or planted. */
  readonly sent: string[];
  /** Of those, what the attack chose. */
  readonly unsafeChosen: string[];
  readonly context: ResolveContext;
}

interface PlantedEntries {
  readonly paths: ReadonlySet<string>;
  readonly pipes: readonly string[];
  readonly links: PlantedLinks | null;
}

/** Does the steps and goes back. An attack with a race has its lookups counted, even where `race` is null. */
export async function performCase(
  parts: CaseParts,
  attack: Attack,
  beforehand: Beforehand,
  race: Race | null,
): Promise<readonly Seen[]> {
  const [responses, given]: [StepResponse[], ResolvedArguments[]] = [[], []];
  const context = contextOf(parts, responses, given);
  const targets = linkTargets(attack).map((text) => resolveText(text, context));
  const planted = layEntries(parts, attack, targets, context);
  furnishLink(parts, race, context);
  const progress: CaseProgress = {
    ...{ attack, beforehand, race, planted, responses, given, context },
    ...{ seen: [], sent: [...targets], unsafeChosen: [] },
  };
  try {
    for (const { path, nonce } of beforehand.files)
      parts.stage.disk.change(path, (content) => perturbBytes(content, nonce));
    if (beforehand.objects.length > 0) await parts.objects?.change(beforehand.objects);
    for (let index = 0; index < attack.steps.length; index = progress.seen.length) {
      if (notReturned(parts, attack, index, context, responses) !== null) break;
      await performAttackStep(parts, progress, index);
    }
  } finally {
    await endCase(parts);
    if (attack.race !== null) clearAside(parts.arena.aside);
  }
  return progress.seen;
}

function layEntries(
  { stage, zones, replaceable }: CaseParts,
  { layout }: Attack,
  targets: readonly string[],
  context: ResolveContext,
): PlantedEntries {
  const entries = plantLayout(
    layout,
    zones,
    (text) => resolveText(text, context),
    (path) => replaceable.has(path),
  );
  if (entries.some(({ replaced }) => replaced)) stage.disk.settle();
  return {
    paths: new Set(entries.map(({ path }) => path)),
    pipes: entries.filter(({ kind }) => kind === 'pipe').map(({ path }) => path),
    links: targets.length === 0 ? null : { folders: zones.own, targets: new Set(targets) },
  };
}

/** The folder to which an intruder's link leads contains something with that name. */
function furnishLink({ stage }: CaseParts, race: Race | null, context: ResolveContext): void {
  if (race?.put.kind === 'symlink' && isHoldingName(race.put.holding))
    stage.disk.furnish(`${resolveText(race.put.to, context)}/${race.put.holding}`);
}

function isHoldingName(holding: string | undefined): holding is string {
  return holding !== undefined && !/^\.{0,2}$|[/\0]/.test(holding);
}

/** What differs in the world before the step of this index. */
async function prepareStep(
  { stage, engine }: CaseParts,
  { items, absent, alter }: Beforehand,
  index: number,
  seen: readonly Seen[],
): Promise<void> {
  const writes = [...items.filter(({ before = 0 }) => before === index), ...(alter?.(index, seen) ?? [])];
  const gone = absent.filter(({ before = 0 }) => before === index);
  if (gone.length > 0) stage.disk.hide(gone.map(({ path }) => path));
  if (writes.length > 0) await engine?.write(writes);
}

/** Performs a step, and the next one as well if that is done in the middle of it. */
async function performAttackStep(parts: CaseParts, progress: CaseProgress, index: number): Promise<void> {
  await prepareStep(parts, progress.beforehand, index, progress.seen);
  const task = await taskOf(parts, progress, index);
  const begun = await parts.stage.act(task);
  parts.stage.follow(task, begun);
  noteStep(progress, task, hasOthers(progress.attack, index) ? withLeft(parts, begun) : begun);
  if (begun.turned.stopped === true)
    noteStep(progress, task, joinSeen(begun, await goOn(parts, progress, task)));
}

function withLeft({ stage: { contentOf } }: CaseParts, seen: Seen): Seen {
  return { ...seen, left: contentsWritten(seen, contentOf) };
}

/** Does the step after a stopped one, and lets that go on, whatever comes of it. */
async function goOn(parts: CaseParts, progress: CaseProgress, task: StepTask): Promise<Seen> {
  const { attack, context, responses } = progress;
  const next = task.index + 1;
  // What refers to the answer of the stopped step cannot be done before there is one.
  const mayNext = notReturned(parts, attack, next, context, responses) === null;
  const [done] = await Promise.allSettled([mayNext ? performAttackStep(parts, progress, next) : null]);
  const { contentOf } = parts.stage;
  const other = progress.seen[next];
  const left = other === undefined ? new Map() : contentsLeft(other, contentOf);
  const seen = withSameContent(await parts.stage.goOn(task), left, contentOf);
  if (done.status === 'rejected') throw done.reason;
  parts.stage.follow(task, seen);
  return seen;
}

function noteStep({ seen, responses }: CaseProgress, task: StepTask, done: Seen): void {
  seen[task.index] = { ...done, computed: computedOf(task.operation, task.arguments) };
  responses[task.index] = done.response;
}

async function taskOf(parts: CaseParts, progress: CaseProgress, index: number): Promise<StepTask> {
  const { attack, race, planted, seen, sent, unsafeChosen, context } = progress;
  const { operation, as, actor, arguments: chosen } = stepOf(parts, attack, index);
  const own = seen.filter((_, at) => attack.steps[at]?.actor === actor);
  const step = { operation: operation.name, actor, arguments: chosen };
  const { all: asked, hostile } = argumentsOfStep(parts, operation, step, context, own);
  const all = await parts.stage.computed(operation, actor, asked);
  progress.given.push(all);
  sent.push(...Object.values(ownArguments(all)).flatMap(stringsOf));
  const hostileTexts = Object.entries(all).flatMap(([name, one]) =>
    hostile.has(name) ? stringsOf(one) : [],
  );
  unsafeChosen.push(...hostileTexts);
  const isBetween = isBetweenSteps(race) && race.step === index;
  return {
    index,
    operation: as === undefined ? operation : { ...operation, as },
    actor,
    arguments: all,
    hostile,
    sent,
    planted: planted.paths,
    apart: parts.apart.has(operation.name),
    unsafeChosen: [...unsafeChosen],
    ...(planted.links === null ? {} : { plantedLinks: planted.links }),
    pipes: planted.pipes,
    looks:
      !isBetween && actor === parts.attacker && mayLookAtOthers(attack, hostileTexts, parts.namesOfOthers),
    ...(isBetween ? { turn: { at: index + 1 < attack.steps.length ? race.at : null } } : {}),
    ...(isIntruded(attack, index) ? { intrusion: intrusionIn(parts, race, planted, context) } : {}),
  };
}

function isIntruded({ race }: Attack, index: number): boolean {
  return race?.step === index && !isBetweenSteps(race);
}

interface StepOf extends Omit<Step, 'operation'> {
  readonly operation: Operation;
}

function stepOf(parts: CaseParts, { steps }: Attack, index: number): StepOf {
  const step = steps[index];
  const operation = step && operationOfStep(parts, step);
  if (step === undefined || operation === undefined)
    throw new UnresolvedError(`operation ${step?.operation}`);
  return { ...step, operation };
}

function computedOf({ parameters }: Operation, all: ResolvedArguments): ResolvedArguments {
  const names = new Set(parameters.flatMap(({ name, compute }) => (compute === undefined ? [] : [name])));
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

function linkTargets({ layout, race }: Attack): Text[] {
  const put = race?.put.kind === 'symlink' ? [race.put.to] : [];
  return [...layout.flatMap((entry) => ('to' in entry ? [entry.to] : [])), ...put];
}

function intrusionIn(
  parts: CaseParts,
  race: Race | null,
  { paths }: PlantedEntries,
  context: ResolveContext,
): Intrusion {
  const resolve = (text: Text): string => resolveText(text, context);
  return intrusionOf(race, zonesOfRace(parts), [...paths], parts.arena.aside, resolve);
}

/** Goes back to the rehearsed state. */
export async function endCase({ stage, target, engine, objects }: CaseParts): Promise<void> {
  if (stage.takeLeaving()) {
    await unlessLost(target.endLeftovers());
    // What they have done since nobody waited for them any more is undone with the rest.
    stage.disk.settle();
  }
  // The engines undo their changes while the disk is restored.
  const [renewed] = await Promise.all([later(() => stage.disk.restore()), engine?.undo(), objects?.undo()]);
  stage.registers.endCase();
  await target.endCase();
  if (renewed.length > 0) await unlessLost(target.watch(renewed));
}

/** The case is judged although the target cannot go on; the next use of the world rejects. */
async function unlessLost(asked: Promise<void>): Promise<void> {
  try {
    await asked;
  } catch (thrown) {
    if (!(thrown instanceof TargetLostError && thrown.isEarlier)) throw thrown;
  }
}

export function operationOfStep(parts: CaseParts, step: Step): Operation | undefined {
  return parts.config.operations.find(({ name }) => name === step.operation);
}
