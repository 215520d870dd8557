/** Annotations and the job summary of GitHub Actions: what a runner and a reader make of them, whatever is in a run. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { curlLine } from '../../model/curlLine.ts';
import { unescapeText } from '../../model/escape.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { RunEvent } from '../../model/finding.ts';
import { annotationLines } from '../../reporters/github/commands.ts';
import { githubJob, githubReporter } from '../../reporters/github/github.ts';
import { summaryText } from '../../reporters/github/summary.ts';
import { emptyRecord, recordEvent } from '../../reporters/runRecord.ts';
import { decidedRun, findingAt } from './decidedRun.ts';
import { hostileTexts, unprintable } from './hostileText.ts';
import { reportEvents } from './reportEvents.ts';
import { calm, cwd, sampleRun } from './sampleRun.ts';

const recordOf = (events: readonly RunEvent[]) => events.reduce(recordEvent, emptyRecord);

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly text: string;
}

/** As the runner takes a line apart (actions/runner, ActionCommand.TryParseV2). */
function commandIn(line: string): Command | null {
  const trimmed = line.trimStart();
  if (!trimmed.startsWith('::')) return null;
  const end = trimmed.indexOf('::', 2);
  if (end < 0) return null;
  const [name = '', ...rest] = trimmed.slice(2, end).split(' ');
  const decoded = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const given = rest
    .join(' ')
    .split(',')
    .filter((pair) => pair !== '');
  const properties = given.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), decoded(pair.slice(at + 1))] as const;
  });
  return { name, properties: Object.fromEntries(properties), text: decoded(trimmed.slice(end + 2)) };
}

describe('annotations', () => {
  it('are errors at the lines of flaws that fail the run, and of what could not be judged', () => {
    const commands = annotationLines(recordOf(sampleRun(calm)), cwd).map(commandIn);
    expect(commands).toEqual([
      {
        name: 'error',
        properties: { file: 'shop/views.py', line: '42', title: 'critical: no-write-outside' },
        text: expect.stringMatching(/\nattacker wrote \{moat\}.*\nAgain: trespass replay f-1a2b3c4d$/),
      },
      { name: 'error', properties: { title: 'Trespass could not judge' }, text: 'the target died' },
    ]);
  });

  it('leave out what is accepted', () => {
    const lines = annotationLines(recordOf(decidedRun()), cwd).join('\n');
    expect(lines).toContain('line=40,');
    expect(lines).toContain('was accepted until 2026-01-31');
    expect(lines).not.toContain('line=10,');
  });

  it('are as many as the runner shows, and say how many are left', () => {
    const [started, ...rest] = sampleRun(calm);
    if (started === undefined) throw new Error('a run begins');
    const many = Array.from(
      { length: 14 },
      (_, index): RunEvent => ({
        type: 'finding',
        finding: findingAt(100 + index, `f-${index}`),
      }),
    );
    const commands = annotationLines(recordOf([started, ...many, ...rest]), cwd).map(commandIn);
    expect(commands.filter((command) => command?.name === 'error')).toHaveLength(10);
    expect(commands.at(-1)).toMatchObject({ name: 'notice', text: expect.stringMatching(/^and 6 more/) });
  });

  it('are one command a line, with what went in, whatever that is', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const lines = annotationLines(recordOf(sampleRun(texts)), cwd);
        for (const line of lines) {
          expect(line).not.toMatch(unprintable);
          expect(line).not.toContain('\n');
          const command = commandIn(line);
          expect(command?.name).toMatch(/^(?:error|notice)$/);
          for (const name of Object.keys(command?.properties ?? {}))
            expect(name).toMatch(/^(?:file|line|title)$/);
        }
        const summary = commandIn(lines[0] ?? '')?.text.split('\n')[1] ?? '';
        expect(unescapeText(summary)).toBe(texts.summary);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the job summary', () => {
  it('has the verdict, a table of flaws, and what is fixed', () => {
    const text = summaryText(recordOf(decidedRun()), cwd);
    expect(text).toMatch(/^## Trespass: 3 flaws$/m);
    expect(text.match(/^\| critical \|/gm)).toHaveLength(4);
    expect(text).toMatch(/shop\/views&#46;py&#58;10 \| accepted until 2027-01-31/);
    expect(text).toMatch(/^- fixed, so that trespass accept --prune/m);
  });

  it('shows nothing as a link, an element or another row', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const text = summaryText(recordOf(sampleRun(texts)), cwd);
        expect(text).not.toMatch(unprintable);
        expect(text).not.toMatch(/[<>[\]`~@\\!]/);
        for (const row of text.split('\n').filter((line) => line.startsWith('|')))
          expect(row.split('|')).toHaveLength(7);
      }),
      { numRuns: 100 },
    );
  });

  it('has the requests of a flaw as lines for a shell, in a block that nothing in them ends', () => {
    const unsafeText = '</details>\n```\n````\n# not a heading';
    const exchange: Exchange = {
      ...{ step: 0, operation: 'upload', actor: 'attacker', method: 'POST', unsafeTarget: '/a/````/' },
      unsafeHeaders: [['Authorization', 'SECRET']],
      body: { text: unsafeText },
    };
    const withRequests = (event: RunEvent): RunEvent =>
      event.type === 'finding'
        ? {
            ...event,
            finding: { ...event.finding, evidence: { ...event.finding.evidence, exchanges: [exchange] } },
          }
        : event;
    const lines = summaryText(recordOf(sampleRun(calm).map(withRequests)), cwd).split('\n');
    const start = lines.indexOf('`````sh');
    expect(lines[start - 2]).toMatch(/^<details><summary>.*by hand<\/summary>$/);
    expect(lines[start + 1]).toBe(curlLine(exchange));
    expect(lines.slice(start + 2, start + 5)).toEqual(['`````', '', '</details>']);
    const many = Array.from({ length: 900 }, (_, index): RunEvent => {
      const finding = findingAt(100 + index, `f-${index}`);
      const body = { text: 'x'.repeat(1_500) };
      const exchanges = [{ ...exchange, body }];
      return { type: 'finding', finding: { ...finding, evidence: { ...finding.evidence, exchanges } } };
    });
    const [started, ...rest] = sampleRun(calm);
    if (started === undefined) throw new Error('a run begins');
    expect(summaryText(recordOf([started, ...many, ...rest]), cwd).length).toBeLessThan(700_000);
  });

  it('stays far below what a job may have', () => {
    const [started, ...rest] = sampleRun(calm);
    if (started === undefined) throw new Error('a run begins');
    const many = Array.from(
      { length: 500 },
      (_, index): RunEvent => ({
        type: 'finding',
        finding: findingAt(100 + index, `f-${index}`),
      }),
    );
    const text = summaryText(recordOf([started, ...many, ...rest]), cwd);
    expect(text.length).toBeLessThan(300_000);
    expect(text).toMatch(/^and 300 more in the log$/m);
  });
});

describe('a job', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trespass-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is one where the environment says so', () => {
    expect(githubJob({}, cwd)).toBeNull();
    expect(githubJob({ GITHUB_ACTIONS: 'false' }, cwd)).toBeNull();
    expect(githubJob({ GITHUB_ACTIONS: 'true' }, cwd)).toEqual({ root: cwd, summary: null });
  });

  it('takes no command from the log until the run is reported, and keeps what other steps wrote', async () => {
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'of an earlier step\n\n');
    const lines: string[] = [];
    const reporter = githubReporter({ root: cwd, summary }, (line) => void lines.push(line));
    const [, token] = /^::stop-commands::([0-9a-f-]{36})$/.exec(lines[0] ?? '') ?? [];
    expect(token).toBeDefined();
    await reportEvents(sampleRun(calm), reporter);
    expect(lines[1]).toBe(`::${token}::`);
    expect(lines.slice(2).every((line) => line.startsWith('::error '))).toBe(true);
    expect(readFileSync(summary, 'utf8')).toMatch(/^of an earlier step\n\n## Trespass: 1 flaw/);
  });

  it('says where the summary cannot be written, and ends', async () => {
    const lines: string[] = [];
    const reporter = githubReporter(
      { root: cwd, summary: join(folder, 'no', 'a.md') },
      (line) => void lines.push(line),
    );
    await reportEvents(sampleRun(calm), reporter);
    expect(lines.at(-1)).toMatch(/^trespass: the job summary could not be written: /);
  });
});
