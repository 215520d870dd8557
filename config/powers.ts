/**
 * Completes the powers of an attacker, declared or by default: `['request', { 'own-folder': ['themes'] }]` allows requests, and
 * planting links in the attacker's folders below `themes`.
 */
import { withActor } from '../model/actorText.ts';
import { type Power, powers } from '../model/attack.ts';
import { type AttackerConfig, attackerName, type OwnFolder } from '../model/config.ts';
import type { PowerIn, UserConfig } from './userConfig.ts';

type Powers = Omit<AttackerConfig, 'knows'>;

/** Declared powers are searched and count. Undeclared ones are searched if there are tenants, and reported with a condition. */
export function completePowers({ attacker, actors }: UserConfig, roots: readonly string[]): Powers {
  const acting = { name: attackerName, words: actors?.[attackerName]?.words ?? {} };
  const ownFolder = (path: string): OwnFolder => {
    const filled = withActor(path, acting);
    return { ...placeInRoots(filled, roots), named: filled !== path };
  };
  const said = attacker?.powers;
  if (said === undefined) return powersByDefault(Object.keys(actors ?? {}).length > 1);
  const named = said.map((one) => (typeof one === 'string' ? one : 'own-folder'));
  const granted = powers.filter((power) => power === 'request' || named.includes(power));
  const everywhere = said.includes('own-folder');
  const folders = said.filter(isPowerIn).flatMap((one) => one['own-folder']);
  return {
    powers: granted,
    granted,
    ownFolders: folders.length === 0 || everywhere ? null : folders.map(ownFolder),
  };
}

/**
 * Whoever shares the machine can write to its temporary folders. That a tenant can write to its folder by other means than the
 * operations has to be declared. Without tenants no folder of the sandbox is known to belong to anybody, and all code that
 * opens a file by its name would be accused, so nothing is searched there.
 */
function powersByDefault(hasTenants: boolean): Powers {
  const granted: readonly Power[] = ['request', 'shared-temp'];
  return { powers: hasTenants ? powers : granted, granted, ownFolders: null };
}

function isPowerIn(one: Power | PowerIn): one is PowerIn {
  return typeof one !== 'string';
}

/** A path that begins with a root's name is in that root, any other one in the first. */
export function placeInRoots(path: string, roots: readonly string[]): Omit<OwnFolder, 'named'> {
  const [first = '', ...rest] = path.split('/');
  return roots.includes(first) ? { root: first, path: rest.join('/') } : { root: roots[0] ?? '', path };
}
