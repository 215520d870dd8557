/**
 * The inputs of a case: a sealed stage, and the results of rehearsal, such as the arguments that `upload` is sent when nobody
 * attacks.
 */
import type { Place } from '../../model/text.ts';
import type { Rehearsed } from '../rehearsal/rehearse.ts';
import type { ZoneFolders } from '../stage/intrusion.ts';
import type { StageParts } from '../stage/observing.ts';
import type { Stage } from '../stage/stage.ts';

export interface CaseParts extends StageParts {
  readonly stage: Stage;
  readonly rehearsed: Rehearsed;
  readonly zones: ZoneFolders;
  readonly place: (place: Place) => string;
  readonly attacker: string;
  /** Paths that steps make again by themselves when they are gone, so that something else may wait there. */
  readonly replaceable: ReadonlySet<string>;
  /** Operations for which the temporary folder is a file system of its own. */
  readonly apart: ReadonlySet<string>;
  /** Names of files and folders that are others'. */
  readonly namesOfOthers: readonly string[];
}
