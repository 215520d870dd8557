/** What a process and all that descend from it hold at one moment, as Linux tells it below /proc: memory, descriptors, watches. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Held {
  /** Resident memory in MiB: of this process, and of all others by what they are. */
  readonly memory: Readonly<Record<string, number>>;
  readonly processes: number;
  readonly descriptors: number;
  /** Of inotify. */
  readonly watches: number;
}

export function heldBy(root: number): Held {
  const memory: Record<string, number> = {};
  let [descriptors, watches] = [0, 0];
  const all = [root, ...descendantsOf(root)];
  for (const pid of all) {
    const name = pid === root ? 'search' : kindOf(pid);
    memory[name] = (memory[name] ?? 0) + residentOf(pid);
    const infos = entriesOf(`/proc/${pid}/fdinfo`);
    descriptors += infos.length;
    for (const one of infos)
      watches += (textOfFile(`/proc/${pid}/fdinfo/${one}`).match(/^inotify wd:/gm) ?? []).length;
  }
  return { memory, processes: all.length, descriptors, watches };
}

function descendantsOf(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of entriesOf('/proc')) {
    const parent = /^PPid:\s+(\d+)$/m.exec(textOfFile(`/proc/${name}/status`))?.[1];
    if (/^\d+$/.test(name) && parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === root || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  return [...parents.keys()].filter((pid) => pid !== root && isBelow(pid));
}

/** Targets run in Python, engines in Node; what holds them (a jail, a shell) is neither. */
function kindOf(pid: number): string {
  const name = textOfFile(`/proc/${pid}/comm`).trim();
  if (name.startsWith('python')) return 'target';
  return name.startsWith('node') || name === 'MainThread' ? 'engines' : 'others';
}

function residentOf(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(textOfFile(`/proc/${pid}/status`))?.[1] ?? '0';
  return Number(kibibytes) / 1_024;
}

/** Empty where the process is gone meanwhile. */
function textOfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function entriesOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
