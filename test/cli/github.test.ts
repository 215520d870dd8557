/** In a job of GitHub Actions a check annotates lines and writes the job summary; standard output stays what was asked for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faultyProject, inFolder, trespass } from './kit.ts';

it('annotates lines, writes the job summary, and leaves standard output alone', async () => {
  await inFolder({ ...faultyProject, 'summary.md': '' }, async (folder) => {
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    };
    const check = ['check', '--runs', '60', '--seed', '1', '--property', 'no-write-outside'];
    const { stdout, stderr, exitCode } = await trespass(folder, [...check, '--reporter', 'json'], env);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).findings).toHaveLength(1);
    const told = stderr.split('\n');
    const stop = told.findIndex((line) => line.startsWith('::stop-commands::'));
    const start = told.indexOf(`::${told[stop]?.split('::').at(-1)}::`);
    expect(start).toBeGreaterThan(stop);
    expect(told.slice(start + 1)).toEqual([
      expect.stringMatching(
        /^::error file=target\.py,line=3,title=critical%3A no-write-outside::save writes outside/,
      ),
    ]);
    expect(await readFile(join(folder, 'summary.md'), 'utf8')).toMatch(
      /^## Trespass: 1 flaw\n[\s\S]*\n\| critical \|/,
    );
  });
});
