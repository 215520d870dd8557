import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { unescapeText } from '../../model/escape.ts';
import type { RunEvent } from '../../model/finding.ts';
import { hostileTexts, unprintable } from './hostileText.ts';
import { render } from './render.ts';
import { calm, sampleRun } from './sampleRun.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => name === 'testcase',
});

const told = z.object({ type: z.string(), message: z.string() });
const suite = z.object({
  tests: z.string(),
  failures: z.string(),
  errors: z.string(),
  skipped: z.string(),
  testcase: z.array(
    z.object({
      classname: z.string(),
      name: z.string(),
      failure: told.extend({ '#text': z.string() }).optional(),
      error: told.optional(),
      skipped: z.object({ message: z.string() }).optional(),
      'system-out': z.string().optional(),
    }),
  ),
});

function parse(text: string): z.infer<typeof suite> {
  expect(XMLValidator.validate(text)).toBe(true);
  return z.object({ testsuites: z.object({ testsuite: suite }) }).parse(parser.parse(text)).testsuites
    .testsuite;
}

async function renderSuite(events: readonly RunEvent[]): Promise<z.infer<typeof suite>> {
  return parse((await render('junit', events)).text);
}

describe('the JUnit report', () => {
  test('has a test case for each operation, and counts them', async () => {
    const { testcase, ...counts } = await renderSuite(sampleRun(calm));
    expect(counts).toMatchObject({ tests: '3', failures: '1', errors: '1', skipped: '1' });
    const outcomes = testcase.map((test) => [
      test.classname,
      test.name,
      test.failure ? 'failed' : test.skipped ? 'skipped' : test.error ? 'error' : 'passed',
    ]);
    expect(outcomes).toEqual([
      ['trespass', 'upload', 'failed'],
      ['trespass', 'ping', 'skipped'],
      ['upload', 'run: target', 'error'],
    ]);
  });

  test('passes a finding that only informs, with its text', async () => {
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'finding') return event;
      return { ...event, finding: { ...event.finding, severity: 'info' } };
    });
    const { testcase, failures } = await renderSuite(events);
    expect(failures).toBe('0');
    expect(testcase[0]?.['system-out']).toContain(calm.summary);
  });

  test('has an error where a run was cut off or failed without a word', async () => {
    const cutOff = await renderSuite([]);
    expect(cutOff.testcase[0]?.error?.message).toBe('the run was cut off before it had finished');
    const failed = sampleRun(calm)
      .filter((event) => event.type === 'finished')
      .map((event): RunEvent => ({ ...event, exitCode: 2 }));
    expect((await renderSuite(failed)).testcase[0]?.error?.message).toBe('the run failed');
  });

  test('parses back to the text that went in after unescaping, and shows nothing raw', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const { text } = await render('junit', sampleRun(texts));
        expect(text).not.toMatch(unprintable);
        const { testcase } = parse(text);
        const [first] = testcase;
        expect(unescapeText(first?.name ?? '')).toBe(texts.operation);
        expect(unescapeText(first?.failure?.message ?? '')).toBe(`${texts.summary} (and 1 more)`);
        const sentence = first?.failure?.['#text'].split('\n')[1]?.slice(2) ?? '';
        expect(unescapeText(sentence)).toBe(texts.summary);
        expect(unescapeText(testcase.at(-1)?.error?.message ?? '')).toBe(texts.message);
      }),
      { numRuns: 100 },
    );
  });
});
