/**
 * The owners of the files in a sandbox, by provenance: `media/7/a.txt`, created while mallory acted, is mallory's, and
 * `index.json`, which steps of several actors write, is shared. Filled in rehearsal, then sealed; what a case adds is forgotten
 * at its end.
 */

import { baseNameOf } from '../../arena/filePath.ts';
import { type FileOwners, fileOwners, type IsNamedAfter, learnHomes } from '../../arena/ownership.ts';
import type { FileChange } from '../../model/change.ts';
import { attackerName } from '../../model/config.ts';
import type { Owner } from '../../model/observation.ts';
import type { Move } from '../step/movedPlants.ts';
import type { Meeting, MetRecord } from './meetings.ts';
import { sharedOwner } from './sharing.ts';

export interface FileRegister {
  /** The owner of a file, regardless of the config. */
  readonly ownerOf: (path: string) => Owner;
  /** Names of files and homes, by whether they are the attacker's or others'; of shared ones none. */
  readonly names: () => { readonly own: readonly string[]; readonly others: readonly string[] };
  readonly homesOf: (actor: string) => readonly string[];
  /** A folder that is another actor's own than the attacker's, null where none is known. */
  readonly foreignHome: () => string | null;
  /** Notes the files that were created and used while an actor acted in rehearsal. */
  readonly learn: (actor: string, step: FileStep) => void;
  /** Notes the files that a case created. */
  readonly follow: (actor: string, step: FileStep) => void;
  /** Ends rehearsal: learns what is shared and whose folders are whose. */
  readonly seal: (options: SealOptions) => SealedFiles;
  readonly endCase: () => void;
}

export interface FileStep {
  readonly changes: readonly FileChange[];
  /** Files read or written by name. */
  readonly used: readonly string[];
  /** Files that it made, whether it left them or not. */
  readonly made: readonly string[];
  readonly moves: readonly Move[];
  /** Whether the request names another actor. */
  readonly addresses: boolean;
}

export interface SealOptions {
  readonly roots: readonly string[];
  readonly shown: (path: string) => string;
  /** Whether the config answers whose a file is. */
  readonly isAnswered: (path: string) => boolean;
  readonly contentOf: (path: string) => string | null;
  readonly judgeMeeting: (met: MetRecord) => Meeting;
  readonly isNamedAfter: IsNamedAfter;
}

/** Files that harmless traffic of several actors touches, and the folders of each actor. */
export interface SealedFiles {
  readonly shared: readonly string[];
  readonly asked: readonly {
    readonly path: string;
    readonly owner: string;
    readonly users: ReadonlySet<string>;
  }[];
  readonly homes: ReadonlyMap<string, readonly string[]>;
  /** Files that hold the last value of several actors, under a name that names nobody. */
  readonly overwritten: ReadonlySet<string>;
}

interface Provenance {
  owner: Owner;
  readonly users: Set<string>;
  /** Who made or changed it, as far as the disk shows. */
  readonly writers: Set<string>;
  /** Who came by it by a request that names another actor. */
  readonly addressing: Set<string>;
}

interface FileState {
  readonly files: Map<string, Provenance>;
  /** Who made files that were gone when the step ended: a folder in which uploads are staged is somebody's too. */
  readonly passing: Map<string, Set<string>>;
  readonly inCase: Map<string, Owner>;
  /** Files that existed and do not any more: what takes such a name later has another owner. */
  readonly gone: Set<string>;
  goneSealed: readonly string[];
  owners: FileOwners;
  homes: Map<string, string[]>;
}

/** A register without entries. */
export function createFileRegister(): FileRegister {
  const state: FileState = {
    files: new Map(),
    passing: new Map(),
    inCase: new Map(),
    gone: new Set(),
    goneSealed: [],
    owners: fileOwners(new Map(), new Map()),
    homes: new Map(),
  };
  const { inCase, gone } = state;
  return {
    ownerOf: (path) =>
      inCase.get(path) ?? (gone.has(path) ? state.owners.ownerOfNew(path) : state.owners.ownerOf(path)),
    names: () => ({
      own: fileNamesOf(state, (actor) => actor === attackerName),
      others: fileNamesOf(state, (actor) => actor !== attackerName),
    }),
    homesOf: (actor) => state.homes.get(actor) ?? [],
    foreignHome: () => [...state.homes].find(([actor]) => actor !== attackerName)?.[1][0] ?? null,
    learn: (actor, step) => learnStep(state, actor, step),
    follow: (actor, { changes, moves }) => {
      for (const { path, source } of createdIn(state, changes, moves))
        inCase.set(path, ownerInCase(state, actor, path, source));
    },
    seal: (options) => sealFiles(state, options),
    endCase: () => {
      gone.clear();
      for (const path of state.goneSealed) gone.add(path);
      inCase.clear();
    },
  };
}

function fileNamesOf({ files, homes }: FileState, isMeant: (actor: string) => boolean): string[] {
  return [
    ...[...files].flatMap(([path, { owner }]) =>
      owner.kind === 'actor' && isMeant(owner.name) ? [baseNameOf(path)] : [],
    ),
    ...[...homes].flatMap(([actor, folders]) => (isMeant(actor) ? folders.map(baseNameOf) : [])),
  ];
}

/** Created files, each with the original of a move; removed ones are noted on the way. */
function* createdIn(
  { gone, inCase }: FileState,
  changes: readonly FileChange[],
  moves: readonly Move[],
): Generator<{ readonly path: string; readonly source: string | undefined }> {
  for (const { path, what, directory } of changes) {
    if (what === 'deleted') {
      gone.add(path);
      inCase.delete(path);
    }
    if (what !== 'created' || directory) continue;
    gone.delete(path);
    yield { path, source: moves.find(([, to]) => to === path)?.[0] };
  }
}

function learnStep(state: FileState, actor: string, step: FileStep): void {
  const { changes, used, made, moves, addresses } = step;
  const { files, passing } = state;
  for (const { path, source } of createdIn(state, changes, moves))
    if (!files.has(path)) files.set(path, provenance(state, actor, source));
  for (const path of made)
    if (!files.has(path)) passing.set(path, (passing.get(path) ?? new Set()).add(actor));
  if (addresses)
    for (const path of [...used, ...changes.map((change) => change.path)])
      files.get(path)?.addressing.add(actor);
  for (const path of used) files.get(path)?.users.add(actor);
  // A file that is kept open, such as a log, is written without being opened by name again.
  for (const { path, what } of changes) {
    if (what === 'content') files.get(path)?.users.add(actor);
    if (what !== 'metadata') files.get(path)?.writers.add(actor);
  }
}

/** What several use stays theirs where one of them moves it away or makes it anew, as one who turns a log over does. */
function provenance({ files }: FileState, actor: string, source: string | undefined): Provenance {
  const { users } = files.get(source ?? '') ?? { users: new Set<string>() };
  const several = users.size > 1 ? users : [];
  return {
    owner: { kind: 'actor', name: actor },
    users: new Set([...several, actor]),
    writers: new Set([...several, actor]),
    addressing: new Set(),
  };
}

function ownerInCase(
  { files, inCase }: FileState,
  actor: string,
  path: string,
  source: string | undefined,
): Owner {
  const isShared = [path, source ?? path].some(
    (one) => (inCase.get(one) ?? files.get(one)?.owner)?.kind === 'shared',
  );
  return isShared ? sharedOwner : { kind: 'actor', name: actor };
}

function sealFiles(state: FileState, options: SealOptions): SealedFiles {
  const { roots, shown, isAnswered, contentOf, judgeMeeting, isNamedAfter } = options;
  const shared: string[] = [];
  const asked: SealedFiles['asked'][number][] = [];
  const overwritten = new Set<string>();
  for (const [path, file] of state.files) {
    if (isAnswered(path)) continue;
    const meeting = judgeMeeting({ ...file, shown: true, name: shown(path), text: contentOf(path) });
    if (meeting === null) continue;
    if (meeting.kind === 'kept') {
      file.owner = { kind: 'actor', name: meeting.whose };
      if (meeting.isOverwritten) overwritten.add(path);
      if (meeting.asks) asked.push({ path, owner: meeting.whose, users: file.users });
      continue;
    }
    file.owner = sharedOwner;
    shared.push(path);
  }
  const exclusive = new Map<string, string>();
  for (const [path, { owner }] of state.files) if (owner.kind === 'actor') exclusive.set(path, owner.name);
  const passing = [...state.passing].flatMap(([path, [actor, ...others]]) =>
    actor === undefined || others.length > 0 || state.files.has(path) ? [] : [[path, actor] as const],
  );
  state.homes = learnHomes(new Map([...passing, ...exclusive]), roots, isNamedAfter);
  state.owners = fileOwners(new Map([...state.files].map(([path, { owner }]) => [path, owner])), state.homes);
  state.goneSealed = [...state.gone];
  return { shared, asked, homes: state.homes, overwritten };
}
