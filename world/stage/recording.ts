/**
 * The recording of a rehearsal: what came back of each harmless step of one world, from which another world learns the same
 * without doing the steps again. Whoever asks for another step than the recorded one gets an {@link UnlikeRecordingError}.
 */
import { isDeepStrictEqual } from 'node:util';
import { UndecodedError } from '../../model/errors.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { StepTask } from '../step/step.ts';
import type { Happened } from './observeStep.ts';

export interface Recording {
  readonly steps: readonly RecordedStep[];
  /** The arguments that functions of the config computed, in their order. */
  readonly computed: readonly ResolvedArguments[];
}

interface RecordedStep {
  readonly operation: string;
  readonly actor: string;
  readonly arguments: ResolvedArguments;
  /** What came back, or why the record of it could not be read. */
  readonly came: Happened | { readonly undecoded: string };
}

/** A world does not rehearse as the recorded one did. */
export class UnlikeRecordingError extends Error {}

/** The steps of a rehearsal: done, or taken from a recording. */
export interface RehearsalSteps {
  readonly happen: (task: StepTask) => Promise<Happened>;
  readonly computed: (make: () => Promise<ResolvedArguments>) => Promise<ResolvedArguments>;
  readonly recording: () => Recording;
}

/** Does each step by `perform`, and records it. */
export function recordSteps(perform: (task: StepTask) => Promise<Happened>): RehearsalSteps {
  const steps: RecordedStep[] = [];
  const computed: ResolvedArguments[] = [];
  const keep = <Came extends RecordedStep['came']>(
    { operation, actor, arguments: args }: StepTask,
    came: Came,
  ): Came => {
    steps.push({ operation: operation.name, actor, arguments: args, came });
    return came;
  };
  return {
    happen: async (task) => {
      try {
        return keep(task, await perform(task));
      } catch (thrown) {
        if (thrown instanceof UndecodedError) keep(task, { undecoded: thrown.message });
        throw thrown;
      }
    },
    computed: async (make) => {
      const made = await make();
      computed.push(made);
      return made;
    },
    recording: () => ({ steps, computed }),
  };
}

/** Takes each step from a recording. */
export function replaySteps(recording: Recording): RehearsalSteps {
  const steps = recording.steps.values();
  const computed = recording.computed.values();
  return {
    happen: async ({ operation: { name }, actor, arguments: args }) => {
      const { value: step } = steps.next();
      if (step?.operation !== name || step.actor !== actor || !isDeepStrictEqual(step.arguments, args))
        throw new UnlikeRecordingError(`${name} as ${actor} was not recorded at this place`);
      if ('undecoded' in step.came) throw new UndecodedError(step.came.undecoded);
      return step.came;
    },
    computed: async () => {
      const { value: made } = computed.next();
      if (made === undefined) throw new UnlikeRecordingError('more values are computed than were recorded');
      return made;
    },
    recording: () => recording,
  };
}
