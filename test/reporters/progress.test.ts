/** Progress is shown by a spinner where lines can be cleared, and by lines elsewhere. */
import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startProgress } from '../../reporters/progress.ts';

const progress = { type: 'progress', cases: 3, seconds: 1, findings: 0, doing: 'upload' } as const;

/** What is written to a stream with the methods of a terminal. */
async function shownOn(columns: number): Promise<string> {
  const written = new PassThrough();
  const terminal = Object.assign(written, {
    ...{ isTTY: true, columns },
    cursorTo: (x: number) => cursorTo(written, x),
    moveCursor: (dx: number, dy: number) => moveCursor(written, dx, dy),
    clearLine: (direction: -1 | 0 | 1) => clearLine(written, direction),
  });
  const shown = await startProgress(terminal);
  shown.show(progress);
  shown.interrupt(() => {});
  shown.stop();
  return String(written.read() ?? '');
}

beforeEach(() => {
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it('clears its lines on a terminal', async () => {
  expect(await shownOn(80)).toContain('\x1b[');
});

it('writes lines on a terminal without a width, where a spinner would never end clearing', async () => {
  expect(await shownOn(0)).toBe('upload: 3 cases in 1.0 s, 3 a second\n');
});

it.each([
  ['CI', 'true'],
  ['TERM', 'dumb'],
])('writes lines where %s is %s, which keeps what it is told', async (name, value) => {
  vi.stubEnv(name, value);
  expect(await shownOn(80)).toBe('upload: 3 cases in 1.0 s, 3 a second\n');
});
