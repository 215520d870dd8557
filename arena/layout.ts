/**
 * Plants layouts: creates their files, folders and links, only below the given folders and never through a link. In the
 * attacker's own folder an entry replaces what exists; elsewhere only if the caller allows it.
 */
import { spawnSync } from 'node:child_process';
import { linkSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { LayoutEntry } from '../model/attack.ts';
import { isWithin } from '../model/isWithin.ts';
import type { Text } from '../model/text.ts';
import { parentOf, systemPath } from './filePath.ts';
import { isRealFolder } from './realGround.ts';
import { removeEntry } from './removeEntry.ts';

export interface PlantedEntry {
  readonly path: string;
  readonly kind: LayoutEntry['kind'];
  /** Whether the entry replaced something. */
  readonly replaced: boolean;
}

/** Plants the entries below every folder of their zone, in order. Entries that the disk refuses are left out. */
export function plantLayout(
  layout: readonly LayoutEntry[],
  folders: Readonly<Record<LayoutEntry['zone'], readonly string[]>>,
  resolve: (text: Text) => string,
  mayReplace: (path: string) => boolean = () => false,
): PlantedEntry[] {
  const planted: PlantedEntry[] = [];
  const passable = new Set<string>();
  for (const entry of layout) {
    for (const folder of folders[entry.zone]) {
      const path = placeBelow(folder, resolve(entry.path));
      if (
        path === null ||
        !isMade(folder, planted, passable) ||
        !makeParents(folder, path, planted, passable)
      )
        continue;
      const isNew = plantEntry(entry, path, resolve);
      const mayClear = !isNew && (entry.zone === 'own' || mayReplace(path));
      const replaced = mayClear && clear(entry, path, planted);
      if (replaced) {
        passable.clear();
        plantEntry(entry, path, resolve);
      }
      if (isNew || replaced) planted.push({ path, kind: entry.kind, replaced });
    }
  }
  return planted;
}

/** The absolute path of a relative one; null if it would leave its folder. */
function placeBelow(folder: string, relative: string): string | null {
  const components = relative.split('/').filter((component) => component !== '' && component !== '.');
  if (components.length === 0 || components.includes('..') || relative.includes('\0')) return null;
  return `${folder}/${components.join('/')}`;
}

/** A folder to plant in must not be a link, or lie behind one, by now: the link would lead to others' data. */
function isPassable(folder: string, passable: Set<string>): boolean {
  if (!passable.has(folder) && isRealFolder(folder)) passable.add(folder);
  return passable.has(folder);
}

/** The same, made where it is missing, as a target makes it in its steps alone. */
function isMade(folder: string, planted: PlantedEntry[], passable: Set<string>): boolean {
  if (isPassable(folder, passable)) return true;
  if (lstatSync(systemPath(folder), { throwIfNoEntry: false }) !== undefined) return false;
  const parent = parentOf(folder);
  if (parent === folder || !isMade(parent, planted, passable)) return false;
  try {
    mkdirSync(systemPath(folder));
  } catch {
    return false;
  }
  planted.push({ path: folder, kind: 'directory', replaced: false });
  passable.add(folder);
  return true;
}

/** Makes the missing folders of a path; false if one of them is no folder, above all a link. `passable`: known folders. */
function makeParents(folder: string, path: string, planted: PlantedEntry[], passable: Set<string>): boolean {
  const parent = parentOf(path);
  if (parent === folder || passable.has(parent)) return true;
  if (!makeParents(folder, parent, planted, passable)) return false;
  const stats = lstatSync(systemPath(parent), { throwIfNoEntry: false });
  if (stats !== undefined) {
    if (stats.isDirectory()) passable.add(parent);
    return stats.isDirectory();
  }
  try {
    mkdirSync(systemPath(parent));
  } catch {
    return false;
  }
  planted.push({ path: parent, kind: 'directory', replaced: false });
  passable.add(parent);
  return true;
}

/** Removes what exists at an entry's path, unless it was planted before; returns whether anything did. */
function clear({ kind }: LayoutEntry, path: string, planted: readonly PlantedEntry[]): boolean {
  try {
    const stats = lstatSync(systemPath(path), { throwIfNoEntry: false });
    const stays = stats === undefined || (kind === 'directory' && stats.isDirectory());
    if (stays || planted.some((earlier) => isWithin(earlier.path, path))) return false;
    removeEntry(path);
    return true;
  } catch {
    // The name is too long, or a component is a file.
    return false;
  }
}

function plantEntry(entry: LayoutEntry, path: string, resolve: (text: Text) => string): boolean {
  const place = systemPath(path);
  try {
    if (entry.kind === 'directory') mkdirSync(place);
    else if (entry.kind === 'file') writeFileSync(place, entry.content, { flag: 'wx' });
    else if (entry.kind === 'symlink') symlinkSync(systemPath(resolve(entry.to)), place);
    else if (entry.kind === 'pipe') return makePipe(place);
    else linkSync(systemPath(absoluteTarget(parentOf(path), resolve(entry.to))), place);
    return true;
  } catch {
    // The name is taken or too long, or the hard link's target is missing: nothing is planted.
    return false;
  }
}

/** Runs `mkfifo`, for which Node has no call. */
function makePipe(place: string | Buffer): boolean {
  return typeof place === 'string' && spawnSync('mkfifo', ['--', place], { stdio: 'ignore' }).status === 0;
}

/** link(2) does not resolve a relative target from the link's own folder, as symbolic links do, so this does. */
function absoluteTarget(folder: string, target: string): string {
  return target.startsWith('/') ? target : `${folder}/${target}`;
}
