/**
 * The ownership register of files. What came to be while an actor was acting belongs to that actor; names are
 * never read to learn an owner. Folders belong to an actor only where rehearsal showed that the target keeps
 * actors apart by folder, and not that chance did: `media/mallory/` is named after its owner, `media/7/` holds all that
 * one actor has below `media`, and `objects/a3/` of a store by content is nobody's, whoever's files came there.
 */

import { isWithin } from '../model/isWithin.ts';
import type { Owner } from '../model/observation.ts';
import { parentOf } from './filePath.ts';

const shared: Owner = { kind: 'shared' };

/** Files that one actor must have in a folder, in different steps, before it counts as the actor's own. */
const filesOfHomeMin = 3;

export interface FileOwners {
  readonly ownerOf: (path: string) => Owner;
  /** Whose what comes to be there is, whatever was there before. */
  readonly ownerOfNew: (path: string) => Owner;
}

/** Whether a part of a path is named after an actor. */
export type IsNamedAfter = (part: string, actor: string) => boolean;

/**
 * Learns homes: the topmost folders in which at least three files of one actor came to be and none of another's,
 * where a sibling folder is another actor's home in the same way. `files` maps a path to its actor.
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

/** The paths of each actor's files below a folder. */
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
 * Whether all that the actor has in folders of the parent lies in this one: chance would have scattered it. What lies beside
 * it in a folder of several actors' files (`media/blobs/` beside `media/7/`) is scattered by nobody, unless both are named by digests.
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

/** Whether two names may be parts of digests, as folders of a store by content have them. */
function areDigests(one: string, other: string): boolean {
  return one.length === other.length && [one, other].every((name) => /^[0-9a-f]+$/.test(name));
}

/** Whether the folder, or one below it on the way to the file, is named after the actor. */
function isNamedAfterActor(path: string, folder: string, actor: string, isNamedAfter: IsNamedAfter): boolean {
  const parts = parentOf(path).slice(parentOf(folder).length).split('/');
  return parts.some((part) => part !== '' && isNamedAfter(part, actor));
}

/** A register over what is known: exact files first, then homes; everything else is shared. */
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
