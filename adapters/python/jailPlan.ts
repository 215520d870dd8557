/** Plans a jail's mounts: which folders are replaced by the arena's, and which paths in them stay visible. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetOptions } from '../../model/target.ts';
import { type RelayPlan, relayScript } from './relay.ts';

/** The mounts of a jail; all paths are absolute and resolved. */
export interface JailPlan {
  readonly arena: string;
  /** Replaces every folder of `shared`. */
  readonly temp: string;
  /** The system's temporary folders. */
  readonly shared: readonly string[];
  /** Paths in temporary folders that stay visible, read-only. */
  readonly kept: readonly string[];
  /** Working directory of the command. */
  readonly folder: string;
  /** The relay of a network namespace; without a socket there is none, and only loopback is brought up. */
  readonly relay: RelayPlan;
}

const sharedFolders = ['/tmp', '/var/tmp'];

/**
 * If something below a temporary folder is needed, its topmost folder there stays visible, because projects read their
 * surroundings.
 */
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

/** Each path as given and resolved; empty if it does not exist. */
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
