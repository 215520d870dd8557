/** `selftest` shows every class on this machine, and fails where a generator, the oracle or a twin does not hold. */
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { type RowResult, selftest } from '../../cli/selftest.ts';
import { attackClasses } from '../../model/attackClass.ts';
import { leftOut, type SelftestRow, selftestRows } from '../../selftest/rows.ts';
import { testPython } from '../python.ts';
import { inFolder, trespass } from './kit.ts';

describe('the tables', () => {
  it('hold every attack class once, with a row or with a reason', () => {
    const named = [...selftestRows, ...leftOut].map((row) => row.class);
    expect([...named].sort()).toEqual([...attackClasses].sort());
  });
});

describe('trespass selftest', () => {
  it('shows every class that has a row, says why the others have none, and ends well', async () => {
    await inFolder({}, async (folder) => {
      const { stdout, stderr, exitCode } = await trespass(folder, ['selftest']);
      const lines = stdout.trimEnd().split('\n');
      const expected = [
        ...selftestRows.map((row) => new RegExp(`^ok +${row.class} +${row.property} after \\d+$`)),
        ...leftOut.map((row) => new RegExp(`^left out +${row.class} +because ${row.because}$`)),
        new RegExp(
          `^${selftestRows.length} of ${selftestRows.length} classes shown, 0 failed, ${leftOut.length} left out$`,
        ),
      ];
      expect(stderr).toBe('');
      expect(lines).toHaveLength(expected.length);
      for (const [index, pattern] of expected.entries()) expect(lines[index]).toMatch(pattern);
      expect(exitCode).toBe(0);
    });
  });

  it('tests the named classes alone, and refuses a class that there is not', async () => {
    await inFolder({}, async (folder) => {
      const one = await trespass(folder, ['selftest', '--class', 'path.dotdot', '--class', 'link.loop']);
      expect(one.stdout).toMatch(
        /^ok +path\.dotdot .*\nleft out link\.loop .*\n1 of 1 classes shown, 0 failed, 1 left out\n?$/,
      );
      const none = await trespass(folder, ['selftest', '--class', 'path.none']);
      expect(none.exitCode).toBe(2);
      expect(none.stderr).toContain('no attack class "path.none"; there are path.dotdot, ');
    });
  });
});

describe('a self-test', () => {
  const row = (changed: Partial<SelftestRow>): SelftestRow => ({
    ...{
      class: 'path.dotdot',
      group: 'files',
      planted: 'joined',
      twin: 'careful',
      property: 'no-write-outside',
    },
    ...changed,
  });

  it.each([
    [
      'a planted target that is safe',
      row({ planted: 'decoded' }),
      'no-write-outside was not seen in 120 attacks on decoded',
    ],
    [
      'a twin that is none',
      row({ twin: 'strings_checked', planted: 'joined', class: 'link.final' }),
      'the corrected twin strings_checked is accused by no-write-outside',
    ],
    [
      'a class that cannot be generated',
      row({ class: 'key.foreign-id' }),
      'no attack of this class was generated',
    ],
  ])('fails on %s', async (_name, planted, why) => {
    const signal = new AbortController().signal;
    const results: RowResult[] = [];
    for await (const result of selftest([planted], { python: await testPython(), signal }))
      results.push(result);
    expect(results).toEqual([{ row: planted, ok: false, why }]);
  });

  it('leaves out what the interpreter has no module for, and says so', async () => {
    await inFolder({}, async (folder) => {
      await execa(await testPython(), ['-m', 'venv', '--without-pip', `${folder}/bare`]);
      const env = { TRESPASS_PYTHON: `${folder}/bare/bin/python` };
      const { stdout, exitCode } = await trespass(folder, ['selftest', '--class', 'stream.type'], env);
      expect(stdout).toMatch(/^left out stream\.type +because .*bare\/bin\/python cannot import boto3: /);
      expect(stdout).toMatch(/\n0 of 1 classes shown, 0 failed, 1 left out\n?$/);
      expect(exitCode).toBe(0);
    });
  });
});
