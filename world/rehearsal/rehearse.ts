/**
 * Rehearsal: every actor performs every operation without an attack, several times. It proves that the operations work, makes
 * the victims' resources, and teaches owners, shared resources and values to aim at: after it `media/7/a.txt` is the victim's,
 * and an attack can name it.
 */
import { attackerName, type Config } from '../../model/config.ts';
import type { Cuts } from '../../model/cuts.ts';
import type { LedgerNote, RehearsedOperation } from '../../model/finding.ts';
import type { KeyPattern } from '../../model/keyPattern.ts';
import type {
  FileBase,
  Knowledge,
  KnownStores,
  KnownValue,
  RealFiles,
  Sink,
  StoredUse,
} from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { GuessableId } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { HarmlessRequest } from '../../model/traffic.ts';
import { identitiesOf } from '../owners/identities.ts';
import type { RehearsalStage } from '../stage/stage.ts';
import { leavesOf } from '../step/resolve.ts';
import type { KindChoice } from './archiveKinds.ts';
import { describeOperation } from './harmlessRuns.ts';
import { doHarmlessSteps, type HarmlessSteps } from './harmlessSteps.ts';
import { alsoSent, keptValues, knownValues, standingArguments } from './knownValues.ts';
import { createLearners, type Learners } from './learners.ts';
import { computedNotes, missingTableNotes, untestedNote, withheldNotes } from './notes.ts';
import type { Reasons } from './reasons.ts';
import type { Routines } from './routines.ts';
import { withoutSecrets } from './secrets.ts';
import { existsOnDisk, stableNames } from './stableNames.ts';

/** What rehearsal taught. */
export interface Rehearsed {
  readonly operations: readonly RehearsedOperation[];
  readonly notes: readonly LedgerNote[];
  /** Names of operations that move names into the temporary folder or out of it. */
  readonly crossing: readonly string[];
  /** Whether harmless runs of an operation by an actor used names in the temporary folder. */
  readonly usesTemp: (operation: Operation, actor: string) => boolean;
  /** Names of operations that ask an engine for what it does not offer. */
  readonly untestable: readonly string[];
  readonly known: readonly KnownValue[];
  /** What harmless runs wrote into items. */
  readonly kept: readonly KnownValue[];
  readonly fileNames: readonly string[];
  /** What the target puts behind names that it is sent. */
  readonly endings: readonly string[];
  readonly fileBases: readonly FileBase[];
  readonly realFiles: readonly RealFiles[];
  readonly keyPatterns: readonly KeyPattern[];
  /** The same for keys of objects. */
  readonly objectPatterns: readonly KeyPattern[];
  /** The same for keys of caches. */
  readonly cachePatterns: readonly KeyPattern[];
  /** Harmless arguments of an operation for an actor, in a case. */
  readonly argumentsOf: (operation: Operation, actor: string) => ResolvedArguments;
  /** The same with other unguessable words; `round` distinguishes them. */
  readonly freshArguments: (operation: Operation, actor: string, round: string) => ResolvedArguments;
  /** What became of each kind of harmless archive that was sent. */
  readonly archiveKinds: KindChoice['known'];
  readonly storedUses: readonly StoredUse[];
  readonly traffic: readonly HarmlessRequest[];
  readonly guessable: readonly GuessableId[];
  readonly sinks: readonly Sink[];
  readonly routines: Routines;
  readonly models: NonNullable<KnownStores['models']>;
  readonly headers: Knowledge['headers'];
  /** The bounds that rehearsal reached. */
  readonly cuts: Cuts;
}

/** Rehearses all operations on a fresh stage. Leaves registers and disk unsealed. */
export async function rehearse(
  stage: RehearsalStage,
  config: Config,
  places: Readonly<Record<string, string>>,
  reasons: Reasons,
): Promise<Rehearsed> {
  const actors = [...config.actors.map(({ name }) => name)].sort((one) => (one === attackerName ? 1 : -1));
  const learners = createLearners(stage, config, actors, reasons);
  const steps = await doHarmlessSteps(stage, config, places, actors, learners);
  const values = attackerKnowableValues(stage, config, actors, learners, steps);
  stage.registers.minted.plant(learners.minted.result(), stage.cuts);
  const operations = describeOperations(config, learners, steps);
  const {
    kinds,
    deeds,
    endings,
    bases,
    realFiles,
    stored,
    anatomy,
    objectAnatomy,
    cacheAnatomy,
    sinks,
    routines,
    identifiers,
    traffic,
  } = learners;
  return {
    operations,
    notes: rehearsalNotes(stage, config, learners, steps, { operations, withheld: values.withheld }),
    crossing: [...deeds.crossing],
    usesTemp: ({ name }, actor) => deeds.temporary.has(`${actor}/${name}`),
    untestable: [...steps.unknown.keys()],
    known: values.known,
    kept: values.kept,
    keyPatterns: anatomy.result(),
    objectPatterns: objectAnatomy.result(),
    cachePatterns: cacheAnatomy.result(),
    fileNames: namesOfFiles(stage, learners).filter((name) => !values.holds(name)),
    freshArguments: steps.argumentsFor,
    argumentsOf: onceInCase(steps.argumentsFor),
    archiveKinds: kinds.known,
    cuts: stage.cuts,
    endings: endings.result(),
    fileBases: bases
      .result()
      .map((base) => ({ ...base, theirs: base.theirs.filter((path) => !values.holds(path)) })),
    realFiles: realFiles.result(),
    storedUses: stored.result(),
    traffic: traffic.result(),
    sinks: sinks.result(),
    routines,
    guessable: identifiers.result(),
    headers: Object.fromEntries([...deeds.headers].map(([name, looked]) => [name, [...looked]])),
    models: Object.fromEntries([...deeds.models].map(([name, touched]) => [name, [...touched.values()]])),
  };
}

const nothingStored = { records: [], stored: [] };

/** In cases an operation is sent the same harmless arguments each time. */
function onceInCase(argumentsFor: HarmlessSteps['argumentsFor']): Rehearsed['argumentsOf'] {
  const inCase = new Map<string, ResolvedArguments>();
  return (operation, actor) => {
    const identity = `${actor}/${operation.name}`;
    const args = inCase.get(identity) ?? argumentsFor(operation, actor, 'case');
    inCase.set(identity, args);
    return args;
  };
}

interface RehearsedValues extends Pick<Rehearsed, 'known' | 'kept'> {
  readonly withheld: ReturnType<typeof withoutSecrets>['withheld'];
  /** Whether a text holds a secret. */
  readonly holds: (text: string) => boolean;
}

/** Values of harmless runs that an attacker may know. */
function attackerKnowableValues(
  { cuts }: RehearsalStage,
  config: Config,
  actors: readonly string[],
  { deeds }: Learners,
  { lastRun, argumentsFor }: HarmlessSteps,
): RehearsedValues {
  const told = actors.flatMap((actor) =>
    config.operations.flatMap((operation) => {
      const answered = lastRun(operation.name, actor);
      if (answered === undefined) return [];
      const { response } = answered.seen;
      const fresh = argumentsFor(operation, actor, 'standing');
      const standing = standingArguments(operation, answered.arguments, fresh);
      const taken = takenFrom(operation, config.operations);
      const values = knownValues(actor, operation, standing, response, taken);
      const { length: all } = leavesOf(response.value, Number.POSITIVE_INFINITY);
      cuts.note('values of an answer may be sent again', operation.name, limits.knownValuesMax, all);
      return deeds.makers.has(operation.name) ? [...values, ...alsoSent(values, answered.arguments)] : values;
    }),
  );
  const kept = actors.flatMap((actor) =>
    config.operations.flatMap((operation) =>
      keptValues(actor, operation, lastRun(operation.name, actor)?.seen ?? nothingStored),
    ),
  );
  const held = new Set(kept);
  const all = [...identitiesOf(config.actors), ...told, ...kept];
  const { known, withheld, holds } = withoutSecrets(all, attackerName, {
    operations: config.operations,
    attackerKnows: config.attacker.knows,
  });
  return {
    known: known.filter((one) => !held.has(one)),
    kept: known.filter((one) => held.has(one)),
    withheld,
    holds,
  };
}

function describeOperations(
  { operations }: Config,
  { deeds, failures, reasons }: Learners,
  { lastRun, unknown }: HarmlessSteps,
): readonly RehearsedOperation[] {
  return operations.map((operation) =>
    describeOperation(operation, {
      seen: lastRun(operation.name, attackerName)?.seen,
      reached: deeds.reached.get(operation.name) ?? new Set(),
      unknown: unknown.get(operation.name),
      isRefused: failures.always(operation.name),
      reasons,
    }),
  );
}

function rehearsalNotes(
  { habits }: RehearsalStage,
  config: Config,
  { failures, reasons, sources }: Learners,
  { unknown }: HarmlessSteps,
  { operations, withheld }: Pick<Rehearsed, 'operations'> & Pick<RehearsedValues, 'withheld'>,
): readonly LedgerNote[] {
  return [
    ...operations.flatMap((operation) =>
      operation.tested ? failures.notesOf(operation) : [untestedNote(operation, unknown.get(operation.name))],
    ),
    ...missingTableNotes(config.operations, operations, reasons),
    ...sources.check(config.file),
    ...habits.forgotten.notes(),
    ...withheldNotes(withheld),
    ...computedNotes(config.operations),
  ];
}

function namesOfFiles(stage: RehearsalStage, { deeds }: Learners): readonly string[] {
  const created = deeds.created
    .filter(({ path }) => existsOnDisk(path))
    .map((one) => ({ ...one, path: stage.shown(one.path) }));
  return stableNames(created, stage, stage.cuts);
}

/** Names of the values that other operations take from one. */
function takenFrom({ name }: Operation, operations: readonly Operation[]): string[] {
  return operations.flatMap(({ parameters }) =>
    parameters.flatMap(({ from }) => (from?.operation === name ? [from.name] : [])),
  );
}
