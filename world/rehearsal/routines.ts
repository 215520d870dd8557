/**
 * Recognises what harmless runs write whatever they are asked for: audit lines, counters of requests. A write is such a routine
 * if other operations do it too, at the same line, and one of them without any sent word in it: `store.py:12` appends to
 * `audit.log` in `save` and in `list` alike.
 */

import { baseNameOf } from '../../arena/filePath.ts';
import { canaryWordsIn } from '../../model/canary.ts';
import type { Cuts } from '../../model/cuts.ts';
import { limits } from '../../model/limits.ts';
import type { Access, Resource } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { fileContent } from '../stage/fileView.ts';
import { stringsOf } from '../step/resolve.ts';
import type { HarmlessListener } from './learner.ts';

/** A run that is refused shows nothing. */
export interface Routines extends HarmlessListener {
  /** The access, marked where it is routine. */
  readonly mark: (access: Access) => Access;
}

interface Routine {
  readonly operation: string;
  readonly attributes: readonly string[];
}

/** Nothing is known to be routine yet. */
export function learnRoutines(cuts: Cuts): Routines {
  const known = new Map<string, Map<string, Routine>>();
  return {
    note: ({ operation, arguments: args, seen: { accesses, response } }) => {
      if (isRefusal(response)) return;
      const words = ownWords(operation, args);
      for (const access of accesses) {
        const kind = writeKind(access);
        if (kind === null || carriesAny(access, words, cuts)) continue;
        const routine = { operation: operation.name, attributes: attributeNames(access) };
        known.set(kind, (known.get(kind) ?? new Map()).set(JSON.stringify(routine), routine));
      }
    },
    mark: (access) => {
      const kind = writeKind(access);
      const routines = kind === null ? [] : [...(known.get(kind)?.values() ?? [])];
      const attributes = new Set(attributeNames(access));
      const isRoutine = routines.some(
        (one) =>
          one.operation !== access.operation &&
          one.attributes.every((attribute) => attributes.has(attribute)),
      );
      return isRoutine ? { ...access, routine: true } : access;
    },
  };
}

/** Unguessable words that an operation was sent, those that refer to something left out. */
function ownWords({ parameters }: Operation, args: ResolvedArguments): string[] {
  return parameters
    .filter(({ from }) => from === undefined)
    .flatMap(({ name }) => (args[name] === undefined ? [] : stringsOf(args[name])))
    .flatMap(canaryWordsIn);
}

function carriesAny({ operation, resource, after }: Access, words: readonly string[], cuts: Cuts): boolean {
  if (words.length === 0) return false;
  const content = writtenContent(resource);
  const shown = content.slice(0, limits.routineCharactersMax);
  cuts.note('characters of files are searched for what was sent', operation, shown.length, content.length);
  const held = `${nameOfWritten(resource)}\n${JSON.stringify(after ?? null)}\n${shown}`.toLowerCase();
  return words.some((word) => held.includes(word));
}

function nameOfWritten(resource: Resource): string {
  if (resource.store === 'item') return JSON.stringify(resource.key);
  return resource.store === 'object' ? resource.key : baseNameOf(resource.path);
}

function writtenContent(resource: Resource): string {
  if (resource.store !== 'file' || resource.directory) return '';
  return fileContent(resource.path) ?? '';
}

/** The line of a write and the resource that it writes; null for other accesses, and if the line is unknown. */
function writeKind({ action, resource, location }: Access): string | null {
  if (location === null || (action !== 'create' && action !== 'write')) return null;
  return JSON.stringify([location.file, location.line, resource.store, ...containerOf(resource)]);
}

/** A table, or a bucket or any folder with the ending of the name. */
function containerOf(resource: Resource): string[] {
  switch (resource.store) {
    case 'item':
      return [resource.table];
    case 'object':
      return [resource.bucket, fileExtension(resource.key)];
    case 'file':
      return [fileExtension(resource.path)];
  }
}

function fileExtension(path: string): string {
  return /\.[^.]*$/.exec(baseNameOf(path))?.[0] ?? '';
}

/** An audit line differs from a note in its attributes, where one line of the target writes both. */
function attributeNames({ resource, after }: Access): readonly string[] {
  return resource.store === 'item' ? Object.keys(after ?? {}).sort() : [];
}
