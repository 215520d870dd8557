/** A change of the sandbox that nothing reports is found by a whole look, blames nobody, and has all further looks be whole ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { snapshotTree } from '../../arena/tree.ts';
import { limits } from '../../model/limits.ts';
import { lookAtSandbox, type SandboxLook } from '../../world/stage/lookAtSandbox.ts';
import type { DiskReport } from '../../world/stage/placesToLook.ts';
import { restore, type Watched } from '../../world/stage/watched.ts';

const nothing: DiskReport = { hooks: [], tripwires: [] };
const noPlants: ReadonlySet<string> = new Set();

let top = '';
let sandbox: Watched;
let untold: string[] = [];
let look: SandboxLook;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'trespass-untold-'));
  writeFileSync(join(top, 'file'), 'old');
  sandbox = { top, closed: new Set(), tree: snapshotTree(top), changes: [] };
  untold = [];
  look = lookAtSandbox([sandbox], { tripwires: true, onUntold: (path) => untold.push(path) });
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function after(report: DiskReport): readonly string[] {
  return look.after(report, noPlants).map(({ path }) => path);
}

function write(content: string): string {
  const path = join(top, 'file');
  writeFileSync(path, content);
  return path;
}

it('is attributed to no step, is undone, and is seen at once the next time', () => {
  const path = write('changed');
  for (let looks = 0; looks < limits.looksPerWholeLook; looks += 1) expect(after(nothing)).toEqual([]);
  expect(untold).toEqual([path]);
  restore(sandbox);
  expect(snapshotTree(top).get(path)?.content?.toString()).toBe('old');
  write('changed again');
  expect(after(nothing)).toEqual([path]);
});

it('is found between steps when that is asked for', () => {
  const path = write('changed');
  look.findUntold();
  expect(untold).toEqual([path]);
});

const elsewhere = { path: '/moat/secret.txt', directory: false } as const;
const untoldReports: Readonly<Record<string, DiskReport>> = {
  'starts a process': { ...nothing, spawned: [{ file: 'a.py', line: 1, function: 'f' }] },
  'runs beside an earlier one': { ...nothing, beside: true },
  'leaves processes': { ...nothing, leaves: true },
  'is intruded': { ...nothing, unwatched: true },
  'follows events that were lost': { ...nothing, stirred: [''] },
  'loses events': { ...nothing, tripwires: [{ ...elsewhere, kinds: ['overflow'] }] },
};
it.each(Object.entries(untoldReports))('is seen at once after a step that %s', (_, report) => {
  const path = write('changed');
  expect(after(report)).toEqual([path]);
  expect(untold).toEqual([]);
});

it('is seen where it was reported between two steps', () => {
  const path = write('changed');
  expect(after({ ...nothing, stirred: [path] })).toEqual([path]);
});

it('is looked for after each step where the kernel reports nothing', () => {
  const path = write('changed');
  expect(lookAtSandbox([sandbox], { tripwires: false }).after(nothing, noPlants)).toMatchObject([{ path }]);
});
