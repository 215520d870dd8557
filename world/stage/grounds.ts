/**
 * Resolves the places that attacks name to folders of the arena, and chooses the zones in which the attacker may plant
 * something: `sandbox` is `/tmp/trespass-arena-x/…/media`, and the attacker's own zone is `media/mallory` in it.
 */
import type { Arena } from '../../arena/arena.ts';
import { baseNameOf } from '../../arena/filePath.ts';
import type { Zone } from '../../model/attack.ts';
import { type AttackerConfig, attackerName, type Config, type OwnFolder } from '../../model/config.ts';
import { isWithin } from '../../model/isWithin.ts';
import { limits } from '../../model/limits.ts';
import type { Place } from '../../model/text.ts';
import type { Stage } from './stage.ts';

/** The first sandbox root. */
export function firstRoot(arena: Arena): string {
  return [...arena.roots.values()][0] ?? arena.temp;
}

/** Where links can be planted: the attacker's own folders, or the whole sandbox if there are none. */
export function zonesOf(stage: Stage, arena: Arena, config: Config): Record<Zone, readonly string[]> {
  const homes = stage.registers.homesOf(attackerName);
  const alone = config.actors.every(({ name }) => name === attackerName);
  const own = homes.length > 0 || !alone ? homes : [...arena.roots.values()];
  return { own: withinOwnFolders(own, arena, config), temp: [arena.temp] };
}

/**
 * The part of the attacker's own folders in which the config lets it plant. A folder that the config names after the actor
 * (`themes/{actor}`) is its own, and so is one within its own folders.
 */
function withinOwnFolders(
  own: readonly string[],
  arena: Arena,
  { attacker: { ownFolders } }: Config,
): readonly string[] {
  if (ownFolders === null) return own;
  return [
    ...new Set(
      ownFolders.flatMap((one) => {
        const folder = folderIn(one, arena);
        const isOwn = one.named || own.some((home) => isWithin(folder, home));
        return isOwn ? [folder] : own.filter((home) => isWithin(home, folder));
      }),
    ),
  ];
}

/** The folders to which the config gives the attacker access, and which are therefore created. */
export function foldersOfOwn(arena: Arena, { ownFolders }: AttackerConfig): readonly string[] {
  return (ownFolders ?? []).map((one) => folderIn(one, arena));
}

function folderIn({ root, path }: OwnFolder, arena: Arena): string {
  const base = arena.roots.get(root) ?? firstRoot(arena);
  return path === '' ? base : `${base}/${path}`;
}

/** A folder of a sandbox root as its path below that root. */
export function belowRoot(folder: string, { roots }: Arena): string {
  const root = [...roots.values()].find((one) => isWithin(folder, one)) ?? folder;
  return folder.slice(root.length + 1);
}

/** The absolute folder or name that each place means. */
export function placeResolver(
  stage: Stage,
  arena: Arena,
  zones: Record<Zone, readonly string[]>,
): (place: Place) => string {
  const root = firstRoot(arena);
  const own = zones.own[0] ?? root;
  return (place) => {
    switch (place) {
      case 'sandbox':
        return root;
      case 'sandboxName':
        return baseNameOf(root);
      case 'moat':
        return arena.moat;
      case 'overRoot':
        return `//${'../'.repeat(limits.overRootDotdot)}${arena.moat.slice(1)}`;
      case 'moatEncoded':
        return arena.moat.replaceAll('/', '%2f');
      case 'own':
        return own;
      case 'temp':
        return arena.temp;
      case 'foreign':
        return stage.registers.foreignHome() ?? root;
    }
  };
}
