/** The bounds of a search as the command line gives them, and the command that goes on where they ended it. */
import { availableParallelism } from 'node:os';
import { limits } from '../model/limits.ts';
import type { JailChoice } from '../model/target.ts';
import type { RunFlags } from './runCommand.ts';

/** What `check` and `fuzz` are given, as commander reads it. */
export interface SearchFlags {
  readonly config?: string;
  readonly runs?: number;
  readonly time?: number;
  readonly seed: number;
  readonly workers: number;
  readonly property: readonly string[];
  readonly reporter: readonly string[];
  readonly jail: JailChoice;
}

/** Two worlds keep two cores busy: one thinks while the other waits for its target. */
export const defaultWorkers: number = Math.min(2, availableParallelism());
/** A bound that is asked for lifts the other one: `--runs 20000` is not ended by a clock that nobody set. */
export function boundsOfCheck({
  runs,
  time,
}: Pick<SearchFlags, 'runs' | 'time'>): Pick<RunFlags, 'runs' | 'timeMs' | 'boundsAreDefault'> {
  if (runs !== undefined || time !== undefined)
    return { runs: runs ?? null, timeMs: time ?? null, boundsAreDefault: false };
  return { runs: limits.checkRunsMax, timeMs: limits.checkTimeMs, boundsAreDefault: true };
}

/** What was asked for, without bounds and seed, as it can be typed again to go on. */
export function commandOf(name: string, flags: SearchFlags, operations: readonly string[]): string {
  const { config, workers, property, reporter } = flags;
  const words = [
    ...['trespass', name, ...operations],
    ...(config === undefined ? [] : ['--config', config]),
    ...(workers === defaultWorkers ? [] : ['--workers', String(workers)]),
    ...property.flatMap((id) => ['--property', id]),
    ...reporter.flatMap((choice) => ['--reporter', choice]),
  ];
  return words.map(inShell).join(' ');
}

function inShell(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
