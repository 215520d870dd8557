/**
 * The layouts that are tried first at a parameter: one link under a free name in the attacker's own folder, to each
 * kind of thing that is not the attacker's, and the argument that names it.
 */
import type { LayoutEntry } from '../model/attack.ts';
import type { Text } from '../model/text.ts';
import { type Aim, baseName, foreignPaths, placesOf } from './aim.ts';
import { foldersBelow, type Planted } from './layouts.ts';
import { moatFileNames } from './pool.ts';

/** Distinct layouts, the likeliest first; none where the target has no folder that is the attacker's own. */
export function layoutProbes(aim: Aim): readonly Planted[] {
  const { knowledge } = aim;
  if (!knowledge.zones.includes('own') || !knowledge.powers.includes('own-folder')) return [];
  return foldersBelow(aim).flatMap((within) => probesIn(aim, within));
}

function probesIn(aim: Aim, within: string): Planted[] {
  const [name = 'a', other = 'b'] = aim.names;
  const [file = ''] = moatFileNames;
  const { knowledge } = aim;
  const [theirs] = foreignPaths(aim);
  const outside: Text = [{ place: 'moat' }, `/${file}`];
  const fresh: Text = [{ place: 'moat' }, `/${other}`];
  const path = within + name;
  const link = (to: Text, rest = ''): Planted => planted([symlink(path, to)], name + rest);
  const hard = (to: Text): Planted => planted([hardlink(path, to)], name);
  const foreign: Text[] = theirs === undefined ? [] : [[{ place: 'sandbox' }, `/${theirs}`]];
  const home: Text[] = placesOf(aim.knowledge).includes('foreign') ? [[{ place: 'foreign' }]] : [];
  return [
    link(outside),
    ...foreign.map((to) => link(to)),
    link(fresh),
    link([{ place: 'moat' }], `/${file}`),
    link([{ place: 'moat' }], `/${other}`),
    ...home.flatMap((to) => [link(to, `/${baseName(theirs ?? other)}`), link(to, `/${other}`)]),
    ...home.map((to) => link([...(typeof to === 'string' ? [to] : to), `/${other}`])),
    link([{ place: 'moat' }]),
    link([{ place: 'sandbox' }, '/..']),
    ...[1, 2, 3].map((levels) => link('../'.repeat(levels) + file)),
    planted([symlink(path, `${name}1`), symlink(`${path}1`, outside)], name),
    ...(knowledge.powers.includes('hard-link') ? [outside, ...foreign].map(hard) : []),
    ...endings(aim).map((ending) => planted([symlink(path + ending, outside)], name)),
  ];
}

/** What harmless names get on their way to the disk, where that is more than they came with. */
function endings({ paths, extension }: Aim): string[] {
  const seen = paths.flatMap((path) => /\.[A-Za-z0-9]{1,5}$/.exec(path)?.[0] ?? []);
  return [...new Set(seen)].filter((ending) => ending !== extension).slice(0, 3);
}

function planted(layout: readonly LayoutEntry[], text: Text): Planted {
  return { layout, text };
}

function symlink(path: string, to: Text): LayoutEntry {
  return { kind: 'symlink', zone: 'own', path, to };
}

function hardlink(path: string, to: Text): LayoutEntry {
  return { kind: 'hardlink', zone: 'own', path, to };
}
