/**
 * Archives whose links stay inside one by one and lead out together: `c -> .`, then `p -> c/..`, then a file `p/x`. Class
 * `archive.chain`.
 */
import fc from 'fast-check';
import type { Text } from '../../model/text.ts';
import { someName, tail } from '../base/aim.ts';
import { oneOf, weighted } from '../base/phrase.ts';
import { moatFileNames } from '../base/pool.ts';
import {
  type ArchiveAim,
  type ArchiveMembers,
  fileMember,
  fileOut,
  folderMember,
  folderOut,
  joinTexts,
  linkMember,
} from './archiveAim.ts';

export function chainedMembers(aim: ArchiveAim): fc.Arbitrary<ArchiveMembers> {
  const target = fc.oneof(oneOf<Text>(...moatFileNames), someName(aim), tail(aim));
  const payload = fc.oneof(
    { weight: 4, arbitrary: target.map((name) => (at: string) => fileMember(joinTexts(at, '/', name))) },
    { weight: 1, arbitrary: oneOf(0o777, 0o700).map((mode) => (at: string) => folderMember(at, mode)) },
  );
  const order = oneOf('links-first', 'links-first', 'turned', 'payload-between');
  const through = fc
    .tuple(fc.oneof(currentAndParent(), outOfTheDeep(), thisThenUp()), payload, order)
    .map(([{ before, links, out }, made, how]) => {
      if (how === 'turned') return [...before, ...[...links].reverse(), made(out)];
      const [first, ...rest] = [...links].reverse();
      if (how === 'payload-between' && first !== undefined) return [...before, first, made(out), ...rest];
      return [...before, ...links, made(out)];
    });
  const farBeyond = fc
    .tuple(fc.integer({ min: 1, max: 3 }), target)
    .map(([levels, name]) => beyondPathMax(levels, joinTexts('/', name)));
  const drawn = weighted<ArchiveMembers>([
    { weight: 6, arbitrary: through },
    { weight: 3, arbitrary: hops(aim, target) },
    { weight: 1, arbitrary: unnamedLink(aim, target) },
    { weight: 1, arbitrary: farBeyond },
  ]);
  return drawn ?? through;
}

interface Links {
  readonly before: ArchiveMembers;
  readonly links: ArchiveMembers;
  /** The path that leads out once all links exist. */
  readonly out: string;
}

/** `c -> .`, `p -> c/..`: read as names the second stays, followed it goes one up; further ones go on from there. */
function currentAndParent(): fc.Arbitrary<Links> {
  return fc.integer({ min: 1, max: 4 }).map((levels) => ({
    before: [],
    links: [
      linkMember('c', '.'),
      ...Array.from({ length: levels }, (_, at) => linkMember(`p${at}`, at === 0 ? 'c/..' : `p${at - 1}/..`)),
    ],
    out: `p${levels - 1}`,
  }));
}

/** From deep folders a link back to the top, and one that climbs on from its target. */
function outOfTheDeep(): fc.Arbitrary<Links> {
  return fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 })).map(([depth, up]) => {
    const folders = ['k', 'k/k', 'k/k/k', 'k/k/k/k'].slice(0, depth);
    const deep = folders.at(-1) ?? 'k';
    return {
      before: folders.map((name) => folderMember(name)),
      links: [
        linkMember(`${deep}/t`, `${'../'.repeat(depth - 1)}..`),
        linkMember('o', `${deep}/t${'/..'.repeat(up)}`),
      ],
      out: 'o',
    };
  });
}

/** `t -> .`, then `t/u -> ..`: by its name `u` seems to be one folder deep. */
function thisThenUp(): fc.Arbitrary<Links> {
  return oneOf('u', 't/u').map((out) => ({
    before: [],
    links: [linkMember('t', '.'), linkMember('t/u', '..')],
    out,
  }));
}

interface End {
  readonly to: Text;
  readonly below: Text;
}

/** Link to link to link; the last one leads out. */
function hops(aim: ArchiveAim, target: fc.Arbitrary<Text>): fc.Arbitrary<ArchiveMembers> {
  const ends = fc.oneof(
    fileOut(aim).map((to): End => ({ to, below: '' })),
    fc.tuple(folderOut(aim), target).map(([to, name]): End => ({ to, below: joinTexts('/', name) })),
  );
  return fc
    .tuple(ends, fc.integer({ min: 1, max: 3 }), fc.boolean())
    .map(([{ to, below }, count, turned]) => {
      const links = Array.from({ length: count }, (_, at) => linkMember(`h${at}`, `h${at + 1}`));
      const all = [...links, linkMember(`h${count}`, to)];
      return [...(turned ? all.reverse() : all), fileMember(joinTexts('h0', below))];
    });
}

/** A link without a name of its own replaces the folder into which the archive is extracted. */
function unnamedLink(aim: ArchiveAim, target: fc.Arbitrary<Text>): fc.Arbitrary<ArchiveMembers> {
  return fc
    .tuple(oneOf('', '.', './'), folderOut(aim), target)
    .map(([name, to, below]) => [linkMember(name, to), fileMember(below)]);
}

/**
 * Sixteen folders of 247 characters, each reached by a short link: their real path is longer than PATH_MAX, where
 * realpath(3) and its like stop following links while the kernel, which walks the short ones, does not.
 */
export function beyondPathMax(levels: number, below: Text): ArchiveMembers {
  const long = 'k'.repeat(247);
  const tag = 'l'.repeat(254);
  const short = [...'abcdefghijklmnop'];
  const paths = short.map((_, at) =>
    short
      .slice(0, at)
      .map((name) => `${name}/`)
      .join(''),
  );
  const deep = short.join('/');
  const half = short.slice(0, 8).join('/');
  const eightUp = '../../../../../../../..';
  return [
    ...short.flatMap((name, at) => [
      folderMember(`${paths[at]}${long}`),
      linkMember(`${paths[at]}${name}`, long),
    ]),
    linkMember(`${deep}/${tag}`, eightUp),
    linkMember(`${half}/t`, eightUp),
    linkMember('o', `${deep}/${tag}/t${'/..'.repeat(levels)}`),
    fileMember(joinTexts('o', below)),
  ];
}
