/**
 * The texts that are tried first at a parameter: ways out by levels, absolute ways, other tenants' names and files,
 * siblings, and each of them once in the disguises that careless checks and decoders undo.
 */
import { limits } from '../../model/limits.ts';
import { neighbourSuffixes } from '../../model/neighbours.ts';
import { identityOperation, type Knowledge, type KnownValue, memberName } from '../../model/operation.ts';
import { type Text, type TextPart, textOf } from '../../model/text.ts';
import {
  type Aim,
  baseName,
  changed,
  distinctValues,
  foreignPaths,
  harmlesslyFramed,
  keyAttributes,
  knownPart,
  placesOf,
} from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { isHarmless } from '../base/harmlessText.ts';
import { inTurn } from '../base/inTurn.ts';
import { rewritten } from '../base/phrase.ts';
import { delimiters, moatFileNames, moatFolderNames, siblingSuffixes } from '../base/pool.ts';
import { expressionProbes } from './expressions.ts';
import { learntWays, levelsOver } from './learntWays.ts';

/** Distinct texts, the likeliest first. */
export function textProbes(aim: Aim): readonly Text[] {
  const { near, far } = waysOut(aim);
  const isLearnt = aim.base?.store === 'file';
  const [file = ''] = moatFileNames;
  const disguised = isLearnt ? disguises(aim, [file]) : [];
  const lists: readonly (readonly Text[])[] = [
    objectKeys(aim),
    near,
    // Where the levels are known, few disguises do, and none is wasted on levels that lead nowhere.
    ...(isLearnt ? [disguised.filter(isEven), disguised.filter((text, index) => !isEven(text, index))] : []),
    foreignNames(aim),
    foreignFiles(aim),
    siblings(aim),
    neighbours(aim),
    [...qualified(aim), ...among(aim)],
    // Where there are items, a statement may ask for them.
    ...(keyAttributes(aim.knowledge).length > 0 ? [expressionProbes(aim)] : []),
  ];
  const later = [
    ...[...overRoot(aim), ...disguises(aim, isLearnt ? [freeName(aim)] : [file, freeName(aim)])],
    ...[...encodedWhole(aim), ...far],
    ...[...keys(aim), ...expressionProbes(aim), ...odd],
  ];
  return distinct(aim, [...learntWays(aim), ...inTurn(lists), ...later]);
}

function isEven(_: Text, index: number): boolean {
  return index % 2 === 0;
}

/** The same for a parameter of an operation that reaches items and objects alone: what may become a key, and few ways out. */
export function keyProbes(aim: Aim): readonly Text[] {
  const { near } = waysOut(aim);
  const lists = [
    ...[foreignNames(aim), objectKeys(aim), wholeKeys(aim), qualified(aim), among(aim)],
    // What a beginning or a bound is made of covers the most where it is empty.
    [''],
    expressionProbes(aim),
  ];
  return distinct(aim, [...inTurn(lists), ...keys(aim), ...near.slice(0, waysOutFew), ...odd]);
}

const waysOutFew = 3;

function distinct(aim: Aim, texts: readonly Text[]): readonly Text[] {
  const written = new Map(
    texts.flatMap((bare) => bareAndFramed(aim, bare)).map((text) => [JSON.stringify(text), text]),
  );
  return [...written.values()];
}

function bareAndFramed(aim: Aim, bare: Text): readonly Text[] {
  if (aim.frame === null) return [bare];
  const framed = harmlesslyFramed(aim, bare);
  return [...(isHarmless(bare) ? [bare] : []), ...(framed === null ? [] : [framed])];
}

/** To a canary that is there and to a name that is free, up to four levels above, then further. */
function waysOut(aim: Aim): { near: Text[]; far: Text[] } {
  const [file = '', other = ''] = moatFileNames;
  const [vault = ''] = moatFolderNames;
  const free = freeName(aim);
  const up = (levels: number, name: string): Text => '../'.repeat(levels) + name;
  const near: Text[] = [
    // How many levels lead out is known of what was learnt.
    ...(aim.base === null ? [up(1, file)] : []),
    [{ place: 'moat' }, `/${file}`],
    ...(aim.base === null ? [] : [up(1, file)]),
    up(2, file),
    up(1, free),
    [{ place: 'moat' }, `/${free}`],
    up(2, free),
    up(3, file),
    up(3, free),
    up(1, stem(other)),
    up(2, stem(other)),
    [{ place: 'moat' }, `/${stem(other)}`],
    ...(entersFolders(aim) ? [up(1, vault), up(2, vault), textOf([{ place: 'moat' }, `/${vault}`])] : []),
  ];
  const deeper = Array.from({ length: limits.dotdotMax - 3 }, (_, index) => index + 4);
  const known = ownValue(aim);
  const below = known === null ? [] : [1, 2, 3].map((n) => textOf([known, `/${up(n + 1, file)}`]));
  const rooted = [1, 2, 3].map((n) => textOf([{ place: 'sandbox' }, `/${up(n, file)}`]));
  const far: Text[] = [
    '..',
    '../..',
    '../',
    '.',
    ...deeper.flatMap((levels) => [up(levels, file), up(levels, free)]),
    ...[1, 2].map((n) => `x/${up(n + 1, file)}`),
    ...rooted,
    ...below,
    [{ place: 'moat' }],
  ];
  return { near, far };
}

/** Whether the target looks for a file of its own in the folder that it is told. */
function entersFolders({ knowledge: { endings = [] } }: Aim): boolean {
  return endings.some((ending) => ending.startsWith('/'));
}

function freeName({ names, extension }: Aim): string {
  return names[0] ?? `a${extension}`;
}

/** A name without its extension, for targets that add one. */
function stem(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}

function ownValue({ own }: Aim): ReturnType<typeof knownPart> | null {
  const [first] = own;
  return first === undefined ? null : knownPart(first);
}

/** Victims' own values, those that belong here first. */
function foreignNames({ foreign }: Aim): Text[] {
  return distinctValues(foreign)
    .slice(0, limits.foreignValuesFirst)
    .map((known) => [knownPart(known)]);
}

/** Files of other tenants: from the sandbox, from a tenant's folder, and absolute; and free names beside them. */
export function foreignFiles(aim: Aim): Text[] {
  const paths = foreignPaths(aim).slice(0, limits.foreignFilesFirst);
  const free = freeName(aim);
  const folders = [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))))];
  const hasHome = placesOf(aim.knowledge).includes('foreign');
  return [
    ...paths.flatMap((path): Text[] => [`../${path}`, path]),
    ...folders.flatMap((folder): Text[] => [`../${folder}/${free}`, `${folder}/${free}`]),
    ...paths.flatMap((path): Text[] => [`../../${path}`, [{ place: 'sandbox' }, `/${path}`]]),
    ...(hasHome ? [[{ place: 'foreign' as const }, `/${free}`]] : []),
    ...folders.flatMap((folder): Text[] => [
      folder,
      `../${folder}`,
      [{ place: 'sandbox' as const }, `/${folder}`],
    ]),
  ];
}

/** `/data-evil` beside `/data`, from within and absolute. */
function siblings(aim: Aim): Text[] {
  const [file = ''] = moatFileNames;
  const free = freeName(aim);
  return siblingSuffixes.flatMap((suffix): Text[] => [
    ['../', { place: 'sandboxName' }, `${suffix}/${file}`],
    ['../', { place: 'sandboxName' }, `${suffix}/${free}`],
    [{ place: 'sandbox' }, `${suffix}/${file}`],
    ['../../', { place: 'sandboxName' }, `${suffix}/${file}`],
    [{ place: 'sandbox' }, `${suffix}/${free}`],
  ]);
}

/** The same beside the folders that the operation is given. */
export function neighbours(aim: Aim): Text[] {
  const [file = ''] = moatFileNames;
  const free = freeName(aim);
  return aim.folders.flatMap((folder) =>
    neighbourSuffixes.flatMap((suffix): Text[] => [
      `../${baseName(folder)}${suffix}/${file}`,
      `../${baseName(folder)}${suffix}/${free}`,
      [{ place: 'sandbox' }, `/${folder}${suffix}/${file}`],
    ]),
  );
}

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

function disguises(aim: Aim, names: readonly string[]): Text[] {
  const [file = ''] = moatFileNames;
  const levels = aim.base?.store === 'file' ? [levelsOver(aim.base)] : levelsOut(aim);
  const plain = levels.flatMap((count) => names.map((name) => '../'.repeat(count) + name));
  const schemes: Text[] = ['file://', 'file:'].map((scheme) => [scheme, { place: 'moat' }, `/${file}`]);
  const doubled: Text[] = ['/', '//', '\\'].map((sign) => [sign, { place: 'moat' }, `/${file}`]);
  return [
    ...rewrites.flatMap((rewrite) => plain.map((text) => rewritten(text, rewrite))),
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
 * Over the real root and down again, behind slashes of which a check takes fewer away than the use does: it leads out
 * however far down the base is, and taken for absolute to the same folder.
 */
function overRoot(aim: Aim): Text[] {
  const [file = ''] = moatFileNames;
  return [file, freeName(aim)].map((name): Text => [{ place: 'overRoot' }, `/${name}`]);
}

/**
 * Names without a slash before they are decoded, so that what takes the last part of a URL keeps them whole: absolute,
 * and beside a folder, where a check that compares beginnings lets them pass once they are decoded.
 */
function encodedWhole(aim: Aim): Text[] {
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

/** Another tenant's value, one step away. */
function keys({ foreign }: Aim): Text[] {
  const [best] = distinctValues(foreign);
  if (best === undefined) return delimiters.slice(0, 4).map((sign) => sign);
  const part = knownPart(best);
  const altered = (['upper', 'dropLast', 'percent', 'fullwidth'] as const).map(
    (change): Text => [changed(part, change)],
  );
  return [
    ...altered,
    ...delimiters.slice(0, 4).flatMap((sign): Text[] => [
      [part, sign],
      [sign, part],
    ]),
    [' ', part],
    [part, ' '],
    [part, '/'],
    [part, '\0'],
    ['./', part],
  ];
}

/** Keys of a victim's items as they are, for targets that take one instead of making it; one of each attribute. */
function wholeKeys({ knowledge, operation }: Aim): Text[] {
  const { kept = [], known, victims, attacker } = knowledge;
  const attributes = keyAttributes(knowledge, operation);
  const own = new Set([...kept, ...known].flatMap(({ actor, value }) => (actor === attacker ? [value] : [])));
  const theirs = kept.filter(
    ({ actor, name, value }) =>
      victims.includes(actor) && attributes.includes(memberName(name)) && !own.has(value),
  );
  // What this operation keeps, then what those keep that it takes from, then what lies in the same tables, then the rest.
  const tables = tablesOf(knowledge, operation.name);
  const distance = ({ operation: maker }: KnownValue): number => {
    if (maker === operation.name) return 0;
    if (operation.parameters.some(({ from }) => from?.operation === maker)) return 1;
    return tablesOf(knowledge, maker).some((table) => tables.includes(table)) ? 2 : 3;
  };
  const first = new Map<string, KnownValue>();
  for (const one of theirs.toSorted((a, b) => distance(a) - distance(b))) {
    const identity = JSON.stringify([distance(one), memberName(one.name)]);
    if (!first.has(identity)) first.set(identity, one);
  }
  const what = 'whole keys of a victim are sent';
  const tried = firstTried(knowledge, operation, [...first.values()], limits.wholeKeysMax, what);
  return tried.map((one) => [knownPart(one)]);
}

function tablesOf({ keyPatterns = [] }: Knowledge, name: string): readonly string[] {
  return keyPatterns.filter(({ operation }) => operation === name).map(({ table }) => table);
}

/** A victim's value behind the word by which the victim is told apart. */
function qualified({ knowledge, foreign }: Aim): Text[] {
  const [best] = distinctValues(foreign);
  const owner = knowledge.known.find(
    ({ actor, operation }) => actor === best?.actor && operation === identityOperation,
  );
  if (best === undefined || owner === undefined) return [];
  return ownerSigns.map((sign): Text => [knownPart(owner), sign, knownPart(best)]);
}

/** A victim's value behind the attacker's own, where one text may name several things. */
function among({ foreign, own, operation, parameter }: Aim): Text[] {
  const isSame = (one: KnownValue): boolean =>
    one.operation === operation.name && one.name === `arguments.${parameter.name}`;
  const theirs = foreign.find(isSame) ?? foreign[0];
  const mine = own.find(isSame) ?? own[0];
  if (theirs === undefined || mine === undefined) return [];
  return listSigns.map((sign): Text => [knownPart(mine), sign, knownPart(theirs)]);
}

const listSigns: readonly string[] = [',', ' '];

/** What may stand between an owner and the name of what it owns. */
const ownerSigns: readonly string[] = ['/', '#', ':'];

/** Another tenant's keys behind the attacker's own prefix; what looks like a key first. */
function objectKeys({ knowledge, foreign, own, base }: Aim): Text[] {
  const { victims } = knowledge;
  if (knowledge.objects !== true) return [];
  const isKey = ({ value }: KnownValue): boolean => value.indexOf('/') > 0;
  const key = own.find(isKey);
  const before: TextPart = key === undefined ? knowledge.attacker : changed(knownPart(key), 'top');
  const theirs = distinctValues(foreign);
  const likely = [...theirs.filter(isKey), ...theirs.filter((known) => !isKey(known))].slice(0, 2);
  const up = base?.store === 'object' ? base.folder.length : 0;
  return likely
    .map(knownPart)
    .flatMap((part): Text[] => [
      ...(up > 1 ? [['../'.repeat(up), part]] : []),
      [before, '/../', part],
      ['../', part],
      [before, '/x/../../', part],
      [before, '//../', part],
      ...victims.map((victim): Text => [`../${victim}/`, part]),
      [changed(part, 'top')],
      [part, '/'],
    ]);
}

const odd: readonly Text[] = ['', './', 'null', '0', '*', '%', 'a'.repeat(256)];
