/**
 * The register of who owns which file. A file that is created while an actor acts belongs to that actor; names are never parsed
 * for an owner. A folder belongs to an actor only if rehearsal showed that the target separates actors by folder and that this
 * is no coincidence: `media/mallory/` is named after its owner, `media/7/` holds all files of one actor below `media`, but
 * `objects/a3/` in a content-addressed store is nobody's, whoever's files are in it.
 */

import { isWithin } from '../model/isWithin.ts';
import type { Owner } from '../model/observation.ts';
import { parentOf } from './filePath.ts';

const shared: Owner = { kind: 'shared' };

/** Files that one actor must have in a folder, from different steps, before it counts as the actor's own. */
const filesOfHomeMin = 3;

export interface FileOwners {
  readonly ownerOf: (path: string) => Owner;
  /** The owner of a new file at this path, whoever owned the one before. */
  readonly ownerOfNew: (path: string) => Owner;
}

/** Whether a part of a path is named after an actor. */
export type IsNamedAfter = (part: string, actor: string) => boolean;

/**
 * Learns homes: the topmost folders with at least three new files of one actor and none of others, if a sibling folder is
 * another actor's home in the same way. `files` maps a path to its actor.
 */
export function learnHomes(
  files: ReadonlyMap<string, string>,
  roots: readonly string[],
  isNamedAfter: IsNamedAfter,
): Map<string, string[]> {
  const folders = foldersOf(files, roots);
  const candidates = new Map<string, string>();
  for (const [folder, owners] of folders) {
    const actor = soleActor(owners);
    const parent = folders.get(parentOf(folder));
    if (actor === null || parent === undefined || parent.size < 2) continue;
    const own = owners.get(actor) ?? [];
    if (
      isKeptApart(folder, folders, actor) ||
      own.every((path) => isNamedAfterActor(path, folder, actor, isNamedAfter))
    )
      candidates.set(folder, actor);
  }
  const homes = new Map<string, string[]>();
  for (const [folder, actor] of candidates) {
    const hasCounterpart = [...candidates].some(
      ([other, whose]) => whose !== actor && parentOf(other) === parentOf(folder),
    );
    if (hasCounterpart) homes.set(actor, [...(homes.get(actor) ?? []), folder]);
  }
  return homes;
}

/** For each actor the paths of the files below a folder. */
type Owners = ReadonlyMap<string, readonly string[]>;

function foldersOf(
  files: ReadonlyMap<string, string>,
  roots: readonly string[],
): ReadonlyMap<string, Owners> {
  const folders = new Map<string, Map<string, string[]>>();
  for (const [path, actor] of files) {
    const root = roots.find((candidate) => isWithin(path, candidate));
    if (root === undefined) continue;
    for (let folder = parentOf(path); isWithin(folder, root); folder = parentOf(folder)) {
      const owners = folders.get(folder) ?? new Map<string, string[]>();
      owners.set(actor, [...(owners.get(actor) ?? []), path]);
      folders.set(folder, owners);
    }
  }
  return folders;
}

function soleActor(owners: Owners): string | null {
  const [only] = owners;
  return owners.size === 1 && only !== undefined && only[1].length >= filesOfHomeMin ? only[0] : null;
}

/**
 * Whether this folder holds all files that the actor has in folders of the parent: coincidence would have scattered them. Files
 * in a folder of several actors (`media/blobs/` beside `media/7/`) do not count, unless both names look like digests.
 */
function isKeptApart(folder: string, folders: ReadonlyMap<string, Owners>, actor: string): boolean {
  const parent = parentOf(folder);
  const elsewhere = (folders.get(parent)?.get(actor) ?? []).filter((path) => !isWithin(path, folder));
  return elsewhere.every((path) => {
    const [sibling = '', ...below] = path.slice(parent.length + 1).split('/');
    if (below.length === 0) return true;
    const isOfSeveral = (folders.get(`${parent}/${sibling}`)?.size ?? 0) > 1;
    return isOfSeveral && !areDigests(sibling, folder.slice(parent.length + 1));
  });
}

/** Whether two names may be parts of digests, like the folders of a content-addressed store. */
function areDigests(one: string, other: string): boolean {
  return one.length === other.length && [one, other].every((name) => /^[0-9a-f]+$/.test(name));
}

/** Whether the folder, or one below it on the path of the file, is named after the actor. */
function isNamedAfterActor(path: string, folder: string, actor: string, isNamedAfter: IsNamedAfter): boolean {
  const parts = parentOf(path).slice(parentOf(folder).length).split('/');
  return parts.some((part) => part !== '' && isNamedAfter(part, actor));
}

/** A register of known files and homes: exact files first, then homes; everything else is shared. */
export function fileOwners(
  files: ReadonlyMap<string, Owner>,
  homes: ReadonlyMap<string, readonly string[]>,
): FileOwners {
  const ownerOfNew = (path: string): Owner => homeOwner(path, homes) ?? shared;
  return { ownerOf: (path) => files.get(path) ?? ownerOfNew(path), ownerOfNew };
}

function homeOwner(path: string, homes: ReadonlyMap<string, readonly string[]>): Owner | null {
  for (const [actor, folders] of homes) {
    if (folders.some((folder) => isWithin(path, folder))) return { kind: 'actor', name: actor };
  }
  return null;
}
