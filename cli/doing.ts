/** What commands use of the process. */
import type { ExitCode } from './runCommand.ts';

export interface Doing {
  readonly signal: AbortSignal;
  /** From now on the command ends by itself on signals. */
  readonly heed: () => void;
  readonly write: (line: string) => void;
  readonly remark: (line: string) => void;
  /** Waits for a command, whose exit code is the program's. */
  readonly done: (running: Promise<ExitCode>) => Promise<void>;
}
