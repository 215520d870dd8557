/**
 * Rehearsal: every operation is done without harm by every actor, several times. It is the positive control, makes
 * the victims' resources, and shows what is shared, whose folders are whose and which values there are to aim at.
 */
import { attackerName, type Config } from '../../model/config.ts';
import type { Cuts } from '../../model/cuts.ts';
import {
  ConfigMistakeError,
  messageOf,
  RehearsalError,
  TargetLostError,
  UndecodedError,
  UsageError,
} from '../../model/errors.ts';
import type { LedgerNote, RehearsedOperation, Store } from '../../model/finding.ts';
import type { KeyPattern } from '../../model/keyPattern.ts';
import { limits } from '../../model/limits.ts';
import { withNeeds } from '../../model/needs.ts';
import type { GuessableId } from '../../model/observation.ts';
import type { FileBase, KnownValue, Operation, Sink, StoredUse } from '../../model/operation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { HarmlessRequest } from '../../model/traffic.ts';
import { identitiesOf } from '../owners/identities.ts';
import type { Stage } from '../stage/stage.ts';
import { clearInbox } from '../step/inbox.ts';
import { leavesOf } from '../step/resolve.ts';
import type { Seen } from '../step/step.ts';
import { chooseKinds, type KindChoice } from './archiveKinds.ts';
import { benignArguments } from './benign.ts';
import { learnEndings } from './endings.ts';
import { learnFileBases } from './fileBases.ts';
import { handedOut } from './handedOut.ts';
import { countFailures, describeOperation } from './harmlessRuns.ts';
import { createKeyAnatomy } from './keyAnatomy.ts';
import {
  type Answered,
  alsoSent,
  keptValues,
  knownValues,
  standingArguments,
  valueIn,
} from './knownValues.ts';
import { makeLastState } from './lastState.ts';
import { changesSomething, makesSomething } from './makes.ts';
import { createSourceRegister } from './missingSources.ts';
import { computedNotes, missingTableNotes, untestedNote, withheldNotes } from './notes.ts';
import type { Reasons } from './reasons.ts';
import { learnRoutines, type Routines } from './routines.ts';
import { withoutSecrets } from './secrets.ts';
import { learnSinks } from './sinks.ts';
import { type Created, existsOnDisk, stableNames } from './stableNames.ts';
import { storedUses } from './storedUses.ts';
import { noteTraffic } from './traffic.ts';

/** How often an operation that makes things is rehearsed by each actor; homes need three files of an actor. */
const rounds = 3;

export interface Rehearsed {
  readonly operations: readonly RehearsedOperation[];
  readonly notes: readonly LedgerNote[];
  /** Names of operations that move names into the temporary folder or out of it. */
  readonly crossing: readonly string[];
  /** Names of operations that ask an engine for what it does not offer. */
  readonly untestable: readonly string[];
  readonly known: readonly KnownValue[];
  /** What harmless runs wrote into items. */
  readonly kept: readonly KnownValue[];
  readonly fileNames: readonly string[];
  /** What the target puts behind names that it is sent. */
  readonly endings: readonly string[];
  readonly fileBases: readonly FileBase[];
  readonly keyPatterns: readonly KeyPattern[];
  /** Harmless arguments of an operation for an actor, in a case. */
  readonly argumentsOf: (operation: Operation, actor: string) => ResolvedArguments;
  /** The same with other unguessable words; `round` tells them apart. */
  readonly freshArguments: (operation: Operation, actor: string, round: string) => ResolvedArguments;
  /** What became of each kind of harmless archive that was sent. */
  readonly archiveKinds: KindChoice['known'];
  readonly storedUses: readonly StoredUse[];
  readonly traffic: readonly HarmlessRequest[];
  readonly guessable: readonly GuessableId[];
  readonly sinks: readonly Sink[];
  readonly routines: Routines;
  /** Which bounds rehearsal came to. */
  readonly cuts: Cuts;
}

/** Rehearses all operations on a fresh stage. Leaves registers and disk unsealed. */
export async function rehearse(
  stage: Stage,
  config: Config,
  places: Readonly<Record<string, string>>,
  reasons: Reasons,
): Promise<Rehearsed> {
  const actors = [...config.actors.map(({ name }) => name)].sort((one) => (one === attackerName ? 1 : -1));
  const latest = new Map<string, Answered>();
  /** What the sources of an operation gave where cases begin; absent while that is not settled. */
  const own = new Map<string, ReadonlyMap<string, Answered>>();
  const reached = new Map<string, Set<Store>>();
  const created: Created[] = [];
  const makers = new Set<string>();
  const changers = new Set<string>();
  const unknown = new Map<string, string>();
  const failures = countFailures();
  const crossing = new Set<string>();
  const kinds = chooseKinds();
  const { cuts } = stage;
  const endings = learnEndings(cuts);
  const bases = learnFileBases(stage.sandbox);
  const stored = storedUses(stage.registers.canaries);
  const identities = identitiesOf(config.actors);
  const anatomy = createKeyAnatomy(cuts, identities);
  const sinks = learnSinks(stage.shown);
  const routines = learnRoutines(cuts);
  const identifiers = handedOut(config.operations);
  const traffic = noteTraffic(config.dynamodb?.tables ?? [], identities);
  const sources = createSourceRegister(config.operations, actors);
  let runs = 0;

  const argumentsFor = (
    operation: Operation,
    actor: string,
    round: string,
    sources = own.get(`${actor}/${operation.name}`) ?? latest,
  ): ResolvedArguments =>
    benignArguments(operation, {
      actor,
      words: config.actors.find(({ name }) => name === actor)?.words ?? {},
      round,
      places,
      plant: stage.registers.plant,
      archiveKind: kinds.kindFor,
      earlier: (from, name) => valueIn(sources.get(`${actor}/${from}`), name),
    });
  const nextArguments = (operation: Operation, actor: string): Promise<ResolvedArguments> => {
    runs += 1;
    return stage.computed(operation, actor, argumentsFor(operation, actor, String(runs), latest));
  };

  const perform = async (operation: Operation, actor: string): Promise<void> => {
    const args = await nextArguments(operation, actor);
    const seen = await performStep(stage, operation, actor, args);
    if (seen instanceof UndecodedError) {
      unknown.set(operation.name, seen.message);
      stage.disk.adopt();
      return;
    }
    kinds.note(operation, args, seen);
    endings.note(operation, args, seen);
    bases.note(operation, actor, args, seen);
    stage.given.note(operation, args, seen);
    stage.forgotten.note(operation.name, seen.hooks);
    stored.note(operation, args, seen);
    if (actor === attackerName) sinks.note(operation, args, seen);
    routines.note(operation, args, seen);
    if (seen.crossed) crossing.add(operation.name);
    failures.note(operation.name, seen.response);
    reasons.note(operation, seen);
    identifiers.note(operation, actor, args, seen.response);
    const acting = config.actors.find(({ name }) => name === actor);
    if (acting !== undefined) {
      anatomy.note(operation.name, acting, args, seen.records);
      traffic.note(operation.name, acting, args, seen.records);
    }
    latest.set(`${actor}/${operation.name}`, { arguments: args, seen });
    sources.note(operation.name, actor, { arguments: args, seen });
    const stores = reached.get(operation.name) ?? new Set();
    for (const store of seen.reached) stores.add(store);
    reached.set(operation.name, stores);
    if (makesSomething(seen)) makers.add(operation.name);
    if (changesSomething(seen)) changers.add(operation.name);
    created.push(
      ...seen.changes
        .filter(({ what, directory }) => what === 'created' && !directory)
        .map(({ path }) => ({ operation: operation.name, path })),
    );
    for (const path of seen.systemPaths) stage.usual.add(path);
    for (const { what, path, leadsTo } of seen.changes)
      if (what !== 'created' || leadsTo !== null) stage.usual.add(leadsTo ?? path);
    stage.disk.adopt();
  };
  const attempt = async (operation: Operation, actor: string): Promise<boolean> => {
    const args = await nextArguments(operation, actor);
    const seen = await performStep(stage, operation, actor, args);
    stage.disk.adopt();
    return !(seen instanceof UndecodedError) && !isRefusal(seen.response);
  };
  /** What it needs is done afresh before, each once: values of two sources that share a third one belong together. */
  const performFresh = async (operation: Operation, actor: string): Promise<void> => {
    for (const one of withNeeds([operation], config.operations)) await perform(one, actor);
  };

  const isDone = ({ name }: Operation): boolean =>
    unknown.has(name) || (!makers.has(name) && (reached.get(name)?.size ?? 0) > 0);
  for (let round = 0; round < rounds; round += 1) {
    // What only looks at things has shown what it does by the first round.
    for (const operation of config.operations.filter((one) => round === 0 || !isDone(one)))
      for (const actor of actors) await performFresh(operation, actor);
  }
  await makeLastState(config.operations, actors, attackerName, {
    perform,
    attempt,
    isChanging: (operation) => changers.has(operation.name) || mayChange(operation),
    wentWell: ({ name }) => {
      const seen = latest.get(`${attackerName}/${name}`)?.seen;
      return seen !== undefined && !isRefusal(seen.response);
    },
    settle: (settled, actor) => {
      const now = new Map(latest);
      for (const { name } of settled) own.set(`${actor}/${name}`, now);
    },
  });

  const told = actors.flatMap((actor) =>
    config.operations.flatMap((operation) => {
      const answered = latest.get(`${actor}/${operation.name}`);
      if (answered === undefined) return [];
      const standing = standingArguments(
        operation,
        answered.arguments,
        argumentsFor(operation, actor, 'standing'),
      );
      const values = knownValues(
        actor,
        operation,
        standing,
        answered.seen.response,
        takenFrom(operation, config.operations),
      );
      const { length: all } = leavesOf(answered.seen.response.value, Number.POSITIVE_INFINITY);
      const what = 'values of an answer may be sent again';
      cuts.note(what, operation.name, limits.knownValuesMax, all);
      return makers.has(operation.name) ? [...values, ...alsoSent(values, answered.arguments)] : values;
    }),
  );
  const kept = actors.flatMap((actor) =>
    config.operations.flatMap((operation) =>
      keptValues(actor, operation, latest.get(`${actor}/${operation.name}`)?.seen.records ?? []),
    ),
  );
  const held = new Set(kept);
  const { known, withheld, holds } = withoutSecrets([...identities, ...told, ...kept], attackerName, config);
  const operations = config.operations.map((operation) =>
    describeOperation(operation, {
      seen: latest.get(`${attackerName}/${operation.name}`)?.seen,
      reached: reached.get(operation.name) ?? new Set(),
      unknown: unknown.get(operation.name),
      isRefused: failures.always(operation.name),
      reasons,
    }),
  );
  const inCase = new Map<string, ResolvedArguments>();
  return {
    operations,
    notes: [
      ...operations.flatMap((operation) =>
        operation.tested
          ? failures.notesOf(operation)
          : [untestedNote(operation, unknown.get(operation.name))],
      ),
      ...missingTableNotes(config.operations, operations, reasons),
      ...sources.check(config.file),
      ...stage.forgotten.notes(),
      ...withheldNotes(withheld),
      ...computedNotes(config.operations),
    ],
    crossing: [...crossing],
    untestable: [...unknown.keys()],
    known: known.filter((one) => !held.has(one)),
    kept: known.filter((one) => held.has(one)),
    keyPatterns: anatomy.patterns(),
    fileNames: stableNames(
      created
        .filter(({ path }) => existsOnDisk(path))
        .map((one) => ({ ...one, path: stage.shown(one.path) })),
      stage,
      cuts,
    ).filter((name) => !holds(name)),
    freshArguments: argumentsFor,
    argumentsOf: (operation, actor) => {
      const identity = `${actor}/${operation.name}`;
      const args = inCase.get(identity) ?? argumentsFor(operation, actor, 'case');
      inCase.set(identity, args);
      return args;
    },
    archiveKinds: kinds.known,
    cuts,
    endings: endings.all(),
    fileBases: bases
      .all(attackerName, existsOnDisk)
      .map((base) => ({ ...base, theirs: base.theirs.filter((path) => !holds(path)) })),
    storedUses: stored.all(),
    traffic: traffic.all(),
    sinks: sinks.all(),
    routines,
    guessable: identifiers.guessable(),
  };
}

async function performStep(
  stage: Stage,
  operation: Operation,
  actor: string,
  args: ResolvedArguments,
): Promise<Seen | UndecodedError> {
  const task = {
    index: 0,
    operation,
    actor,
    arguments: args,
    hostile: new Set<string>(),
    sent: [],
    unsafeChosen: [],
    planted: new Set<string>(),
    looks: true,
  };
  try {
    const seen = await stage.act(task);
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

/** Whether a request says that it changes something: rows of SQL are not watched. */
function mayChange({ entry }: Operation): boolean {
  return entry.kind === 'http' && !['GET', 'HEAD', 'OPTIONS'].includes(entry.method);
}

/** Names of the values that other operations take from one. */
function takenFrom({ name }: Operation, operations: readonly Operation[]): string[] {
  return operations.flatMap(({ parameters }) =>
    parameters.flatMap(({ from }) => (from?.operation === name ? [from.name] : [])),
  );
}
