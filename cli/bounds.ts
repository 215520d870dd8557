/** The bounds of a search from the command line, and the command that continues it. */
import { availableParallelism } from 'node:os';
import type { Severity } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { JailChoice } from '../model/target.ts';
import type { Shard } from '../search/shard.ts';
import type { RunFlags } from './runCommand.ts';

/** The flags of `check` and `fuzz`, as commander parses them. */
export interface SearchFlags {
  readonly config?: string;
  readonly runs?: number;
  readonly time?: number;
  readonly seed: number;
  readonly workers: number;
  readonly property: readonly string[];
  readonly reporter: readonly string[];
  readonly events?: string;
  readonly har?: string;
  readonly jail: JailChoice;
  readonly saveConfig?: boolean;
  readonly verbose?: boolean;
  readonly exclude?: readonly string[];
  readonly severity?: Severity;
  readonly failOn?: Severity;
  readonly stopAt?: number;
  readonly shard?: Shard;
  readonly guided?: boolean;
  readonly ui?: boolean;
}

/** Two worlds keep two cores busy: one computes while the other waits for its target. */
export const defaultWorkers: number = Math.min(2, availableParallelism());

/** A given bound removes the default of the other: `--runs 20000` has no time limit. */
export function boundsOfCheck(
  { runs, time, shard }: Pick<SearchFlags, 'runs' | 'time' | 'shard'>,
  pipeline: boolean,
): Bounds {
  if (runs !== undefined || time !== undefined)
    return { runs: runs ?? null, timeMs: time ?? null, boundsAreDefault: false };
  // A slow machine in a pipeline must not judge by fewer attacks than a fast one, and shards must end at one place.
  if (pipeline || shard !== undefined)
    return {
      ...{ runs: null, timeMs: null, boundsAreDefault: true },
      runsPerOperation: limits.pipelineRunsPerOperation,
    };
  return { runs: limits.checkRunsMax, timeMs: limits.checkTimeMs, boundsAreDefault: true };
}

export type Bounds = Pick<RunFlags, 'runs' | 'timeMs' | 'boundsAreDefault' | 'runsPerOperation'>;

/** Whether this is a job of a pipeline, by the variable that pipelines set. */
export function isPipeline({ CI: ci = '' }: Readonly<Record<string, string | undefined>>): boolean {
  return !['', '0', 'false'].includes(ci);
}

/** The seed of a check in a pipeline, where nobody asks for another: the same commit is attacked in the same way. */
export const pipelineSeed = 1;

/** The command as it was typed, without bounds and seed, to be typed again to continue. */
export function commandOf(name: string, flags: SearchFlags, operations: readonly string[]): string {
  const { config, workers, property, reporter, har, events, verbose = false } = flags;
  const { exclude = [], severity, failOn, stopAt, shard, guided = false, ui = false } = flags;
  const words = [
    ...['trespass', name, ...operations],
    ...(config === undefined ? [] : ['--config', config]),
    ...(workers === defaultWorkers ? [] : ['--workers', String(workers)]),
    ...property.flatMap((id) => ['--property', id]),
    ...reporter.flatMap((choice) => ['--reporter', choice]),
    ...(har === undefined ? [] : ['--har', har]),
    ...(events === undefined ? [] : ['--events', events]),
    ...(guided ? ['--guided'] : []),
    ...(ui ? ['--ui'] : []),
    ...(verbose ? ['--verbose'] : []),
    ...exclude.flatMap((pattern) => ['--exclude', pattern]),
    ...(severity === undefined ? [] : ['--severity', severity]),
    ...(failOn === undefined ? [] : ['--fail-on', failOn]),
    ...(shard === undefined ? [] : ['--shard', `${shard.index}/${shard.of}`]),
    ...(stopAt === undefined ? [] : ['--stop-at', String(stopAt)]),
  ];
  return words.map(inShell).join(' ');
}

function inShell(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
