/**
 * What a target has left running: processes that left its group, as a daemon does (fork, setsid, fork). They are found by
 * what they inherited, the mark in their environment or the file that their output goes to. One that has exchanged both
 * is not found; where the jail has a process namespace (`jailTools.ts`), nothing outlives the target in any case.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { limits } from '../../model/limits.ts';

/** Variable that every process of a target carries from its start; its value is another one for each target. */
export const markVariable = 'TRESPASS_TARGET';

export interface TargetMark {
  readonly mark: string;
  readonly outputFile: string;
}

/**
 * Kills them all, and what they start meanwhile: who has ended while it was looked at may have started another, so that only
 * a round that meets nobody new is the last. Does nothing where there is no proc(5).
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

/** Nothing of what has ended meanwhile, and of what is another user's. */
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
