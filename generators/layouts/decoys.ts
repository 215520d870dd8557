/**
 * Folders beside a folder with a name that begins like it, and links to them: code that resolves a path and then compares
 * strings accepts `/data-evil/x` for the root `/data`. They lie beside folders that operations are given, beside the sandbox,
 * and beside the attacker's own.
 */
import fc from 'fast-check';
import { neighbourSuffixes } from '../../model/neighbours.ts';
import { type Text, textOf } from '../../model/text.ts';
import { type Aim, climb, foreignPaths } from '../base/aim.ts';
import { baseName } from '../base/fileNames.ts';
import { oneOf, phrase, placePart, weighted } from '../base/phrase.ts';
import { moatFileNames, siblingSuffixes } from '../base/pool.ts';
import { repeatUnit } from '../texts/paths.ts';

/** One folder of each kind, the nearest first. */
export function decoyFolders(aim: Aim): readonly Text[] {
  const [suffix = ''] = siblingSuffixes;
  const [beside = ''] = neighbourSuffixes;
  return [
    ...aim.folders.map((folder) => textOf([placePart('sandbox'), `/${folder}${beside}`])),
    textOf([placePart('sandbox'), suffix]),
    ...likeOwn(aim)
      .slice(0, 1)
      .map(({ folder }) => textOf([placePart('sandbox'), `/${folder}`])),
  ];
}

/** A file of each kind that exists. */
export function decoyFiles(aim: Aim): readonly Text[] {
  const [file = ''] = moatFileNames;
  const [theirs] = likeOwn(aim);
  return [
    ...decoyFolders(aim)
      .slice(0, aim.folders.length + 1)
      .map((folder) => textOf([folder, `/${file}`].flat())),
    ...(theirs === undefined ? [] : [textOf([placePart('sandbox'), `/${theirs.path}`])]),
  ];
}

/** Any of them, by its place or from a folder beside it. */
export function decoyFolder(aim: Aim): fc.Arbitrary<Text> {
  const suffix = oneOf(...siblingSuffixes);
  const beside = oneOf(...neighbourSuffixes);
  const up = repeatUnit('../', climb(3));
  const given = aim.folders.length === 0 ? null : fc.constantFrom(...aim.folders);
  const theirs = likeOwn(aim).map(({ folder }) => folder);
  const drawn = weighted<Text>([
    { weight: 3, arbitrary: given && phrase(placePart('sandbox'), '/', given, beside) },
    { weight: 2, arbitrary: given && phrase(up, given.map(baseName), beside) },
    { weight: 2, arbitrary: phrase(placePart('sandbox'), suffix) },
    { weight: 1, arbitrary: phrase(up, placePart('sandboxName'), suffix) },
    {
      weight: 2,
      arbitrary: theirs.length === 0 ? null : phrase(placePart('sandbox'), '/', fc.constantFrom(...theirs)),
    },
  ]);
  return drawn ?? phrase(placePart('sandbox'), suffix);
}

/** Other tenants' files in folders beside the attacker's own, whose names go on where its name ends. */
function likeOwn(aim: Aim): readonly { readonly folder: string; readonly path: string }[] {
  const homes = aim.knowledge.means.homes.filter((home) => home !== '');
  return foreignPaths(aim).flatMap((path) =>
    homes
      .map((home) => ({ home, folder: path.split('/').slice(0, home.split('/').length).join('/') }))
      .filter(({ home, folder }) => folder.startsWith(home) && folder !== home && folder !== path)
      .map(({ folder }) => ({ folder, path })),
  );
}
