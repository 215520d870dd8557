/** What targets leave is removed: immutable files and mounts too, and an arena keeps its mark until all else is gone. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dir } from 'tmp-promise';
import { describe, expect, it } from 'vitest';
import { createArena } from '../../arena/arena.ts';
import { removeEntry } from '../../arena/removeEntry.ts';

const run = (...words: readonly string[]): boolean => spawnSync(words[0] ?? '', words.slice(1)).status === 0;

/** Whether flags of files can be set here at all. */
const setsFlags = ((): boolean => {
  const probe = join(tmpdir(), `trespass-flags-${process.pid}`);
  writeFileSync(probe, '');
  const sets = run('chattr', '+i', probe) && run('chattr', '-i', probe);
  removeEntry(probe);
  return sets;
})();
const isRoot = process.getuid?.() === 0;

describe('an arena', () => {
  it.runIf(setsFlags)('goes with immutable files and folders in it', async () => {
    const arena = await createArena(['sandbox']);
    const root = arena.roots.get('sandbox') ?? '';
    mkdirSync(join(root, 'kept', 'deep'), { recursive: true });
    writeFileSync(join(root, 'kept', 'deep', 'file'), 'kept');
    expect(run('chattr', '-R', '+i', join(root, 'kept'))).toBe(true);
    arena.remove();
    expect(existsSync(arena.folder)).toBe(false);
  });

  it.runIf(setsFlags)('goes with an immutable file in the place of one of its own', async () => {
    const arena = await createArena(['sandbox']);
    expect(run('chattr', '+i', arena.outputFile)).toBe(true);
    arena.remove();
    expect(existsSync(arena.folder)).toBe(false);
  });

  it.runIf(isRoot && run('unshare', '--mount', 'true'))(
    'goes with a file system that was mounted in it',
    async () => {
      const arena = await createArena(['sandbox']);
      const point = join(arena.roots.get('sandbox') ?? '', 'mount point');
      mkdirSync(point);
      expect(run('mount', '-t', 'tmpfs', 'tmpfs', point)).toBe(true);
      arena.remove();
      expect(existsSync(arena.folder)).toBe(false);
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(arena.folder);
    },
  );

  it.runIf(isRoot)('that cannot be removed keeps its mark and is no error', async () => {
    const arena = await createArena(['sandbox']);
    // Held by a process in a mount of its own, which nobody here can let go of: a read-only bind over itself.
    expect(run('mount', '--bind', arena.folder, arena.folder)).toBe(true);
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    arena.remove();
    expect(existsSync(join(arena.folder, '.trespass-arena'))).toBe(true);
    expect(String(await warned)).toContain('cannot be removed');
    expect(run('umount', '-l', arena.folder)).toBe(true);
    removeEntry(arena.folder);
    expect(existsSync(arena.folder)).toBe(false);
  });
});

describe('an entry', () => {
  it.runIf(setsFlags)('that is an immutable file goes', async () => {
    const { path } = await dir({ prefix: 'trespass-test-' });
    const file = join(path, 'file');
    writeFileSync(file, '');
    expect(run('chattr', '+i', file)).toBe(true);
    removeEntry(path);
    expect(existsSync(path)).toBe(false);
  });

  it('that is not there is no error', () => {
    removeEntry(join(tmpdir(), 'trespass-nothing'));
  });
});
