import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { withDir } from 'tmp-promise';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../model/errors.ts';
import { createReporter, parseReporterChoice } from '../../reporters/createReporter.ts';
import { fileDestination, standardOutput } from '../../reporters/destination.ts';
import { wantsColour } from '../../reporters/paint.ts';
import { reportEvents } from './reportEvents.ts';
import { calm, cwd, sampleRun } from './sampleRun.ts';

describe('a destination', () => {
  test('is a file that is made with its folders and replaced', async () => {
    await withDir(
      async ({ path }) => {
        const file = join(path, 'deep', 'report.json');
        for (const round of [1, 2]) {
          const reporter = await createReporter('json', fileDestination(file), {
            cwd,
            progress: new PassThrough(),
          });
          await reportEvents(round === 1 ? sampleRun(calm) : [], reporter);
        }
        expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ finished: false });
      },
      { unsafeCleanup: true },
    );
  });

  test('is refused before the run where the file cannot be written', async () => {
    await withDir(
      async ({ path }) => {
        await writeFile(join(path, 'plain'), '');
        expect(() => fileDestination(join(path, 'plain', 'report.json'))).toThrow(UsageError);
        expect(() => fileDestination(path)).toThrow(/cannot write the report/);
      },
      { unsafeCleanup: true },
    );
  });

  test('has no colour where standard output is no terminal', () => {
    expect(standardOutput(new PassThrough()).colour).toBe(wantsColour(false, process.env));
  });
});

describe('the option --reporter', () => {
  test.each([
    ['name', 'json', { name: 'json', file: null }],
    ['file', 'junit=a/b.xml', { name: 'junit', file: 'a/b.xml' }],
    ['equals', 'sarif=a=b', { name: 'sarif', file: 'a=b' }],
  ])('takes a format and a file: %s', (_row, option, choice) => {
    expect(parseReporterChoice(option)).toEqual(choice);
  });

  test.each([
    ['unknown', 'xml', 'no reporter "xml"; there are terminal, json, junit, sarif, gitlab'],
    ['no-file', 'json=', '--reporter json= needs a file name'],
    ['prototype', '__proto__', 'no reporter "__proto__"'],
    ['raw, for whoever prints it', '\x1b', 'no reporter "\x1b"'],
  ])('refuses what it does not know: %s', (_row, option, message) => {
    expect(() => parseReporterChoice(option)).toThrow(UsageError);
    expect(() => parseReporterChoice(option)).toThrow(message);
  });
});
