/**
 * Kills the processes that a target leaves running outside its process group, as daemons are (fork, setsid, fork). They are
 * recognised by a mark in their environment or by their output file. A process that has changed both is not found; a jail with
 * a process namespace (`jailTools.ts`) lets none outlive the target anyway.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { limits } from '../../model/limits.ts';

/** Environment variable of every process of a target; each target has another value. */
export const markVariable = 'TRESPASS_TARGET';

export interface TargetMark {
  readonly mark: string;
  readonly outputFile: string;
}

/**
 * Kills all of them and what they start meanwhile. A process may end after it has started another, so rounds are repeated until
 * one finds nothing new. Does nothing where there is no proc(5).
 */
export function killLeftovers(mark: TargetMark): void {
  const others = new Set([process.pid]);
  for (let round = 0; round < limits.killRoundsMax; round += 1) {
    const fresh = processes().filter((id) => !others.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) {
      if (isLeftBy(mark, id)) killProcess(id);
      else others.add(id);
    }
  }
}

function isLeftBy({ mark, outputFile }: TargetMark, id: number): boolean {
  const found = markIn(textIfReadable(`/proc/${id}/environ`));
  if (found !== null) return found === mark;
  return [1, 2].some((fd) => linkTargetOf(`/proc/${id}/fd/${fd}`) === outputFile);
}

function markIn(environment: string): string | null {
  const entry = environment.split('\0').find((one) => one.startsWith(`${markVariable}=`));
  return entry?.slice(markVariable.length + 1) ?? null;
}

function processes(): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** Empty if the process has ended or belongs to another user. */
function textIfReadable(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function linkTargetOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function killProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
