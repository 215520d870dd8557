/** Every report says what ended a search, and how to go on where it ended before it could say much. */
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { RunEvent, SearchEnd } from '../../model/finding.ts';
import { render } from './render.ts';
import { calm, sampleRun } from './sampleRun.ts';

const cut: SearchEnd = {
  ...{ by: 'time', bound: 50_000, isDefault: true, firstAttacks: 25, operations: 41 },
  short: [
    { operation: 'upload', attacks: 3 },
    { operation: 'ping', attacks: 1 },
  ],
  enough: { cases: 1_025, seconds: 300 },
};
const whole: SearchEnd = { ...cut, by: 'cases', bound: 6_000, isDefault: false, short: [], enough: null };

function runThatEnded(ended: SearchEnd): RunEvent[] {
  return sampleRun(calm)
    .filter(({ type }) => type !== 'finding' && type !== 'error')
    .map((event): RunEvent => {
      if (event.type === 'started') return { ...event, command: "trespass check upload --config 'a b.ts'" };
      return event.type === 'finished' ? { ...event, exitCode: 0, stats: { ...event.stats, ended } } : event;
    });
}

const sentence =
  "The search ended at its default bound of 50.0 s, before 2 of 41 operations had had their first 25 attacks (ping 1, upload 3): their silence says little. Go on with: trespass check upload --config 'a b.ts' --time 8m";

describe('a report of a search that a bound ended early', () => {
  it('says so on the terminal before it says that nothing was found', async () => {
    const lines = (await render('terminal', runThatEnded(cut))).text.trimEnd().split('\n');
    expect(lines).toContain(sentence);
    expect(lines.at(-1)).toMatch(/^Nothing found in 1,204 cases/);
  });

  it('says so as data and as a sentence in JSON', async () => {
    const document = JSON.parse((await render('json', runThatEnded(cut))).text);
    expect(document.ended).toBe(sentence);
    expect(document.stats.ended).toEqual(cut);
  });

  it('warns in SARIF', async () => {
    const log = JSON.parse((await render('sarif', runThatEnded(cut))).text);
    expect(log.runs[0].invocations[0].toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: sentence } },
    ]);
  });

  it('skips the operations in JUnit, so that none of them passes', async () => {
    const { text } = await render('junit', runThatEnded(cut));
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    const suite = parser.parse(text).testsuites.testsuite;
    expect(suite.properties.property).toEqual({ name: 'ended', value: sentence });
    expect(suite.testcase.map((test: { skipped?: { message: string } }) => test.skipped?.message)).toEqual([
      ...['3 of its first 25 attacks when the search ended'],
      ...['1 of its first 25 attacks when the search ended'],
    ]);
  });
});

describe('a report of a search that had its first attacks', () => {
  it('names the bound that ended it, and no more', async () => {
    const { text } = await render('terminal', runThatEnded(whole));
    expect(text).toContain('The search ended at its bound of 6,000 cases.\n');
    const log = JSON.parse((await render('sarif', runThatEnded(whole))).text);
    expect(log.runs[0].invocations[0].toolExecutionNotifications[0].level).toBe('note');
    expect((await render('junit', runThatEnded(whole))).text).not.toContain('first 25 attacks');
  });

  it.each([
    ['stop', 'The search ended when the run was stopped.'],
    ['exhausted', 'The search ended when nothing was left to try.'],
    ['failure', 'The search ended because no target was left to search in.'],
  ] as const)('says what else may end it: %s', async (by, said) => {
    expect((await render('terminal', runThatEnded({ ...whole, by, bound: null }))).text).toContain(said);
  });
});
