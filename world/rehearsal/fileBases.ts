/**
 * Learns where in file paths and object keys the value of a parameter stands: `name` = `kq7w.txt` in `media/7/kq7w.txt` gives
 * the base `media/7/`. From it, ways out of the folder and to a victim's files are computed instead of guessed:
 * `../8/zq4k.txt`. Unguessable words are followed to the later step that uses the path. Sees only values that stand in a path
 * unchanged.
 */

import { canaryPattern } from '../../model/canary.ts';
import { attackerName } from '../../model/config.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { FileBase } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { leavesOf, stringsOf } from '../step/resolve.ts';
import type { Seen } from '../step/step.ts';
import type { Learner } from './learner.ts';

/** A value in a path. */
interface Standing {
  readonly path: string;
  readonly root: string;
  /** Folders between the root and the value. */
  readonly folder: readonly string[];
  /** The path below the root, up to the value's end. */
  readonly named: string;
  readonly joined: boolean;
  /** Whether a later step used it that was not sent it. */
  readonly followed: boolean;
}

interface BaseParameter {
  readonly operation: string;
  readonly parameter: string;
  readonly byActor: Map<string, Standing>;
}

/** The step that is sent a value shows more than later steps, and a whole name more than a part. */
function worth({ followed, joined }: Standing): number {
  return (followed ? 0 : 2) + (joined ? 0 : 1);
}

/**
 * Learns in which folders below the roots the attacker's values are used, with the files that victims reached, as far as they
 * still exist.
 */
export function learnFileBases(
  roots: readonly string[],
  exists: (path: string) => boolean,
): Learner<readonly FileBase[]> {
  const parameters = new Map<string, BaseParameter>();
  const carriers = new Map<string, Set<BaseParameter>>();

  const parameterOf = (operation: string, parameter: string): BaseParameter => {
    const identity = JSON.stringify([operation, parameter]);
    const one = parameters.get(identity) ?? { operation, parameter, byActor: new Map() };
    parameters.set(identity, one);
    return one;
  };
  const keep = ({ byActor }: BaseParameter, actor: string, standing: Standing): void => {
    const known = byActor.get(actor);
    const isBetter = known === undefined || worth(standing) > worth(known);
    // The newest will exist for longest, but the first one found is closest to the sent text.
    if (isBetter || (worth(standing) === worth(known) && !standing.followed)) byActor.set(actor, standing);
  };

  return {
    note: ({ operation, actor: { name: actor }, arguments: args, seen }) => {
      const paths = touchedPaths(seen).filter((path) => rootOf(path, roots) !== null);
      const sent = new Map(
        operation.parameters
          .filter(({ name, fixed }) => fixed !== true && args[name] !== undefined)
          .map(({ name }) => [parameterOf(operation.name, name), sentValues(args, name)]),
      );
      for (const [one, values] of sent) {
        const standing = standingIn(paths, values, roots);
        if (standing !== null) keep(one, actor, standing);
      }
      const own = new Set([...sent.values()].flat());
      for (const [value, carrying] of carriers) {
        const standing = own.has(value) ? null : standingIn(paths, [value], roots);
        if (standing === null) continue;
        for (const one of carrying) keep(one, actor, { ...standing, followed: true });
      }
      for (const [one, values] of sent)
        for (const value of values.filter((text) => text.match(canaryPattern) !== null))
          carriers.set(value, (carriers.get(value) ?? new Set()).add(one));
    },
    result: () => {
      const standing = [...parameters.values()].flatMap(({ byActor }) => [...byActor]);
      const theirs = standing.flatMap(([actor, one]) =>
        actor !== attackerName && !isObjectStanding(one) && exists(one.path) ? [one] : [],
      );
      return [...parameters.values()].flatMap((one) => learntBases(one, attackerName, theirs));
    },
  };
}

/** Files that a victim reached by the same parameter, else those in that folder, because its own may be gone by now. */
function learntBases(
  { operation, parameter, byActor }: BaseParameter,
  attacker: string,
  theirs: readonly Standing[],
): FileBase[] {
  const own = byActor.get(attacker);
  if (own === undefined || own.folder.length >= limits.dotdotMax) return [];
  const counterparts = [...byActor].flatMap(([actor, one]) => (actor === attacker ? [] : [one]));
  const isThere = (one: Standing): boolean => theirs.includes(one);
  const isBeside = (one: Standing): boolean =>
    counterparts.some(({ root, folder }) => root === one.root && folder.join('/') === one.folder.join('/'));
  const named = [...counterparts.filter(isThere), ...theirs.filter(isBeside)]
    .filter(({ root }) => root === own.root)
    .map((one) => one.named);
  const { folder, joined } = own;
  const store = isObjectStanding(own) ? 'object' : 'file';
  return [{ operation, parameter, store, folder, joined, theirs: [...new Set(named)] }];
}

/** Before a bucket and a key: an object's path of ours. */
const objects = 'object:';

function isObjectStanding({ root }: Standing): boolean {
  return root.startsWith(objects);
}

/** Files in the sandbox and objects that a step used, and last texts of its answer that look like keys. */
function touchedPaths({ used, changes, accesses, response }: Seen): string[] {
  const touched = accesses.flatMap(({ resource }) => {
    if (resource.store === 'item') return [];
    return [resource.store === 'file' ? resource.path : `${objects}${resource.bucket}/${resource.key}`];
  });
  const told = leavesOf(response.value).flatMap(([, text]) =>
    isKey.test(text) ? [`${objects}/${text}`] : [],
  );
  return [...new Set([...changes.map(({ path }) => path), ...used, ...touched, ...told])];
}

/** A relative path of names, no address. */
const isKey = /^[^/\s:]+(?:\/[^/\s:]+)+$/;

/** The sent text, and its unguessable words, which may be in paths without the rest. */
function sentValues(args: ResolvedArguments, name: string): readonly string[] {
  const argument = args[name];
  const texts = argument === undefined ? [] : stringsOf(argument);
  const values = texts.flatMap((text) => [text, ...(text.match(canaryPattern) ?? [])]);
  return [...new Set(values)].filter((value) => pathPartForm.test(value));
}

/** What may be a part of a path, and is no path of its own. */
const pathPartForm = /^[^/\0][^\0]{0,159}$/;

function standingIn(
  paths: readonly string[],
  values: readonly string[],
  roots: readonly string[],
): Standing | null {
  const found = values.flatMap((value) => paths.flatMap((path) => standingOf(path, value, roots) ?? []));
  return found.find(({ joined }) => !joined) ?? found[0] ?? null;
}

function rootOf(path: string, roots: readonly string[]): string | null {
  if (path.startsWith(objects)) return path.slice(0, path.indexOf('/'));
  return roots.find((root) => isWithin(path, root)) ?? null;
}

function standingOf(path: string, value: string, roots: readonly string[]): Standing | null {
  const root = rootOf(path, roots);
  if (root === null) return null;
  const below = path.slice(root.length + 1);
  // A beginning of a key is as good as a name of a file.
  const start = valueStart(below, value, path.startsWith(objects) ? /^/ : /^(?:$|[./_-])/);
  if (start < 0) return null;
  const before = below.slice(0, start);
  const folder = before.split('/').slice(0, -1);
  return {
    ...{ path, root, folder, named: below.slice(0, start + value.length) },
    joined: before !== '' && !before.endsWith('/'),
    followed: false,
  };
}

/** The position at which a value occurs in a path as whole names, or parts of them between delimiters; -1 if it does not. */
function valueStart(below: string, value: string, behind: RegExp): number {
  const start = below.lastIndexOf(value);
  const before = below[start - 1] ?? '/';
  const after = below.slice(start + value.length);
  return start >= 0 && /[/._-]/.test(before) && behind.test(after) ? start : -1;
}
