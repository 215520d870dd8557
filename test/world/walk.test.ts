/** The walk of a path over trees written as text, and of a finding on a real target. */
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileChange } from '../../model/change.ts';
import { limits } from '../../model/limits.ts';
import { walkLines } from '../../reporters/walkText.ts';
import { withFolderNames } from '../../world/stage/folderNames.ts';
import { walkPath } from '../../world/stage/walk.ts';

const tree = `
  dir  root/media
  dir  root/media/bob
  dir  root/media/in
  file root/media/a.txt
  file root/secret.txt
  link root/media/l -> ../secret.txt
  link root/media/f -> ..
  link root/media/inside -> bob
  link root/media/dangling -> ../new
  link root/media/loop -> loop
  link root/media/theirs -> bob
  hard root/media/h = root/secret.txt
  dir  root/media-evil
  file root/media-evil/x
`;

let top: string;

beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'trespass-walk-')));
  for (const line of tree.trim().split('\n')) plant(line.trim());
});
afterAll(() => rmSync(top, { recursive: true }));

function plant(line: string): void {
  const [kind, path = '', , to = ''] = line.split(/\s+/);
  const place = join(top, path);
  mkdirSync(dirname(place), { recursive: true });
  if (kind === 'dir') mkdirSync(place, { recursive: true });
  if (kind === 'file') writeFileSync(place, 'x');
  if (kind === 'link') symlinkSync(to, place);
  if (kind === 'hard') linkSync(join(top, to), place);
}

type Changed = readonly [path: string, what: FileChange['what'], directory?: boolean];

function walked(
  asked: string,
  touched: string,
  changed: readonly Changed[] = [],
  given: readonly string[] | null = null,
): readonly string[] | null {
  const roots = [{ path: `${top}/root/media`, shown: '{sandbox}' }];
  const named = (text: string): string => withFolderNames(text, { roots, moat: top });
  const walk = walkPath(`${top}/${asked}`, `${top}/${touched}`, {
    roots: roots.map(({ path }) => path),
    moat: top,
    shown: named,
    withPlaces: named,
    given: given?.map((path) => `${top}/${path}`) ?? null,
    neighbours: [],
    isForeign: (path) => path.startsWith(`${top}/root/media/bob`),
    changes: changed.map(([path, what, directory = false]) => ({
      path: `${top}/${path}`,
      what,
      directory,
      leadsTo: null,
    })),
  });
  return walk && walkLines(walk).map((line) => line.replace(/ {2,}/g, '  '));
}

const leaves = '  leaves the sandbox here';
const rows: readonly [string, string, string, readonly Changed[], readonly string[] | null][] = [
  [
    'dotdot-to-a-new-file',
    'root/media/../a',
    'root/a',
    [['root/a', 'created']],
    ['{sandbox}  folder', `..  {moat}/root${leaves}`, 'a  missing, created'],
  ],
  [
    'final-link',
    'root/media/l',
    'root/secret.txt',
    [],
    ['{sandbox}  folder', `l  link to ../secret.txt, which is {moat}/root/secret.txt${leaves}`],
  ],
  [
    'parent-link',
    'root/media/f/secret.txt',
    'root/secret.txt',
    [],
    ['{sandbox}  folder', `f  link to .., which is {moat}/root${leaves}`, 'secret.txt  file'],
  ],
  [
    'dangling-link',
    'root/media/dangling',
    'root/new',
    [['root/new', 'created']],
    ['{sandbox}  folder', `dangling  link to ../new, which is {moat}/root/new, created${leaves}`],
  ],
  [
    'hard-link',
    'root/media/h',
    'root/secret.txt',
    [],
    ['{sandbox}  folder', `h  file, the same file as {moat}/root/secret.txt${leaves}`],
  ],
  [
    'sibling',
    'root/media-evil/x',
    'root/media-evil/x',
    [],
    ['{moat}/root  folder', `media-evil  folder${leaves}`, 'x  file'],
  ],
  [
    'deleted-folder',
    'root/media/../gone/x',
    'root/gone/x',
    [
      ['root/gone', 'deleted', true],
      ['root/gone/x', 'deleted'],
    ],
    ['{sandbox}  folder', `..  {moat}/root${leaves}`, 'gone  folder, deleted', 'x  file, deleted'],
  ],
  [
    'other-tenant-by-a-link',
    'root/media/theirs/b',
    'root/media/bob/b',
    [],
    [
      '{sandbox}  folder',
      "theirs  link to bob, which is {sandbox}/bob  is another's from here",
      'b  missing',
    ],
  ],
  [
    'out-and-in-again',
    'root/media/../media/a.txt',
    'root/media/a.txt',
    [],
    ['{sandbox}  folder', `..  {moat}/root${leaves}`, 'media  folder', 'a.txt  file'],
  ],
  [
    'through-a-file',
    'root/media/a.txt/../../secret.txt',
    'root/secret.txt',
    [],
    ['{sandbox}  folder', 'a.txt  file', '..  missing', `..  missing${leaves}`, 'secret.txt  missing'],
  ],
  ['another-path', 'root/media/a.txt', 'root/secret.txt', [], null],
  ['loop', 'root/media/loop', 'root/secret.txt', [], null],
];

describe('a walk', () => {
  it.each(rows)('tells what each component was: %s', (_name, asked, touched, changed, expected) => {
    expect(walked(asked, touched, changed)).toEqual(expected);
  });

  it('tells where it left the folder that the operation is given', () => {
    expect(walked('root/media/in/../a.txt', 'root/media/a.txt', [], ['root/media/in'])).toEqual([
      '{sandbox}  folder',
      'in  folder',
      '..  {sandbox}  leaves the folder that it is given here',
      'a.txt  file',
    ]);
  });

  it('of a very long path tells its beginning and its end, and where it left is among them', () => {
    const lines = walked(`root/media/${'bob/../'.repeat(200)}../secret.txt`, 'root/secret.txt') ?? [];
    expect(lines).toHaveLength(limits.walkHeadMax + limits.walkTailMax + 1);
    expect(lines[limits.walkHeadMax]).toBe('and 363 more');
    expect(lines.at(-1)).toMatch(/^secret\.txt/);
    expect(lines.filter((line) => line.includes('from here'))).toHaveLength(1);
  });
});
