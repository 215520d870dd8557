/**
 * Paths computed from the learnt folder in which a parameter's values are used: for the base `media/7/`, `../8/kq7w.txt` leads
 * to the victim's file and `../../secret.txt` out of the sandbox. Also to free names beside both. Class `path.dotdot`.
 */
import { canaryPattern } from '../../model/canary.ts';
import type { FileBase, KnownValue } from '../../model/knowledge.ts';
import { holdsSource } from '../../model/operation.ts';
import { type Text, type TextPart, textOf } from '../../model/text.ts';
import { type Aim, knownPart } from '../base/aim.ts';
import { moatFileNames } from '../base/pool.ts';

/** The likeliest first; none where nothing was learnt of the parameter. */
export function learntWays(aim: Aim): readonly Text[] {
  const { base } = aim;
  if (base === null || base.store === 'object') return [];
  const [file = ''] = moatFileNames;
  const [free = 'a'] = aim.names;
  const out = lead(base) + '../'.repeat(levelsOver(base));
  const ways = base.theirs.flatMap((path) => {
    const way = waysTo(path, base, aim);
    return way === null ? [] : [{ ...way, goesOn: goesOnFrom(base, path) }];
  });
  const [their] = ways;
  if (their === undefined) return [out + file, out + free];
  // What compares beginnings without a separator lets through what goes on from the attacker's own, and no other.
  const further = their.goesOn ? undefined : ways.find(({ goesOn }) => goesOn);
  const likely = further === undefined ? [their.file] : [their.file, further.file];
  return [...likely, out + file, their.beside, out + free, ...their.fromTop];
}

/** Whether a path leads to a folder whose name goes on from that of the own one beside it: `mallory2/a.txt` from `mallory`. */
function goesOnFrom({ folder }: FileBase, path: string): boolean {
  const names = path.split('/');
  const at = sharedFolderCount(folder, names);
  const own = folder[at];
  return own !== undefined && own !== '' && names[at]?.startsWith(own) === true;
}

interface LearntWay {
  readonly file: Text;
  /** A free name in the same folder. */
  readonly beside: Text;
  /** Without any way up, where a name is looked for in several folders. */
  readonly fromTop: readonly Text[];
}

function waysTo(path: string, base: FileBase, aim: Aim): LearntWay | null {
  const names = pathNames(path, aim) ?? namesByValue(path, base, aim);
  if (names === null) return null;
  const shared = sharedFolderCount(base.folder, path.split('/'));
  const up = lead(base) + '../'.repeat(base.folder.length - shared);
  return {
    file: textOf([up, ...joinNames(names.slice(shared))]),
    beside: textOf([up, ...joinNames([...names.slice(shared, -1), aim.names[0] ?? 'a'])]),
    fromTop: shared === base.folder.length ? [] : [textOf(joinNames(names))],
  };
}

/** Levels that lead out of the sandbox from the folder in which the parameter's values are used. */
export function levelsOver({ folder }: FileBase): number {
  return folder.length + 1;
}

/** The text before a value in the same name becomes a folder, which `..` leaves again. */
function lead({ joined: isJoined }: FileBase): string {
  return isJoined ? 'x/../' : '';
}

function sharedFolderCount(folder: readonly string[], names: readonly string[]): number {
  const differing = folder.findIndex((name, index) => name !== names[index]);
  return differing < 0 ? folder.length : differing;
}

/** The names of a victim's path, those that are known of it as what they are; null where one means nothing elsewhere. */
function pathNames(
  path: string,
  {
    knowledge: {
      known,
      actors: { victims },
    },
  }: Aim,
): readonly TextPart[] | null {
  const names = path.split('/').map((name): TextPart | null => {
    const value = known.find((one) => victims.includes(one.actor) && one.value === name);
    if (value !== undefined) return knownPart(value);
    return /\d{6}|[0-9a-f]{8}/i.test(name.replace(canaryPattern, '')) ? null : name;
  });
  return names.some((name) => name === null) ? null : names.filter((name) => name !== null);
}

/**
 * The victim's folder, and in it what the victim itself sends there, for names that nothing else tells: of
 * `mallory2/2f6c…/a.txt` the folder `mallory2`, and the value that an answer gave for the parameter, `7b1d…/b.txt`.
 */
function namesByValue(path: string, { folder }: FileBase, aim: Aim): readonly TextPart[] | null {
  const inside = pathNames(path.split('/').slice(0, folder.length).join('/'), aim);
  const value = aim.foreign.find((known) => isSentThere(known, aim));
  return folder.length === 0 || inside === null || value === undefined ? null : [...inside, knownPart(value)];
}

/** Whether a harmless run sent a value at the parameter, or it is what the parameter is taken from. */
function isSentThere({ operation, name }: KnownValue, { operation: target, parameter }: Aim): boolean {
  const { from } = parameter;
  if (operation === target.name) return name === `arguments.${parameter.name}`;
  return operation === from?.operation && name === from.name && !holdsSource(parameter.example);
}

function joinNames(names: readonly TextPart[]): readonly TextPart[] {
  return names.flatMap((name, index) => (index === 0 ? [name] : ['/', name]));
}
