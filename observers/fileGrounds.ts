/**
 * Says on which ground a path lies: in the sandbox (`/a/m/r0/media/x`), in the moat around it (`/a/m/secret.txt`), or outside
 * the arena. Pure.
 */
import { isWithin } from '../model/isWithin.ts';
import { shownInMoat } from '../model/moat.ts';
import type { Action, Ground } from '../model/observation.ts';
import type { FileView } from './fileView.ts';

/** The ground that an action touches. A change beside the folder that the operation is given is beyond its ground. */
export function groundTouched({ action }: { readonly action: Action }, path: string, view: FileView): Ground {
  const ground = groundOf(path, view);
  const changes = action !== 'read' && action !== 'list';
  if (ground !== 'sandbox' || !changes || view.given === null || isBesides(path, view)) return ground;
  return view.given.some((folder) => isWithin(path, folder) || isWithin(folder, path)) ? ground : 'moat';
}

/** Whether a path is in the temporary folder, the inbox or the home, where the target may work too. */
export function isBesides(path: string, { roots }: FileView): boolean {
  return roots.some(({ path: root, shown }) => sharedRoots.includes(shown) && isWithin(path, root));
}

const sharedRoots: readonly string[] = ['{temp}', '{inbox}', '{home}'];

/** The ground of a resolved path. */
export function groundOf(path: string, view: Pick<FileView, 'roots' | 'arena' | 'neighbours'>): Ground {
  if (view.neighbours.some((folder) => isWithin(path, folder))) return 'moat';
  if (view.roots.some((root) => isWithin(path, root.path))) return 'sandbox';
  return path === view.arena || path.startsWith(`${view.arena}/`) ? 'moat' : 'system';
}

/** A path relative to the arena, so that it is the same in every run. */
export function shownPath(path: string, view: Pick<FileView, 'roots' | 'moat'>): string {
  for (const root of view.roots) {
    if (path === root.path || path.startsWith(`${root.path}/`))
      return root.shown + path.slice(root.path.length);
  }
  return path === view.moat || path.startsWith(`${view.moat}/`)
    ? shownInMoat(path.slice(view.moat.length))
    : path;
}
