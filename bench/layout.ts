/** What planting a layout of ten entries and taking it away again costs. */
import { createArena } from '../arena/arena.ts';
import { plantLayout } from '../arena/layout.ts';
import type { LayoutEntry } from '../model/attack.ts';
import { BugError } from '../model/errors.ts';
import { watchDisk } from '../world/stage/disk.ts';
import { type Spread, spreadOf } from './sample.ts';

export interface LayoutFigures {
  readonly plantMs: Spread;
  readonly resetMs: Spread;
}

const layout: readonly LayoutEntry[] = [
  { kind: 'directory', zone: 'own', path: 'a' },
  { kind: 'directory', zone: 'own', path: 'a/b' },
  { kind: 'file', zone: 'own', path: 'a/f', content: 'content' },
  { kind: 'file', zone: 'own', path: 'g', content: 'content' },
  { kind: 'symlink', zone: 'own', path: 'l', to: '../secret.txt' },
  { kind: 'symlink', zone: 'own', path: 'a/m', to: '..' },
  { kind: 'symlink', zone: 'own', path: 'n', to: 'l' },
  { kind: 'symlink', zone: 'own', path: 'a/b/o', to: 'missing' },
  { kind: 'hardlink', zone: 'own', path: 'h', to: '../secret.txt' },
  { kind: 'hardlink', zone: 'own', path: 'a/i', to: '../g' },
];
const warmUp = 50;

export async function measureLayout(rounds: number): Promise<LayoutFigures> {
  const arena = await createArena(['media']);
  const [root = ''] = [...arena.roots.values()];
  const plantMs: number[] = [];
  const resetMs: number[] = [];
  try {
    const disk = watchDisk(arena).seal({ tripwires: false });
    for (let round = 0; round < warmUp + rounds; round += 1) {
      const started = performance.now();
      const planted = plantLayout(layout, { own: [root], temp: [] }, String);
      const there = performance.now();
      if (planted.length !== layout.length) throw new BugError('the layout was not planted as a whole');
      disk.inspect({ hooks: [], tripwires: [] }, new Set(planted.map(({ path }) => path)));
      const before = performance.now();
      disk.restore();
      const done = performance.now();
      if (round < warmUp) continue;
      plantMs.push(there - started);
      resetMs.push(done - before);
    }
  } finally {
    arena.remove();
  }
  return { plantMs: spreadOf(plantMs), resetMs: spreadOf(resetMs) };
}
