/** Processes that a test starts carry a mark in their environment, so that what is left of them can be told. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const variable = 'TRESPASS_TEST_MARK';

export interface Marked {
  /** To be given to the process; whatever it starts inherits it. */
  readonly env: Readonly<Record<string, string>>;
  /** Command lines of marked processes that are alive. */
  readonly alive: () => string[];
  /** The same, when they have had up to `waitMs` to end. */
  readonly left: (waitMs: number) => Promise<string[]>;
}

/** A new mark. Told by proc(5), so on Linux only. */
export function markProcesses(): Marked {
  const mark = randomUUID();
  const alive = (): string[] => {
    const isMarked = (id: string): boolean => read(id, 'environ').includes(`${variable}=${mark}`);
    return processIds().filter(isMarked).map(commandOf);
  };
  return {
    env: { [variable]: mark },
    alive,
    left: async (waitMs) => {
      const end = performance.now() + waitMs;
      while (alive().length > 0 && performance.now() < end) await sleep(50);
      return alive();
    },
  };
}

/** Command lines of all processes that this one has started and that are alive, and of what those have started. */
export function ownCommands(): string[] {
  const parents = new Map(
    processIds().map((id) => {
      // Behind the name, which may hold anything, come the state and the parent.
      const [, parent = ''] = /\) \S (\d+) [^)]*$/.exec(read(id, 'stat')) ?? [];
      return [id, parent];
    }),
  );
  const isOwn = (id: string | undefined): boolean =>
    id !== undefined && (id === String(process.pid) || isOwn(parents.get(id)));
  return [...parents].flatMap(([id, parent]) => (isOwn(parent) ? [commandOf(id)] : []));
}

/** Command lines of all processes of this machine. */
export function commandLines(): string[] {
  return processIds().map(commandOf);
}

function processIds(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

/** A zombie has no environment any more, and is nobody's process. */
function read(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

function commandOf(id: string): string {
  return read(id, 'cmdline').replaceAll('\0', ' ').trim();
}
