/** Comparing some places finds what a whole comparison finds, wherever something happened at a place or below it, and looks nowhere else. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { comparePlaces } from '../../arena/comparePlaces.ts';
import { restoreTree } from '../../arena/restoreTree.ts';
import { compareTree, snapshotTree, type Tree, type TreeChange } from '../../arena/tree.ts';

const before =
  'mkdir -p a/deep other; echo 1 > a/f; echo 2 > a/deep/g; echo 3 > other/h; ln -s a/f l; echo 4 > n';

/** What is done, and where it is said to have happened. */
const rows: Readonly<Record<string, readonly [script: string, ...places: string[]]>> = {
  'a file is written': ['echo x > a/f', 'a/f'],
  'a file is made': ['echo x > a/new', 'a/new'],
  'a file is removed': ['rm a/f', 'a/f'],
  'a mode is changed': ['chmod 600 a/f', 'a/f'],
  'a folder is made with what is in it': ['mkdir -p new/deep; echo x > new/deep/f', 'new'],
  'only what is below a new folder is named': ['mkdir -p new/deep; echo x > new/deep/f', 'new/deep/f'],
  'a folder is removed with what is in it': ['rm -r a', 'a'],
  'only what was below a removed folder is named': ['rm -r a', 'a/deep/g'],
  'a folder is renamed': ['mv a b', 'a', 'b'],
  'a folder is made anew': ['rm -r a; mkdir a; echo y > a/f', 'a'],
  'a link takes the place of a folder': ['mv a b; ln -s b a', 'a', 'b'],
  'a link takes the place of a folder, and only a file of it is named': ['rm -r a; ln -s other a', 'a/f'],
  'a folder takes the place of a file': ['rm n; mkdir n; echo x > n/f', 'n'],
  'a file takes the place of a folder': ['rm -r a; echo x > a', 'a'],
  'a link leads elsewhere': ['ln -sfn other l', 'l'],
  'nothing is there and nothing was': ['true', 'missing', 'missing/too'],
  'all of it is removed': ['rm -r a other l n', '.'],
  'places lie within one another': ['echo x > a/f; rm a/deep/g', 'a', 'a/f', 'a/deep', 'a/deep/g'],
};

describe('comparing places', () => {
  let top = '';
  let tree: Tree = new Map();
  const run = (script: string): void => void execFileSync('sh', ['-c', script], { cwd: top });
  const at = (...places: string[]): ReadonlySet<string> =>
    new Set(places.map((place) => (place === '.' ? top : join(top, place))));
  const told = (changes: readonly TreeChange[] | null): readonly string[] | null =>
    changes === null ? null : changes.map(({ path, what, kind }) => `${path} ${what} ${kind}`).sort();

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'trespass-places-'));
    run(before);
    tree = snapshotTree(top);
  });
  afterEach(() => rmSync(top, { recursive: true, force: true }));

  it.each(Object.entries(rows))('finds all where %s, and it can be undone', (_, [script, ...places]) => {
    run(script);
    const whole = told(compareTree(top, tree, { suspects: new Set(tree.keys()) }));
    const found = comparePlaces(top, tree, at(...places));
    expect(told(found)).toEqual(whole);
    restoreTree(tree, found ?? []);
    expect(compareTree(top, tree, { suspects: new Set(tree.keys()) })).toEqual([]);
  });

  it('looks nowhere else', () => {
    run('echo x > other/h');
    expect(comparePlaces(top, tree, at('a/f', 'n'))).toEqual([]);
  });

  it('finds content of the same size that was written within one tick of the clock', () => {
    for (let round = 0; round < 50; round += 1) {
      writeFileSync(join(top, 'n'), 'AAAA');
      tree = snapshotTree(top);
      writeFileSync(join(top, 'n'), 'BBBB');
      expect(comparePlaces(top, tree, at('n'))?.map(({ what }) => what)).toEqual(['content']);
    }
  });

  it.each([
    ['had before', 'echo 5 > m; ln m o', 'echo x > o'],
    ['has now', 'true', 'ln n o; echo x > o'],
  ])('asks for a whole look at a file that %s several names', (_, earlier, script) => {
    run(earlier);
    tree = snapshotTree(top);
    run(script);
    expect(comparePlaces(top, tree, at('o'))).toBeNull();
  });
});
