/**
 * Where the disk has to be looked at after a step: where hook, kernel and harness say that something was changed. A step that
 * opens `own/a` for writing has its sandbox compared at `own/a`; one that starts a process, as a whole.
 */
import type { StepReport } from '../../model/target.ts';
import { isChanging, isWrite } from './diskChanges.ts';

/** What was reported of a step, as far as it says where the disk was changed. */
export interface DiskReport
  extends Pick<StepReport, 'hooks' | 'tripwires' | 'stirred' | 'spawned' | 'beside' | 'leaves'> {
  /** Something was done to files of which no report is complete: by an intruder, by a step in the middle. */
  readonly unwatched?: boolean;
}

/** The paths at which a step may have changed something; null for any. */
export function placesToLook(report: DiskReport): ReadonlySet<string> | null {
  const { hooks, tripwires, stirred = [], spawned = [] } = report;
  const isUntold = report.unwatched === true || report.beside === true || report.leaves === true;
  if (isUntold || spawned.length > 0 || stirred.includes('')) return null;
  if (tripwires.some(({ kinds }) => kinds.includes('overflow'))) return null;
  const known = new Set(hooks.map(({ path }) => path));
  // Who opened a file past the hook may have mapped it into memory, which changes it without an event.
  const touched = tripwires.filter(
    ({ path, kinds, directory }) => kinds.some(isChanging) || (!directory && !known.has(path)),
  );
  return new Set([
    ...hooks.filter(isWrite).map(({ path }) => path),
    ...touched.map(({ path }) => path),
    ...stirred,
  ]);
}
