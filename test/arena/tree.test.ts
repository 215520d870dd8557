import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreTree } from '../../arena/restoreTree.ts';
import { compareTree, snapshotTree } from '../../arena/tree.ts';

/** Makes folders whose names have `bytes` bytes, `depth` of them inside each other, and a file in the last. */
const digging = `
import os, sys
os.chdir(sys.argv[1])
for _ in range(int(sys.argv[2])):
    os.mkdir("k" * int(sys.argv[3]))
    os.chdir("k" * int(sys.argv[3]))
open("file", "w").close()
`;

describe('going back to a snapshot', () => {
  let top = '';
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'trespass-tree-'));
    mkdirSync(join(top, 'kept'));
    writeFileSync(join(top, 'kept', 'file'), 'kept');
  });
  afterEach(() => rmSync(top, { recursive: true, force: true }));

  it.each([
    { depth: 3, bytes: 5 },
    { depth: 16, bytes: 249 },
    { depth: 17, bytes: 250 },
    { depth: 40, bytes: 255 },
    { depth: 600, bytes: 8 },
  ])('removes $depth folders in each other whose names have $bytes bytes', ({ depth, bytes }) => {
    const tree = snapshotTree(top);
    execFileSync('python3', ['-c', digging, join(top, 'kept'), String(depth), String(bytes)]);
    const changes = compareTree(top, tree);
    expect(changes.length).toBeGreaterThan(0);
    restoreTree(tree, changes);
    expect(compareTree(top, tree)).toEqual([]);
    expect(existsSync(join(top, 'kept', 'k'.repeat(bytes)))).toBe(false);
    expect(readFileSync(join(top, 'kept', 'file'), 'utf8')).toBe('kept');
  });

  it('brings back what is below a folder that a link took the place of, though the same is where the link leads', () => {
    for (const place of ['own/within', 'elsewhere/within']) {
      mkdirSync(join(top, place), { recursive: true });
      writeFileSync(join(top, place, place.startsWith('own') ? 'file' : 'other'), place);
    }
    const tree = snapshotTree(top);
    rmSync(join(top, 'own'), { recursive: true });
    symlinkSync(join(top, 'elsewhere'), join(top, 'own'));
    const changes = compareTree(top, tree);
    const told = changes.map(({ path, what }) => [path.slice(top.length + 1), what]);
    expect(told).toEqual([
      ['own', 'replaced'],
      ['own/within', 'deleted'],
      ['own/within/file', 'deleted'],
    ]);
    restoreTree(tree, changes);
    expect(compareTree(top, tree)).toEqual([]);
    expect(readFileSync(join(top, 'own', 'within', 'file'), 'utf8')).toBe('own/within');
    expect(readFileSync(join(top, 'elsewhere', 'within', 'other'), 'utf8')).toBe('elsewhere/within');
  });
});
