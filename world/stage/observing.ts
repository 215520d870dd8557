/**
 * The inputs of an observation: the running parts of a world, and the present knowledge of owners, requests and habits. In
 * rehearsal no requests are compared, because owners are not known yet.
 */
import type { Arena } from '../../arena/arena.ts';
import type { Config } from '../../model/config.ts';
import type { ItemEngine } from '../../model/itemEngine.ts';
import type { ObjectEngine } from '../../model/objectEngine.ts';
import type { Target } from '../../model/target.ts';
import type { FileView } from '../../observers/fileView.ts';
import type { Registers } from '../owners/registers.ts';
import type { Disk, RehearsedDisk } from './disk.ts';
import type { FollowedFile } from './followFile.ts';
import type { Habits } from './habits.ts';
import type { RequestRegister } from './requests.ts';
import type { WayRegister } from './ways.ts';

/** The running parts of a world. */
export interface StageParts {
  readonly config: Config;
  readonly arena: Arena;
  readonly target: Target;
  readonly engine: ItemEngine | null;
  readonly objects: ObjectEngine | null;
}

export interface Observing extends StageParts {
  readonly registers: Registers;
  readonly requests: RequestRegister;
  /** Whether requests are set beside what was learnt: owners are not known before rehearsal is over. */
  readonly comparesRequests: boolean;
  readonly ways: WayRegister;
  readonly habits: Habits;
  readonly disk: Pick<Disk | RehearsedDisk, 'inspect'>;
  readonly output: FollowedFile;
  /** What the target puts behind names. */
  readonly endings: ReadonlySet<string>;
  readonly roots: FileView['roots'];
  /** Names of the arena, which attacks carry for other reasons. */
  readonly ownNames: ReadonlySet<string>;
  readonly shown: (path: string) => string;
}
