/** Tools of the system that some tests need. Nothing is installed: a test whose tool is missing is skipped by its name. */
import { spawnSync } from 'node:child_process';

/** Whether strace(1) can be run. */
export function straceWorks(): boolean {
  return spawnSync('strace', ['--version']).status === 0;
}

/** Whether a mount namespace can be made here at all. */
export function jailWorks(): boolean {
  const asUser = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return spawnSync('unshare', ['--mount', ...asUser, 'true']).status === 0;
}
