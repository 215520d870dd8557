/**
 * The stage: performs one step on running parts and returns its observation. In rehearsal a step teaches owners, requests and
 * habits (`media/7/a.txt` is mallory's from then on); once sealed, a step of a case adds its own things, until the case ends.
 * Knows nothing of attacks or rounds.
 */
import { type Cuts, countCuts } from '../../model/cuts.ts';
import type { LedgerNote } from '../../model/finding.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Target } from '../../model/target.ts';
import { shownPath } from '../../observers/fileGrounds.ts';
import type { FileView } from '../../observers/fileView.ts';
import type { OwnedStep } from '../owners/ownedStep.ts';
import { createRegisters, type RehearsingRegisters, type SealedRegisters } from '../owners/registers.ts';
import { movesIn } from '../step/movedPlants.ts';
import { stringsOf } from '../step/resolve.ts';
import type { Seen, StepTask } from '../step/step.ts';
import { wholeAnswer } from './disclosures.ts';
import { type Disk, type RehearsedDisk, watchDisk } from './disk.ts';
import { fileContent } from './fileView.ts';
import { followFile } from './followFile.ts';
import { type Habits, learnHabits } from './habits.ts';
import { happen, happenFurther } from './happen.ts';
import { observeStep } from './observeStep.ts';
import type { Observing, StageParts } from './observing.ts';
import { type Recording, recordSteps, replaySteps } from './recording.ts';
import { createRequestRegister } from './requests.ts';
import { openWays } from './ways.ts';
import { writeFormOf } from './writeForm.ts';

/** What a stage offers in rehearsal and in cases. */
interface StageBase {
  readonly roots: FileView['roots'];
  /** Roots of the sandbox, the temporary folder left out. */
  readonly sandbox: readonly string[];
  readonly temp: string;
  readonly shown: (path: string) => string;
  /** The content of a file; null if it is no file, or gone. */
  readonly contentOf: (path: string) => string | null;
  /** The arguments of a step with those that are computed of the others. */
  readonly computed: (
    operation: Operation,
    actor: string,
    args: ResolvedArguments,
  ) => Promise<ResolvedArguments>;
  /** The bounds that were reached before any case. */
  readonly cuts: Cuts;
  /** Performs a step and returns what was seen of it, without learning from it. */
  readonly act: (task: StepTask) => Promise<Seen>;
}

/** The stage of rehearsal. */
export interface RehearsalStage extends StageBase {
  readonly registers: RehearsingRegisters;
  readonly disk: RehearsedDisk;
  readonly habits: Habits;
  /** Notes owners, and the requests at each place, from a harmless step. */
  readonly learn: (task: StepTask, seen: Seen) => void;
  /** Ends rehearsal. `endings` are what the target puts behind names. */
  readonly seal: (options: SealStage) => { readonly stage: Stage; readonly notes: readonly LedgerNote[] };
  readonly close: () => void;
  /** The harmless steps that were done so far, for other worlds. */
  readonly recording: () => Recording;
}

interface SealStage {
  readonly endings: readonly string[];
  /** Whether the kernel reports every change of sealed files. */
  readonly tripwires: boolean;
}

/** The stage of cases. */
export interface Stage extends StageBase {
  readonly registers: SealedRegisters;
  readonly disk: Disk;
  /** Lets a step go on that has stopped at a turn, and returns what was seen of it since. */
  readonly goOn: (task: StepTask) => Promise<Seen>;
  /** Whether a step has left processes since this was asked last. */
  readonly takeLeaving: () => boolean;
  /** Whether a step did not come to its end, as when the target was lost. */
  readonly isMidway: () => boolean;
  /** How many steps were done since rehearsal. */
  readonly stepsDone: () => number;
  /** Notes what a step of a case added; forgotten when the case ends. */
  readonly follow: (task: StepTask, seen: Seen) => void;
}

/** Sets the stage on running parts. */
export function setStage(
  parts: StageParts,
  cuts: Cuts = countCuts(),
  recorded: Recording | null = null,
): RehearsalStage {
  const { observing, registers, disk } = openObserving(parts, cuts);
  const steps = recorded === null ? recordSteps((task) => happen(observing, task)) : replaySteps(recorded);
  const compute = computing(parts.target, cuts);
  const { roots, shown, requests, habits, ways, output } = observing;
  const base = {
    roots,
    sandbox: [...parts.arena.roots.values()],
    temp: parts.arena.temp,
    shown,
    contentOf: fileContent,
    cuts,
  };
  return {
    ...base,
    registers,
    disk,
    habits,
    computed: (...asked) => steps.computed(() => compute(...asked)),
    act: async (task) => observeStep(observing, task, await steps.happen(task)),
    recording: steps.recording,
    learn: (task, seen) => {
      const { hooks, calls } = seen.reported;
      ways.learn(task.operation.name, { hooks, calls });
      requests.learn(task.operation.name, seen.records.slice(0, limits.requestsPerStepMax), calls);
      noteOwners(observing, task, seen, registers.learn);
    },
    seal: ({ endings, tripwires }) => {
      const sealed = registers.seal();
      const sealedDisk = disk.seal({
        tripwires,
        onUntold: (path) =>
          cuts.note('changes in the sandbox could be attributed to a step', shown(path), 0, 1),
      });
      const inCases: Observing = {
        ...observing,
        registers: sealed.registers,
        comparesRequests: true,
        disk: sealedDisk,
        endings: new Set(endings),
      };
      const stage: Stage = {
        ...base,
        ...stepping(inCases),
        computed: compute,
        registers: sealed.registers,
        disk: sealedDisk,
        follow: (task, seen) => noteOwners(inCases, task, seen, sealed.registers.follow),
      };
      return { stage, notes: sealed.notes };
    },
    close: output.close,
  };
}

/** What the stage of rehearsal observes with. Nothing is known yet. */
function openObserving(
  parts: StageParts,
  cuts: Cuts,
): {
  readonly observing: Observing;
  readonly registers: RehearsingRegisters;
  readonly disk: RehearsedDisk;
} {
  const { arena, target, config } = parts;
  const roots = rootsOf(parts);
  const shown = (path: string): string => shownPath(path, { roots, moat: arena.moat });
  const registers = createRegisters({
    actors: config.actors,
    userIds: target.description.userIds,
    roots: [...arena.roots.values()],
    canaries: arena.canaries,
    shared: config.stores.shared,
    shown,
    contentOf: fileContent,
  });
  const disk = watchDisk(arena);
  const observing: Observing = {
    ...parts,
    registers,
    requests: createRequestRegister(registers, cuts),
    comparesRequests: false,
    ways: openWays(),
    habits: learnHabits(arena),
    disk,
    output: followFile(arena.outputFile),
    endings: new Set(),
    roots,
    ownNames: new Set(roots.flatMap(({ path }) => path.split('/'))),
    shown,
  };
  return { observing, registers, disk };
}

/** The steps of cases, which are counted, with whether any of them left processes. */
function stepping(
  observing: Observing,
): Pick<Stage, 'act' | 'goOn' | 'takeLeaving' | 'isMidway' | 'stepsDone'> {
  let stepsDone = 0;
  let leaves = false;
  let isMidway = false;
  return {
    act: async (task) => {
      isMidway = true;
      const seen = await act(observing, task);
      isMidway = false;
      stepsDone += 1;
      leaves ||= seen.reported.leaves === true;
      return seen;
    },
    goOn: async (task) => {
      const seen = await observeStep(observing, task, await happenFurther(observing, task));
      leaves ||= seen.reported.leaves === true;
      return seen;
    },
    takeLeaving: () => {
      const taken = leaves;
      leaves = false;
      return taken;
    },
    isMidway: () => isMidway,
    stepsDone: () => stepsDone,
  };
}

function computing(target: Target, cuts: Cuts): StageBase['computed'] {
  return async (operation, actor, args) => {
    const { arguments: all, empty } = await target.compute(actor, operation, args);
    for (const { name, compute } of operation.parameters)
      if (compute !== undefined)
        cuts.count(computedOrEmpty, `${operation.name}.${name}`, !empty.includes(name));
    return all;
  };
}

/** For the ledger: what takes the place of a value that the user's function does not make of hostile ones. */
const computedOrEmpty = 'computed values could be made (an empty one is sent instead)';

function rootsOf({ arena }: StageParts): FileView['roots'] {
  return [
    ...[...arena.roots].map(([name, path], index) => ({
      path,
      shown: index === 0 ? '{sandbox}' : `{${name}}`,
    })),
    { path: arena.temp, shown: '{temp}' },
    { path: arena.inbox, shown: '{inbox}' },
    { path: arena.home, shown: '{home}' },
  ];
}

async function act(observing: Observing, task: StepTask): Promise<Seen> {
  return observeStep(observing, task, await happen(observing, task));
}

/** Passes a step's touches to the registers. What an operator creates belongs to nobody in particular. */
function noteOwners(
  { registers }: Observing,
  task: StepTask,
  seen: Seen,
  note: (step: OwnedStep) => void,
): void {
  registers.publicValues.note(task, seen.response);
  if (task.operation.operator === true) return;
  // What an attack asked for may be meant for the attacker.
  if (task.hostile.size === 0) registers.minted.note(task.actor, task.operation.name, seen);
  const formOf = writeFormOf(task, registers);
  const additions = seen.records.filter((record) => formOf(record).adds !== undefined);
  note({
    actor: task.actor,
    operation: task.operation.name,
    changes: seen.changes,
    used: seen.used,
    made: seen.hooks
      .filter(({ action, expected }) => action === 'create' && expected)
      .map(({ path }) => path),
    moves: movesIn(seen.hooks),
    items: seen.records.flatMap(({ touches }) => touches),
    additions: new Set(additions.flatMap(({ touches }) => touches)),
    objects: seen.stored.flatMap(({ touches }) => touches),
    sent: Object.values(task.arguments).flatMap(stringsOf),
    chosen: task.operation.parameters.flatMap(({ name, fixed }) => {
      const argument = task.arguments[name];
      return fixed === true || argument === undefined ? [] : stringsOf(argument);
    }),
    answer: wholeAnswer(seen.response),
    isHostile: task.hostile.size > 0,
  });
}
