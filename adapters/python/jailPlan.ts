/** What a jail puts where: which folders are the arena's own, and what of them stays as it is. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetOptions } from '../../model/target.ts';
import { type RelayPlan, relayScript } from './relay.ts';

/** What the jail puts where; all paths absolute and resolved. */
export interface JailPlan {
  readonly arena: string;
  /** Takes the place of every folder in `shared`. */
  readonly temp: string;
  /** The system's temporary folders. */
  readonly shared: readonly string[];
  /** What lies in a temporary folder and stays visible at its own path, read-only. */
  readonly kept: readonly string[];
  /** Working folder of the command. */
  readonly folder: string;
  /** The way out of a network namespace; without a socket there is none, and only loopback is brought up. */
  readonly relay: RelayPlan;
}

const sharedFolders = ['/tmp', '/var/tmp'];

/** Of what is needed below a temporary folder, the topmost folder there stays visible: projects look around. */
export function jailPlan(
  { arena, temp, python }: Pick<TargetOptions, 'arena' | 'temp' | 'python'>,
  needed: readonly string[],
  folder: string,
): JailPlan {
  const shared = [...new Set(sharedFolders.filter(isFolder).map((path) => realpathSync(path)))];
  const tops = needed.flatMap(bothNames).flatMap((path) => {
    const place = shared.find((one) => path.startsWith(`${one}/`));
    return place === undefined ? [] : [join(place, path.slice(place.length + 1).split('/')[0] ?? '')];
  });
  const kept = [...new Set(tops)].filter((path) => path !== arena && existsSync(path));
  const relay = { python, script: relayScript, socket: '', ports: [] };
  return { arena, temp, shared, kept, folder, relay };
}

/** Each path as it is named and as it is resolved; nothing for what is not there. */
function bothNames(path: string): string[] {
  try {
    return [path, realpathSync(path)];
  } catch {
    return [];
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
