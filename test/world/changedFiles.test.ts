/** Files are given other content for a repetition of a case, and never what stands in their place. */
import { linkSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Arena, createArena } from '../../arena/arena.ts';
import { type Disk, watchDisk } from '../../world/stage/disk.ts';

let arena: Arena;
let disk: Disk;
let kept: string;
let secret: string;
const upper = (content: Buffer): Buffer => Buffer.from(content.toString().toUpperCase());

beforeEach(async () => {
  arena = await createArena(['media']);
  kept = `${arena.roots.get('media')}/a.txt`;
  secret = `${arena.moat}/secret.txt`;
  writeFileSync(kept, 'kept');
  disk = watchDisk(arena).seal({ tripwires: false });
});
afterEach(() => arena.remove());

it('a sealed file has other content until the case ends', () => {
  disk.change(kept, upper);
  expect(readFileSync(kept, 'utf8')).toBe('KEPT');
  disk.restore();
  expect(readFileSync(kept, 'utf8')).toBe('kept');
});

describe.each([
  ['a hard link', () => linkSync(secret, kept)],
  ['a link', () => symlinkSync(secret, kept)],
  ['another file', () => writeFileSync(kept, 'other')],
])('%s that an attack has planted in its place', (_, plant) => {
  it('is left alone, and so is what it leads to', () => {
    const before = readFileSync(secret, 'utf8');
    // The inode of what was removed may come again at once.
    renameSync(kept, `${kept}.old`);
    plant();
    const planted = readFileSync(kept, 'utf8');
    disk.change(kept, upper);
    expect([readFileSync(kept, 'utf8'), readFileSync(secret, 'utf8')]).toEqual([planted, before]);
    rmSync(`${kept}.old`);
    disk.settle();
    disk.restore();
    expect(disk.inspectMoat()).toEqual([]);
    expect(readFileSync(kept, 'utf8')).toBe('kept');
  });
});
