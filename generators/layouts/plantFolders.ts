/**
 * Chooses the folders in which links are planted, relative to their zone: those that an operation is given, the zone itself,
 * and folders below it in which files were seen. For `export` to `own/out` that is `out` first. Only folders of the attacker's.
 */
import type { Zone } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Aim } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';

/** The likeliest first, each with a slash behind, the zone itself as an empty string. */
export function plantFolders(aim: Aim, zone: Zone): readonly string[] {
  // A private folder that the target creates in a shared place is out of reach.
  if (zone === 'temp') return [''];
  const { homes } = aim.knowledge.means;
  const below = (folder: string): readonly string[] => homes.flatMap((home) => belowHome(folder, home));
  const seen = aim.paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const folders = [...new Set([...aim.folders.flatMap(below), '', ...seen.flatMap(below)])];
  const what = 'folders have links planted in them';
  return firstTried(aim.knowledge, aim.operation, folders, limits.plantFoldersMax, what);
}

/** A folder of the sandbox as a path below the attacker's; empty if it is not below it. */
function belowHome(folder: string, home: string): readonly string[] {
  if (folder === home) return [''];
  if (home === '') return [`${folder}/`];
  return folder.startsWith(`${home}/`) ? [`${folder.slice(home.length + 1)}/`] : [];
}
