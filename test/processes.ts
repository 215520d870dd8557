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
    const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return ids.flatMap((id) => (read(id, 'environ').includes(`${variable}=${mark}`) ? [commandOf(id)] : []));
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
