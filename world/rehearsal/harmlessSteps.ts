/**
 * Performs the harmless steps of rehearsal: chooses the arguments of each, and stores the last result of each operation, from
 * which others take values: `tag` takes its `id` from the last answer of `create` to this actor.
 */
import { attackerName, type Config } from '../../model/config.ts';
import {
  ConfigMistakeError,
  messageOf,
  RehearsalError,
  TargetLostError,
  UndecodedError,
  UsageError,
} from '../../model/errors.ts';
import { withNeeds } from '../../model/needs.ts';
import type { Operation } from '../../model/operation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { RehearsalStage } from '../stage/stage.ts';
import { clearInbox } from '../step/inbox.ts';
import { harmlessTask, type Seen } from '../step/step.ts';
import { benignArguments } from './benign.ts';
import { type Answered, valueIn } from './knownValues.ts';
import { makeLastState, sourcesOf } from './lastState.ts';
import type { Learners } from './learners.ts';

/** How often an operation that makes things is rehearsed by each actor at least; homes need three files of an actor. */
const rounds = 3;

export interface HarmlessSteps {
  /** Harmless arguments with other unguessable words for each `round`, from the values of where cases begin. */
  readonly argumentsFor: (operation: Operation, actor: string, round: string) => ResolvedArguments;
  /** The last harmless run; absent where there was none. */
  readonly lastRun: (operation: string, actor: string) => Answered | undefined;
  /** Operations that ask an engine for what it does not offer, and for what. */
  readonly unknown: ReadonlyMap<string, string>;
}

/** What steps are done with. */
interface Stepping {
  readonly stage: RehearsalStage;
  readonly config: Config;
  readonly places: Readonly<Record<string, string>>;
  readonly learners: Learners;
  readonly latest: Map<string, Answered>;
  /** What the sources of an operation gave where cases begin; absent while that is not settled. */
  readonly settled: Map<string, ReadonlyMap<string, Answered>>;
  readonly unknown: Map<string, string>;
  /** How often each actor has done each operation, by itself and for what needs it. */
  readonly done: Map<string, number>;
  /** The number of the last run of each operation by each actor that was not refused. */
  readonly lastRuns: Map<string, number>;
  runs: number;
}

/** Does every operation as every actor, in rounds, and makes the state in which cases begin. */
export async function doHarmlessSteps(
  stage: RehearsalStage,
  config: Config,
  places: Readonly<Record<string, string>>,
  actors: readonly string[],
  learners: Learners,
): Promise<HarmlessSteps> {
  const [latest, settled, unknown] = [new Map(), new Map(), new Map()] as const;
  const [done, lastRuns] = [new Map<string, number>(), new Map<string, number>()];
  const stepping: Stepping = {
    ...{ stage, config, places, learners, latest, settled, unknown, done, lastRuns },
    runs: 0,
  };
  await doRounds(stepping, actors);
  await settleSources(stepping, actors);
  return {
    argumentsFor: (operation, actor, round) =>
      argumentsFrom(
        stepping,
        operation,
        actor,
        round,
        stepping.settled.get(`${actor}/${operation.name}`) ?? stepping.latest,
      ),
    lastRun: (operation, actor) => stepping.latest.get(`${actor}/${operation}`),
    unknown: stepping.unknown,
  };
}

async function doRounds(stepping: Stepping, actors: readonly string[]): Promise<void> {
  const { config, unknown, learners } = stepping;
  const { makers, reached } = learners.deeds;
  // What only looks at things has shown what it does by the first round.
  const isDone = ({ name }: Operation): boolean =>
    unknown.has(name) || (!makers.has(name) && (reached.get(name)?.size ?? 0) > 0);
  const sources = new Set(sourcesOf(config.operations));
  const isSource = (one: Operation): boolean => sources.has(one);
  const isNoSource = (one: Operation): boolean => !sources.has(one);
  for (let round = 0; round < rounds; round += 1) {
    // Sources come last, so that what others change meanwhile is not theirs.
    const inOrder =
      round === 0
        ? config.operations
        : [...config.operations.filter(isNoSource), ...config.operations.filter(isSource)];
    // What it needs is done afresh before, each once: values of two sources that share a third one belong together.
    for (const operation of inOrder.filter((one) => round === 0 || !isDone(one)))
      for (const actor of actors.filter((one) => round === 0 || timesDone(stepping, operation, one) <= round))
        for (const one of withNeeds([operation], config.operations))
          await performAndLearn(stepping, one, actor);
  }
}

function timesDone({ done }: Stepping, { name }: Operation, actor: string): number {
  return done.get(`${actor}/${name}`) ?? 0;
}

async function settleSources(stepping: Stepping, actors: readonly string[]): Promise<void> {
  const { config, latest, settled, learners } = stepping;
  await makeLastState(config.operations, actors, attackerName, {
    perform: (operation, actor) => performAndLearn(stepping, operation, actor),
    attempt: (operation, actor) => attempt(stepping, operation, actor),
    isChanging: (operation) => learners.deeds.changers.has(operation.name) || mayChange(operation),
    wentWell: ({ name }, actor) => {
      const seen = latest.get(`${actor}/${name}`)?.seen;
      return seen !== undefined && !isRefusal(seen.response);
    },
    lastRun: ({ name }, actor) => stepping.lastRuns.get(`${actor}/${name}`) ?? 0,
    settle: (operations, actor) => {
      const now = new Map(latest);
      for (const { name } of operations) settled.set(`${actor}/${name}`, now);
    },
  });
}

function argumentsFrom(
  { stage, config, places, learners }: Stepping,
  operation: Operation,
  actor: string,
  round: string,
  sources: ReadonlyMap<string, Answered>,
): ResolvedArguments {
  return benignArguments(operation, {
    actor,
    words: config.actors.find(({ name }) => name === actor)?.words ?? {},
    round,
    places,
    plant: stage.registers.plant,
    archiveKind: learners.kinds.kindFor,
    earlier: (from, name) => valueIn(sources.get(`${actor}/${from}`), name),
  });
}

function nextArguments(stepping: Stepping, operation: Operation, actor: string): Promise<ResolvedArguments> {
  stepping.runs += 1;
  const args = argumentsFrom(stepping, operation, actor, String(stepping.runs), stepping.latest);
  return stepping.stage.computed(operation, actor, args);
}

/** Does a step, from which all learn. */
async function performAndLearn(stepping: Stepping, operation: Operation, actor: string): Promise<void> {
  const { stage, config, latest, learners } = stepping;
  const args = await nextArguments(stepping, operation, actor);
  const seen = await performHarmlessStep(stage, operation, actor, args);
  if (seen instanceof UndecodedError) {
    stepping.unknown.set(operation.name, seen.message);
    stage.disk.adopt();
    return;
  }
  const acting = config.actors.find(({ name }) => name === actor);
  if (acting !== undefined) learners.note({ operation, actor: acting, arguments: args, seen });
  latest.set(`${actor}/${operation.name}`, { arguments: args, seen });
  stepping.done.set(`${actor}/${operation.name}`, timesDone(stepping, operation, actor) + 1);
  noteRun(stepping, operation, actor, seen);
  stage.disk.adopt();
}

/** Performs a step from which nothing is learnt; returns whether it succeeded. */
async function attempt(stepping: Stepping, operation: Operation, actor: string): Promise<boolean> {
  const args = await nextArguments(stepping, operation, actor);
  const seen = await performHarmlessStep(stepping.stage, operation, actor, args);
  stepping.stage.disk.adopt();
  if (seen instanceof UndecodedError) return false;
  noteRun(stepping, operation, actor, seen);
  return !isRefusal(seen.response);
}

function noteRun({ lastRuns, runs }: Stepping, { name }: Operation, actor: string, { response }: Seen): void {
  if (!isRefusal(response)) lastRuns.set(`${actor}/${name}`, runs);
}

async function performHarmlessStep(
  stage: RehearsalStage,
  operation: Operation,
  actor: string,
  args: ResolvedArguments,
): Promise<Seen | UndecodedError> {
  const task = harmlessTask(operation, actor, args, true);
  try {
    const seen = await stage.act(task);
    stage.learn(task, seen);
    clearInbox(args);
    stage.disk.restoreMoat();
    return seen;
  } catch (thrown) {
    if (thrown instanceof UndecodedError) return thrown;
    if (thrown instanceof UsageError) throw thrown;
    const message = `${failureText(operation.name, actor, thrown)}: ${messageOf(thrown)}`;
    throw new RehearsalError(operation.name, message, { cause: thrown });
  }
}

/** Whose fault it is that a harmless run showed nothing: the config's, or what the target did. */
function failureText(name: string, actor: string, thrown: unknown): string {
  if (thrown instanceof ConfigMistakeError) return `operations.${name} in the config`;
  const run = `the harmless run of ${name} as ${actor}`;
  if (!(thrown instanceof TargetLostError)) return `${run} could not be done`;
  return thrown.reason === 'deadline' ? `${run} did not come back` : `${run} was cut off`;
}

/** Whether a request by its method changes something: rows of SQL are not watched. */
function mayChange({ entry }: Operation): boolean {
  return entry.kind === 'http' && !['GET', 'HEAD', 'OPTIONS'].includes(entry.method);
}
