/** Every report tells apart what is new, known, accepted, no longer accepted, and fixed. */
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../model/finding.ts';
import { flawStatusOf } from '../../reporters/acceptedText.ts';
import { fixedOf, flawsOfRun } from '../../reporters/runFlaws.ts';
import { emptyRecord, isFailure, recordEvent } from '../../reporters/runRecord.ts';
import { acceptedFlaw, decidedRun, findingAt } from './decidedRun.ts';
import { unprintable } from './hostileText.ts';
import { render } from './render.ts';

const recordOf = (events: readonly RunEvent[]) => events.reduce(recordEvent, emptyRecord);

describe('the flaws of a run', () => {
  it('are new, known, accepted or no longer accepted, and others are fixed', () => {
    const record = recordOf(decidedRun());
    const flaws = flawsOfRun(record);
    expect(Object.fromEntries(flaws.map((flaw) => [flaw.id.split('-').at(-1), flawStatusOf(flaw)]))).toEqual({
      accepted: 'accepted',
      expired: 'expired',
      known: 'known',
      new: 'new',
    });
    expect(flaws.filter(isFailure).map(({ id }) => id.split('-').at(-1))).not.toContain('accepted');
    expect(flaws.filter(isFailure)).toHaveLength(3);
    expect(fixedOf(record).map(({ findings, accepted }) => [findings[0]?.id, accepted?.id ?? null])).toEqual([
      ['no-write-outside-fixed', 'no-write-outside-fixed'],
      ['no-write-outside-gone', null],
    ]);
  });

  it('are accepted with what else is found at their lines, unless that is worse', () => {
    const [started, ...rest] = decidedRun();
    const more = (severity: 'critical' | 'low', line: number): RunEvent => ({
      type: 'finding',
      finding: { ...findingAt(line, 'no-read-outside-1'), property: 'no-read-outside', severity },
    });
    const mild = {
      ...started,
      accepted: [{ ...acceptedFlaw, severity: 'high', expired: false }],
    } as RunEvent;
    const statusesOf = (events: readonly RunEvent[], id: string): string[] =>
      flawsOfRun(recordOf(events))
        .filter((flaw) => [flaw.id, ...flaw.further].includes(id))
        .map(flawStatusOf);
    if (started === undefined) throw new Error('a run begins');
    expect(statusesOf([started, ...rest, more('critical', 10)], 'no-read-outside-1')).toEqual(['accepted']);
    expect(statusesOf([started, ...rest, more('critical', 11)], 'no-read-outside-1')).toEqual(['new']);
    expect(statusesOf([mild, ...rest], acceptedFlaw.id)).toEqual(['known']);
  });

  it('are not fixed where the operation could not be judged, or the run did not end well', () => {
    const fixed = (events: readonly RunEvent[]) => fixedOf(recordOf(events)).length;
    const failed = { kind: 'target', message: 'died', operation: 'download', attack: null } as const;
    expect(fixed(decidedRun())).toBe(2);
    expect(fixed([...decidedRun(), { type: 'error', error: failed }])).toBe(0);
    expect(fixed(decidedRun().filter(({ type }) => type !== 'finished'))).toBe(0);
  });
});

describe('the report', () => {
  it('on the terminal has a heading for each, and does not count what is accepted', async () => {
    const { text } = await render('terminal', decidedRun());
    expect(text).toMatch(/^Known before\n.*views.py:30/m);
    expect(text).toMatch(/^New since the last run\n.*views.py:40/m);
    expect(text).toMatch(
      /^No longer accepted\n[^\n]*views.py:20[^\n]*\n *was accepted until 2026-01-31, which is over/m,
    );
    expect(text).toMatch(
      /^Accepted, so that they fail no run\n.*views.py:10.*\n *accepted until 2027-01-31: the/m,
    );
    expect(text).toContain(
      'fixed, so that trespass accept --prune removes their entries: no-write-outside-fixed',
    );
    expect(text).toMatch(/^fixed since an earlier run.*no-write-outside-gone$/m);
    expect(text).toMatch(/^3 flaws \(3 findings\) in .*, and 1 that is accepted$/m);
    expect(text).not.toMatch(/again +trespass replay no-write-outside-accepted/);
  });

  it('in JSON has a status for each flaw', async () => {
    const document = JSON.parse((await render('json', decidedRun())).text);
    expect(document.flaws.map(({ status }: { status: string }) => status).sort()).toEqual([
      'accepted',
      'expired',
      'known',
      'new',
    ]);
    expect(document.fixed).toEqual([
      { findings: ['no-write-outside-fixed'], accepted: 'no-write-outside-fixed' },
      { findings: ['no-write-outside-gone'], accepted: null },
    ]);
  });

  it('in SARIF suppresses what is accepted, and nothing else', async () => {
    const { runs } = JSON.parse((await render('sarif', decidedRun())).text);
    const standing = runs[0].results.map((result: Record<string, unknown>) => [
      result['baselineState'],
      result['suppressions'],
    ]);
    const accepted = {
      kind: 'external',
      status: 'accepted',
      justification: 'accepted until 2027-01-31: the endpoint goes away with version 3',
    };
    expect(standing).toEqual([
      ['unchanged', [accepted]],
      ['unchanged', undefined],
      ['unchanged', undefined],
      ['new', undefined],
    ]);
    expect(JSON.stringify(runs[0].invocations)).toContain('no-write-outside-fixed');
  });

  it('for GitLab lets what is accepted only inform', async () => {
    const issues = JSON.parse((await render('gitlab', decidedRun())).text);
    const severityAt = (line: number) =>
      issues.find((issue: { location: { lines: { begin: number } } }) => issue.location.lines.begin === line);
    expect(severityAt(10)).toMatchObject({
      severity: 'info',
      description: expect.stringMatching(/^accepted until/),
    });
    expect(severityAt(20)).toMatchObject({
      severity: 'blocker',
      description: expect.stringMatching(/^was accepted/),
    });
  });

  it('in JUnit has no failure for what is accepted', async () => {
    const { text } = await render('junit', decidedRun());
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(text);
    const [failed] = parsed.testsuites.testsuite.testcase;
    expect(failed.failure['#text']).not.toContain('no-write-outside-accepted');
    expect(failed.failure['#text']).toContain('no-write-outside-expired');
  });

  it('in HTML has a section of what is accepted', async () => {
    const { text } = await render('html', decidedRun());
    expect(text).toMatch(/<h2 id="accepted">/);
    expect(text).toContain('the endpoint goes away with version 3');
    expect(text).toContain('Fixed, so that trespass accept --prune');
  });

  it.each(['terminal', 'json', 'sarif', 'gitlab', 'junit', 'html'] as const)(
    'as %s shows no reason raw',
    async (name) => {
      const { text } = await render(
        name,
        decidedRun('\u001b[2J\u202e</script><script>alert(1)</script>\n::error::'),
      );
      expect(text).not.toMatch(unprintable);
      if (name === 'html') expect(text).not.toContain('<script>alert');
    },
  );
});
