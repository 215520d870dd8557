/** What a target puts a link in the place of is left alone, and so is what the link leads to. */
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withDir } from 'tmp-promise';
import { describe, expect, it } from 'vitest';
import { type Arena, createArena } from '../../arena/arena.ts';
import { plantLayout } from '../../arena/layout.ts';
import { removeEntry } from '../../arena/removeEntry.ts';
import { restoreTree } from '../../arena/restoreTree.ts';
import { compareTree, snapshotTree } from '../../arena/tree.ts';
import { clearAside } from '../../world/stage/intrusion.ts';
import { layInbox } from '../../world/step/inbox.ts';

/** A folder that is nobody's to touch, with a tree in it. */
async function withOthers(use: (folder: string, arena: Arena) => void): Promise<void> {
  await withDir(
    async ({ path }) => {
      const others = await realpath(path);
      mkdirSync(join(others, 'kept', 'deep'), { recursive: true });
      for (const name of ['a', 'kept/b', 'kept/deep/c']) writeFileSync(join(others, name), name);
      const arena = await createArena(['sandbox']);
      try {
        use(others, arena);
      } finally {
        arena.remove();
      }
      expect(namesBelow(others)).toEqual(['a', 'kept', 'kept/b', 'kept/deep', 'kept/deep/c']);
      expect(readFileSync(join(others, 'a'), 'utf8')).toBe('a');
    },
    { unsafeCleanup: true },
  );
}

function namesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** What a hostile target does. */
function replaceByLink(path: string, to: string): void {
  renameSync(path, `${path}.gone`);
  symlinkSync(to, path);
}

const root = (arena: Arena): string => arena.roots.get('sandbox') ?? '';

describe('a folder of the arena that is a link by now', () => {
  it('aside: what intruders moved away is not looked for behind it', async () => {
    await withOthers((others, arena) => {
      replaceByLink(arena.aside, others);
      clearAside(arena.aside);
    });
  });

  it('aside that is gone is no error', async () => {
    await withOthers((_, arena) => {
      removeEntry(arena.aside);
      clearAside(arena.aside);
    });
  });

  it.each([
    ['the sandbox', root],
    ['the folder above the sandbox', (arena: Arena) => dirname(root(arena))],
    ['the moat', (arena: Arena) => arena.moat],
    ['the arena', (arena: Arena) => arena.folder],
  ])('%s: nothing is removed, planted or put back through it', async (_name, folderOf) => {
    await withOthers((others, arena) => {
      const folder = folderOf(arena);
      mkdirSync(join(root(arena), 'kept'));
      const below = join(folder, 'kept');
      const tree = snapshotTree(folder);
      replaceByLink(folder, others);
      expect(() => removeEntry(below)).toThrow(/cannot be removed/);
      const entry = { kind: 'file', zone: 'own', path: 'planted', content: '' } as const;
      expect(plantLayout([entry], { own: [folder], temp: [] }, String)).toEqual([]);
      expect(() =>
        layInbox({ name: { kind: 'path', path: join(folder, 'x'), content: Buffer.from('x') } }),
      ).toThrow(/a link that the target has put there/);
      const created = compareTree(others, new Map()).map((change) => ({
        ...change,
        path: change.path.replace(others, folder),
      }));
      expect(() => restoreTree(tree, created.slice(1))).toThrow(/cannot be removed/);
      removeEntry(folder);
      renameSync(`${folder}.gone`, folder);
    });
  });

  it('is removed as the link that it is, with the arena', async () => {
    await withOthers((others, arena) => {
      replaceByLink(arena.moat, others);
      symlinkSync(others, join(arena.folder, 'more'));
    });
  });
});

it('removes folders deeper than any path may be long', async () => {
  await withOthers((_, arena) => {
    const top = join(root(arena), 'top');
    mkdirSync(top);
    let [folder, made] = [top, 0];
    for (; made < 300; made += 1) {
      const inner = join(folder, 'd'.repeat(12));
      mkdirSync(inner);
      writeFileSync(join(inner, 'file'), '');
      folder = inner;
      if (folder.length < 3_900) continue;
      // The kernel takes no longer path: what is there goes below a new top.
      renameSync(join(top, 'd'.repeat(12)), join(root(arena), 'lower'));
      mkdirSync(join(top, 'd'.repeat(12)));
      renameSync(join(root(arena), 'lower'), join(top, 'd'.repeat(12), 'l'));
      folder = join(top, 'd'.repeat(12));
    }
    removeEntry(top);
    expect(readdirSync(root(arena))).toEqual([]);
  });
});
