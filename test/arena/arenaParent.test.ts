import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createArena } from '../../arena/arena.ts';
import { arenaParent, isRoomyMemory, placeArenas } from '../../arena/arenaParent.ts';

const before = process.env['TMPDIR'];
const made: string[] = [];
afterEach(() => {
  placeArenas(null);
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function folderOfOwn(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trespass-parent-')));
  made.push(folder);
  return folder;
}

describe('arenas are made', () => {
  it('in memory if it has room, else in the temporary folder', () => {
    delete process.env['TMPDIR'];
    expect(arenaParent()).toBe(isRoomyMemory('/dev/shm') ? '/dev/shm' : realpathSync(tmpdir()));
  });

  it('in TMPDIR, if that is set', () => {
    const folder = folderOfOwn();
    process.env['TMPDIR'] = folder;
    expect(arenaParent()).toBe(folder);
  });

  it('in the folder that was named, whatever TMPDIR says', async () => {
    const folder = folderOfOwn();
    placeArenas(folder);
    const arena = await createArena(['media']);
    try {
      expect(dirname(arena.folder)).toBe(folder);
    } finally {
      arena.remove();
    }
    expect(existsSync(arena.folder)).toBe(false);
  });
});

it.each(['/', '/proc', '/nowhere'])('%s is no memory with room', (folder) => {
  expect(isRoomyMemory(folder)).toBe(false);
});
