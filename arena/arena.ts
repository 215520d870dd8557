/**
 * Builds the arena: a throw-away world on disk. Sandbox roots, where the target may work, are deep inside a moat of canary
 * files that nobody may touch: `moat/…/r0/` beside `moat/…/secret.txt`. All of it is below one marked folder in the system's
 * temporary folder, removed at exit, or by the next run if this one is killed.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Canary, canaryWord } from '../model/canary.ts';
import { codeOf, EnvironmentError, messageOf, refusalOf } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import {
  moatFileNames,
  moatFolderNames,
  moatLevelName,
  shownInMoat,
  siblingSuffixes,
} from '../model/moat.ts';
import { arenaParent, namedParent, otherParentAdvice } from './arenaParent.ts';
import { arenaPrefix, markArena, removeArena, removeLeftovers } from './mark.ts';
import { requireRealParent } from './realGround.ts';
import { snapshotTree, type Tree } from './tree.ts';

export interface Arena {
  /** Absolute, resolved path of the whole arena. */
  readonly folder: string;
  /** Outermost folder of the moat. */
  readonly moat: string;
  /** Sandbox roots by name; attacks aim at the first. */
  readonly roots: ReadonlyMap<string, string>;
  /** Shared temporary folder (`TMPDIR` of the target), a sandbox too. */
  readonly temp: string;
  /** Folder for files that the target gets by their path; a sandbox too. */
  readonly inbox: string;
  /** Home folder of the user who runs the target, writable for no one else; a sandbox too. */
  readonly home: string;
  /** File that receives what the target prints. */
  readonly outputFile: string;
  /** Folder beside the moat for files that an intruder moves out of the way; it is not watched. */
  readonly aside: string;
  /** Decoy folders within the first sandbox root, which count as moat. */
  readonly neighbours: readonly string[];
  /** Canaries of the moat, those of the neighbours included. */
  readonly canaries: readonly Canary[];
  /** The moat as it was built, with the sandbox roots but without their content. */
  readonly pristine: Tree;
  readonly remove: () => void;
}

const living = new Set<string>();
let watchesExit = false;

/**
 * Builds an arena with one sandbox root for each name. `neighbours` are folders below the first one. Rejects with an
 * `EnvironmentError` if the temporary folder does not exist, is not writable, or is full.
 */
export async function createArena(
  rootNames: readonly string[],
  neighbours: readonly string[] = [],
): Promise<Arena> {
  let made: string | null = null;
  try {
    const parent = arenaParent();
    for (const folder of new Set([parent, tmpdir()])) removeLeftovers(folder);
    made = mkdtempSync(join(parent, arenaPrefix));
    return furnishArena(made, rootNames, neighbours);
  } catch (thrown) {
    if (made !== null) forget(made);
    if (codeOf(thrown) === null) throw thrown;
    throw new EnvironmentError(
      `no arena can be made in ${namedParent()}: ${refusalOf(thrown)}; ${otherParentAdvice}`,
      { cause: thrown },
    );
  }
}

function furnishArena(folder: string, rootNames: readonly string[], neighbours: readonly string[]): Arena {
  removeAtExit(folder);
  // The target may run as another user than this process.
  chmodSync(folder, 0o755);
  markArena(folder);
  const moat = join(folder, 'm');
  const canaries: Canary[] = [];
  const deepest = digMoat(moat, canaries);
  const roots = new Map<string, string>();
  for (const [index, name] of rootNames.entries()) {
    roots.set(name, placeRoot(join(deepest, `r${index}`), folderOfRoot(name), moat, canaries));
  }
  const decoys = neighbours.map((below) => placeNeighbour(roots, below, canaries));
  const temp = placeRoot(join(deepest, 'z'), 'tmp', moat, canaries);
  const inbox = placeRoot(join(deepest, 'i'), 'inbox', moat, canaries);
  const home = placeRoot(join(deepest, 'h'), 'home', moat, canaries);
  const outputFile = join(folder, 'output.log');
  writeFileSync(outputFile, '');
  const aside = join(folder, 'aside');
  mkdirSync(aside);
  const pristine = snapshotTree(moat, new Set([...roots.values(), temp, inbox, home]));
  return {
    ...{
      folder,
      moat,
      roots,
      temp,
      inbox,
      home,
      outputFile,
      aside,
      neighbours: decoys,
      canaries,
      pristine,
      remove: () => forget(folder),
    },
  };
}

/** The name of a root's folder: its own, unless a canary beside it has that name. */
function folderOfRoot(name: string): string {
  return moatFolderNames.includes(name) || moatFileNames.includes(name) ? `${name}-root` : name;
}

function forget(folder: string): void {
  living.delete(folder);
  try {
    removeArena(folder);
  } catch (thrown) {
    process.emitWarning(messageOf(thrown), 'TrespassWarning');
  }
}

/**
 * Adds copies of the moat's files with endings that the target appends to names: `secret.txt.html`, `vault/index.html`. Returns
 * the new files.
 */
export function layEndings(
  { moat, roots, neighbours, pristine }: Arena,
  endings: readonly string[],
): { readonly canaries: readonly Canary[]; readonly paths: readonly string[] } {
  const canaries: Canary[] = [];
  const [file = ''] = moatFileNames;
  const [folder = ''] = moatFolderNames;
  const known = [...pristine.keys()];
  const fitting = (ending: string): readonly string[] => {
    const beside = ending.startsWith('/') ? folder : file;
    return known.filter((path) => path.endsWith(`/${beside}`)).map((path) => path + ending);
  };
  const inMoat = endings.flatMap(fitting);
  const decoys = endings.flatMap((ending) =>
    ending.startsWith('/') ? [] : neighbours.map((path) => `${path}/${file}${ending}`),
  );
  const made: string[] = [];
  for (const path of inMoat.filter((one) => !existsSync(one))) {
    const top = makeFolderOf(path) ?? path;
    requireRealParent(path);
    plantCanary(path, moat, canaries);
    for (const [entry, state] of snapshotTree(top)) {
      pristine.set(entry, state);
      made.push(entry);
    }
  }
  for (const path of decoys) {
    makeFolderOf(path);
    requireRealParent(path);
    writeNeighbour(path, roots, canaries);
  }
  return { canaries, paths: [...made, ...decoys] };
}

/** Makes the folder of a file, as for `secret.txt.d/info.json`; null if it exists. */
function makeFolderOf(path: string): string | null {
  const folder = dirname(path);
  if (existsSync(folder)) return null;
  requireRealParent(folder);
  mkdirSync(folder);
  return folder;
}

function digMoat(moat: string, canaries: Canary[]): string {
  let level = moat;
  furnishMoat(level, moat, canaries);
  for (let depth = 1; depth < limits.moatDepth; depth += 1) {
    level = join(level, moatLevelName);
    furnishMoat(level, moat, canaries);
  }
  return level;
}

/** A sandbox root in a moat folder of its own, between siblings whose names begin with its name. */
function placeRoot(parent: string, name: string, moat: string, canaries: Canary[]): string {
  furnishMoat(parent, moat, canaries);
  for (const suffix of siblingSuffixes) {
    mkdirSync(join(parent, name + suffix));
    for (const file of moatFileNames) plantCanary(join(parent, name + suffix, file), moat, canaries);
  }
  const root = join(parent, name);
  mkdirSync(root);
  return root;
}

function placeNeighbour(roots: ReadonlyMap<string, string>, below: string, canaries: Canary[]): string {
  const [root = ''] = roots.values();
  const folder = join(root, below);
  mkdirSync(folder, { recursive: true });
  for (const name of moatFileNames) writeNeighbour(join(folder, name), roots, canaries);
  return folder;
}

function writeNeighbour(path: string, roots: ReadonlyMap<string, string>, canaries: Canary[]): void {
  const [root = ''] = roots.values();
  const planted = `{sandbox}${path.slice(root.length)}`;
  writeCanary(path, { word: canaryWord(planted), owner: { kind: 'outside' }, planted }, canaries);
}

function furnishMoat(folder: string, moat: string, canaries: Canary[]): void {
  mkdirSync(folder);
  for (const name of moatFileNames) plantCanary(join(folder, name), moat, canaries);
  for (const name of moatFolderNames) {
    mkdirSync(join(folder, name));
    plantCanary(join(folder, name, 'secret.txt'), moat, canaries);
  }
}

function plantCanary(path: string, moat: string, canaries: Canary[]): void {
  const below = path.slice(moat.length);
  const word = canaryWord(`{moat}${below}`);
  writeCanary(path, { word, owner: { kind: 'outside' }, planted: shownInMoat(below) }, canaries);
}

function writeCanary(path: string, canary: Canary, canaries: Canary[]): void {
  const { word } = canary;
  writeFileSync(path, path.endsWith('.json') ? JSON.stringify({ secret: word }) : `secret ${word}\n`);
  canaries.push(canary);
}

function removeAtExit(folder: string): void {
  living.add(folder);
  if (watchesExit) return;
  watchesExit = true;
  process.on('exit', () => {
    for (const left of living) leaveArena(left);
  });
}

/** At the end of the process an error cannot be reported: the next run tries again. */
function leaveArena(folder: string): void {
  try {
    removeArena(folder);
  } catch {
    return;
  }
}
