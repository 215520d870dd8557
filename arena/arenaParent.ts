/**
 * Chooses the folder in which arenas are made: the one that the user names, else `TMPDIR`, else a file system in memory if it has
 * room, else the system's temporary folder. Each case makes and removes files, which takes a tenth of the time in memory.
 */
import { accessSync, constants, readFileSync, realpathSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const memoryFolder = '/dev/shm';
/** The type of a tmpfs (statfs(2)). */
const tmpfsMagic = 0x01021994;
/** A container's is 64 MiB unless somebody asked for more, too little for what targets upload. */
const memoryBytesMin = 1_073_741_824;

let named: string | null = null;

/** Has arenas made in this folder from now on; null for where they belong by themselves. */
export function placeArenas(folder: string | null): void {
  named = folder;
}

/** The folder for arenas as the user or the system names it. */
export function namedParent(): string {
  if (named !== null) return named;
  const chosen = process.env['TMPDIR'] ?? '';
  return chosen === '' && isRoomyMemory(memoryFolder) ? memoryFolder : tmpdir();
}

/** The resolved folder for arenas. Throws if it does not exist. */
export function arenaParent(): string {
  return realpathSync(namedParent());
}

/** How a user can choose another folder, for messages. */
export const otherParentAdvice = 'name another folder by --arena or TMPDIR, with 50 MB of space';

/** Whether a folder lies in memory, has room, may be written to, and lets programs that are in it run. */
export function isRoomyMemory(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    const { type, bavail, bsize } = statfsSync(folder);
    return type === tmpfsMagic && bavail * bsize >= memoryBytesMin && !isNoexec(folder);
  } catch {
    return false;
  }
}

function isNoexec(folder: string): boolean {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const options = mounts.map((line) => line.split(' ')).findLast(([, at]) => at === folder)?.[3] ?? '';
  return options.split(',').includes('noexec');
}
