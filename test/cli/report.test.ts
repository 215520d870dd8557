/** `--events` and `report`: a run that was kept is reported again without running anything. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePage, structureFaults } from '../reporters/htmlPage.ts';
import { faultyProject, inFolder, trespass } from './kit.ts';

const check = ['check', '--runs', '40', '--seed', '1', '--workers', '1'];

describe('report', () => {
  it('makes any report of a kept run again, with its exit code, without the target', async () => {
    await inFolder(faultyProject, async (folder) => {
      const first = await trespass(folder, [...check, '--events', 'run.ndjson', '--reporter', 'json']);
      expect(first.exitCode, first.stderr).toBe(1);
      const page = await trespass(folder, ['report', 'run.ndjson', '--reporter', 'html']);
      expect(structureFaults(parsePage(page.stdout))).toEqual([]);
      expect(page.stdout).toMatch(/▶ +3 .*open\(os\.path\.join\(root, name\)/);
      expect(page.stdout).toMatch(/<strong>Remedy\.<\/strong>/);
      await rm(join(folder, 'target.py'));
      const again = await trespass(folder, ['report', 'run.ndjson', '--reporter', 'json']);
      expect(again).toEqual({ ...first, stderr: '' });
      const told = await trespass(folder, [
        'report',
        'run.ndjson',
        '--reporter',
        'sarif=a.sarif',
        '--reporter',
        'terminal',
      ]);
      expect(told.stdout).toContain('CRITICAL no-write-outside in save');
      expect(JSON.parse(await readFile(join(folder, 'a.sarif'), 'utf8')).runs).toHaveLength(1);
    });
  });

  it('never writes over the events, nor lets a report do it', async () => {
    await inFolder(faultyProject, async (folder) => {
      const both = await trespass(folder, [...check, '--events', 'a', '--reporter', 'json=a']);
      expect(both.exitCode).toBe(2);
      expect(both.stderr).toContain('--events and --reporter json both write to a');
      const missing = await trespass(folder, ['report', 'none.ndjson']);
      expect(missing.exitCode).toBe(2);
      expect(missing.stderr).toContain('cannot read the events none.ndjson');
      const over = await trespass(folder, ['report', 'target.py', '--reporter', 'json=./target.py']);
      expect(over.stderr).toContain('would write over the events');
      expect(await readFile(join(folder, 'target.py'), 'utf8')).toBe(faultyProject['target.py']);
    });
  });

  it('says why a kept run never began', async () => {
    await inFolder({ ...faultyProject, 'target.py': 'raise SystemExit("no")\n' }, async (folder) => {
      const first = await trespass(folder, [...check, '--events', 'run.ndjson']);
      expect(first.exitCode).toBe(2);
      const again = await trespass(folder, ['report', 'run.ndjson']);
      expect(again.exitCode).toBe(2);
      expect(again.stderr + again.stdout).not.toBe('');
    });
  });
});
