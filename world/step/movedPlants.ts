/**
 * Recognises links that the attacker planted and the target only renamed, or copied as links within the attacker's own folders:
 * `own/l` moved to `own/done/l`. Neither follows the link, and the attacker could have planted it there as well. Pure; sees
 * renames in the hook's report, and copies by the links' targets.
 */
import { resolve } from 'node:path';
import { parentOf } from '../../arena/filePath.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { HookRecord } from '../../model/records.ts';

export type Move = readonly [from: string, to: string];

/** The planted paths, and those to which a step moved them. */
export function withMoved(planted: ReadonlySet<string>, hooks: readonly HookRecord[]): ReadonlySet<string> {
  if (planted.size === 0) return planted;
  const all = new Set(planted);
  for (const [from, to] of movesIn(hooks)) {
    for (const path of [...all]) if (isWithin(path, from)) all.add(to + path.slice(from.length));
  }
  return all;
}

/** Where the attacker may plant links, and what those that it planted in a case say. */
export interface PlantedLinks {
  readonly folders: readonly string[];
  readonly targets: ReadonlySet<string>;
}

/**
 * Whether a link with this target at this path is a copy of a planted one, or leads into the attacker's own data and only
 * through what is planted there, where the attacker could have planted it.
 */
export function isCopied({ folders, targets }: PlantedLinks, path: string, target: string): boolean {
  const isOwn = (place: string): boolean =>
    folders.some((folder) => place !== folder && isWithin(place, folder));
  return isOwn(path) && (targets.has(target) || isOwn(resolve(parentOf(path), target)));
}

/** From where to where a step renamed. Reported as two records, one after the other: what goes, and what comes. */
export function movesIn(hooks: readonly HookRecord[]): Move[] {
  return hooks.flatMap((gone, index): Move[] => {
    const come = hooks[index + 1];
    if (gone.event !== 'os.rename' || gone.action !== 'delete' || !gone.expected) return [];
    return come?.event === 'os.rename' ? [[gone.path, come.path]] : [];
  });
}
