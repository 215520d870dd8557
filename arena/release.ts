/**
 * Removes obstacles to changing and deleting entries other than their modes: the flags of `chattr +i` and `+a`, and mounts.
 * Only root can set them, and only if the target has no mount namespace.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isWithin } from '../model/isWithin.ts';

const releaseMs = 20_000;

/** Releases a folder or file with everything in it, as far as possible. */
export function release(top: string): void {
  const options = { stdio: 'ignore', timeout: releaseMs } as const;
  for (const point of mountsBelow(top)) spawnSync('umount', ['-l', '--', point], options);
  spawnSync('chattr', ['-R', '-f', '-i', '-a', '--', top], options);
}

/** Mount points below a folder, the innermost first: the fifth field of proc(5) `mountinfo`, with blanks in octal. */
function mountsBelow(top: string): string[] {
  return linesOf('/proc/self/mountinfo')
    .map((line) => (line.split(' ')[4] ?? '').replace(/\\(\d{3})/g, (_, octal: string) => characterOf(octal)))
    .filter((point) => point !== top && isWithin(point, top))
    .reverse();
}

function characterOf(octal: string): string {
  return String.fromCharCode(Number.parseInt(octal, 8));
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').split('\n');
  } catch {
    return [];
  }
}
