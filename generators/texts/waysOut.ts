/** Plain ways out of a folder: to a canary that exists (`../secret.txt`) and to a name that is free (`../new`). */
import { limits } from '../../model/limits.ts';
import { type Text, type TextPart, textOf } from '../../model/text.ts';
import { type Aim, freeName, knownPart } from '../base/aim.ts';
import { moatFileNames, moatFolderNames } from '../base/pool.ts';

/** Few levels up, and absolute. */
export function nearWaysOut(aim: Aim): Text[] {
  const [file = '', other = ''] = moatFileNames;
  const [vault = ''] = moatFolderNames;
  const free = freeName(aim);
  return [
    // The number of levels that lead out follows from the learnt folder.
    ...(aim.base === null ? [upThenName(1, file)] : []),
    [{ place: 'moat' }, `/${file}`],
    ...(aim.base === null ? [] : [upThenName(1, file)]),
    upThenName(2, file),
    upThenName(1, free),
    [{ place: 'moat' }, `/${free}`],
    upThenName(2, free),
    upThenName(3, file),
    upThenName(3, free),
    upThenName(1, stem(other)),
    upThenName(2, stem(other)),
    [{ place: 'moat' }, `/${stem(other)}`],
    ...(entersFolders(aim)
      ? [upThenName(1, vault), upThenName(2, vault), textOf([{ place: 'moat' }, `/${vault}`])]
      : []),
  ];
}

/** Paths that lead nowhere by their end, many levels up, and paths that begin with an existing folder. */
export function farWaysOut(aim: Aim): Text[] {
  const [file = ''] = moatFileNames;
  const free = freeName(aim);
  const deeper = Array.from({ length: limits.dotdotMax - 3 }, (_, index) => index + 4);
  const known = ownValue(aim);
  const below = known === null ? [] : [1, 2, 3].map((n) => textOf([known, `/${upThenName(n + 1, file)}`]));
  const rooted = [1, 2, 3].map((n) => textOf([{ place: 'sandbox' }, `/${upThenName(n, file)}`]));
  return [
    '..',
    '../..',
    '../',
    '.',
    ...deeper.flatMap((levels) => [upThenName(levels, file), upThenName(levels, free)]),
    ...[1, 2].map((n) => `x/${upThenName(n + 1, file)}`),
    ...rooted,
    ...below,
    [{ place: 'moat' }],
  ];
}

function upThenName(levels: number, name: string): string {
  return '../'.repeat(levels) + name;
}

/**
 * Over the real root and down again, behind slashes of which a check takes fewer away than the use does: it leads out
 * however far down the base is, and taken for absolute to the same folder.
 */
export function overRoot(aim: Aim): Text[] {
  const [file = ''] = moatFileNames;
  return [file, freeName(aim)].map((name): Text => [{ place: 'overRoot' }, `/${name}`]);
}

/** Whether the target looks for a file of its own in the folder that it is sent. */
function entersFolders({
  knowledge: {
    files: { endings },
  },
}: Aim): boolean {
  return endings.some((ending) => ending.startsWith('/'));
}

/** A name without its extension, for targets that add one. */
function stem(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}

function ownValue({ own }: Aim): TextPart | null {
  const [first] = own;
  return first === undefined ? null : knownPart(first);
}
