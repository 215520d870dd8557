/**
 * The layouts that are tried first: one link under a free name in a folder of the attacker's, to each kind of foreign target (a
 * file of the moat, another tenant's folder, a name that does not exist), and an argument that names the link. For operations
 * that read a whole folder the link comes without an argument.
 */

import type { LayoutEntry } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, existingPlaces, foreignPaths } from '../base/aim.ts';
import { baseName, extensionAt } from '../base/fileNames.ts';
import { moatFileNames, plainNames } from '../base/pool.ts';
import { decoyFiles, decoyFolders } from './decoys.ts';
import type { PlantedLayout } from './layouts.ts';
import { plantFolders } from './plantFolders.ts';

/** Distinct layouts, the likeliest first; none if the target has no folder that belongs to the attacker. */
export function layoutProbes(aim: Aim): readonly PlantedLayout[] {
  return plants(aim) ? plantFolders(aim, 'own').flatMap((within) => probesIn(aim, within)) : [];
}

/** Layouts that nothing names: the target finds them when it reads the folder. */
export function unnamedLayoutProbes(aim: Aim): readonly (readonly LayoutEntry[])[] {
  return plants(aim) ? plantFolders(aim, 'own').flatMap((within) => unnamedIn(aim, within)) : [];
}

/** Whether links can be planted in a folder that is the attacker's own. */
export function plants({
  knowledge: {
    means: { zones, powers },
  },
}: Aim): boolean {
  return zones.includes('own') && powers.includes('own-folder');
}

/** A link whose name looks like the folder's files and leads to something foreign; and a folder that leads out. */
function unnamedIn(aim: Aim, within: string): (readonly LayoutEntry[])[] {
  const [file = ''] = moatFileNames;
  const [free = 'a', other = 'b'] = plainNames;
  const outside: Text = [{ place: 'moat' }, `/${file}`];
  const theirs = foreignPaths(aim)
    .slice(0, 1)
    .map((path): Text => [{ place: 'sandbox' }, `/${path}`]);
  const names = endingsIn(aim, within).map((ending) => `${within}${free}${ending}`);
  const hard = aim.knowledge.means.powers.includes('hard-link')
    ? names.map((name) => hardlink(name, outside))
    : [];
  return [
    ...[outside, ...theirs, ...decoyFiles(aim)].flatMap((to) => names.map((name) => ownSymlink(name, to))),
    ownSymlink(within + free, [{ place: 'moat' }]),
    ...names.slice(0, 1).map((name) => ownSymlink(name, [{ place: 'moat' }, `/${other}`])),
    ...hard,
  ].map((entry) => [entry]);
}

/** The extensions of files seen in the folder itself; those of any folder if it has none. */
export function endingsIn({ paths }: Aim, within: string): readonly string[] {
  const here = paths.filter((path) => within === '' || `/${path}`.includes(`/${within}`));
  const endings = (here.length > 0 ? here : paths).map(extensionAt);
  const distinct = [...new Set(endings)].slice(0, limits.plantEndingsMax);
  return distinct.length > 0 ? distinct : [''];
}

function probesIn(aim: Aim, within: string): PlantedLayout[] {
  const [name = 'a', other = 'b'] = aim.names;
  const [file = ''] = moatFileNames;
  const { knowledge } = aim;
  const [theirs] = foreignPaths(aim);
  const outside: Text = [{ place: 'moat' }, `/${file}`];
  const fresh: Text = [{ place: 'moat' }, `/${other}`];
  const path = within + name;
  const link = (to: Text, rest = ''): PlantedLayout => plantedLayout([ownSymlink(path, to)], name + rest);
  const hard = (to: Text): PlantedLayout => plantedLayout([hardlink(path, to)], name);
  const foreign: Text[] = theirs === undefined ? [] : [[{ place: 'sandbox' }, `/${theirs}`]];
  const home: Text[] = existingPlaces(aim.knowledge).includes('foreign') ? [[{ place: 'foreign' }]] : [];
  return [
    link(outside),
    ...foreign.map((to) => link(to)),
    ...decoyFiles(aim).map((to) => link(to)),
    link(fresh),
    link([{ place: 'moat' }], `/${file}`),
    link([{ place: 'moat' }], `/${other}`),
    ...decoyFolders(aim).flatMap((to) => [link(to, `/${file}`), link(to, `/${other}`)]),
    ...home.flatMap((to) => [link(to, `/${baseName(theirs ?? other)}`), link(to, `/${other}`)]),
    ...home.map((to) => link([...(typeof to === 'string' ? [to] : to), `/${other}`])),
    link([{ place: 'moat' }]),
    link([{ place: 'sandbox' }, '/..']),
    ...[1, 2, 3].map((levels) => link('../'.repeat(levels) + file)),
    plantedLayout([ownSymlink(path, `${name}1`), ownSymlink(`${path}1`, outside)], name),
    ...(knowledge.means.powers.includes('hard-link') ? [outside, ...foreign].map(hard) : []),
    ...endings(aim).map((ending) => plantedLayout([ownSymlink(path + ending, outside)], name)),
  ];
}

/** What harmless names get on their way to the disk, where that is more than they came with. */
function endings({ paths, extension }: Aim): string[] {
  const seen = paths.flatMap((path) => /\.[A-Za-z0-9]{1,5}$/.exec(path)?.[0] ?? []);
  return [...new Set(seen)].filter((ending) => ending !== extension).slice(0, 3);
}

function plantedLayout(layout: readonly LayoutEntry[], text: Text): PlantedLayout {
  return { layout, text };
}

function ownSymlink(path: string, to: Text): LayoutEntry {
  return { kind: 'symlink', zone: 'own', path, to };
}

function hardlink(path: string, to: Text): LayoutEntry {
  return { kind: 'hardlink', zone: 'own', path, to };
}
