/**
 * SARIF reports against the types of SARIF 2.1.0 in `@types/sarif`, which were generated from the schema of OASIS: every member is one
 * that the schema knows, required ones are there, and words of enumerations are those of it.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { packageRoot } from '../../model/packageRoot.ts';
import { decidedRun } from './decidedRun.ts';
import { render } from './render.ts';
import { calm, sampleRun } from './sampleRun.ts';

/** What the compiler says of logs as literals, where a member too many is an error as well. */
async function complaintsOn(logs: readonly string[]): Promise<string> {
  const cache = join(packageRoot, 'node_modules', '.cache', 'trespass');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'sarif-'));
  try {
    const literals = logs.map((log, index) => `export const log${index}: Log = ${log};`);
    await writeFile(join(folder, 'logs.ts'), ["import type { Log } from 'sarif';", ...literals].join('\n'));
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    const tsc = join(packageRoot, 'node_modules', '.bin', 'tsc');
    const { all = '' } = await execa(tsc, [...options, 'logs.ts'], { cwd: folder, all: true, reject: false });
    return all;
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('have the members, words and types of the standard', async () => {
  const runs = [sampleRun(calm), decidedRun(), []];
  const logs = await Promise.all(runs.map(async (events) => (await render('sarif', events)).text));
  expect(await complaintsOn(logs)).toBe('');
}, 60_000);

it('are refused where a member or a word is none of the standard', async () => {
  const { text } = await render('sarif', sampleRun(calm));
  expect(text).toContain('"level"');
  expect(await complaintsOn([text.replace('"level"', '"levels"')])).toMatch(/levels/);
  expect(await complaintsOn([text.replace(/"level":\s*"\w+"/, '"level": "fatal"')])).toMatch(/fatal/);
}, 60_000);
