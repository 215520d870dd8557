import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Log, Result } from 'sarif';
import { describe, expect, test } from 'vitest';
import { unescapeText } from '../../model/escape.ts';
import type { RunEvent } from '../../model/finding.ts';
import { hostileTexts, unprintable } from './hostileText.ts';
import { render } from './render.ts';
import { calm, cwd, sampleRun } from './sampleRun.ts';
import { sarifSchema } from './sarifSchema.ts';

const validate = new Ajv({ strict: false }).compile<Log>(sarifSchema);

async function renderLog(events: readonly RunEvent[]): Promise<Log> {
  const log: unknown = JSON.parse((await render('sarif', events)).text);
  const valid = validate(log);
  expect(validate.errors ?? []).toEqual([]);
  if (!valid) throw new Error('not SARIF');
  return log;
}

function firstResult(log: Log): Result | undefined {
  return log.runs[0]?.results?.[0];
}

/** What a viewer shows of a message without arguments (SARIF 2.1.0, 3.11.5). */
function shown(message: string): string {
  return message.replaceAll('{{', '{').replaceAll('}}', '}');
}

describe('the SARIF report', () => {
  test('has a rule for each property, with its CWE and its security severity', async () => {
    const log = await renderLog(sampleRun(calm));
    const rules = log.runs[0]?.tool.driver.rules ?? [];
    expect(rules.map((rule) => rule.id)).toEqual(['no-write-outside', 'no-delete-outside', 'no-disclosure']);
    expect(rules[0]?.properties).toEqual({
      tags: ['security', 'CWE-22', 'external/cwe/cwe-022'],
      'security-severity': '9.5',
    });
    expect(rules[1]?.help?.text).toBe('Nothing outside is deleted.');
  });

  test('has a result at the line of the target, relative to the source root', async () => {
    const log = await renderLog(sampleRun(calm));
    const result = firstResult(log);
    expect(result).toMatchObject({ ruleId: 'no-write-outside', ruleIndex: 0, level: 'error' });
    expect(result?.partialFingerprints).toEqual({ 'trespassFinding/v2': 'f-1a2b3c4d' });
    expect(result?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'shop/views.py', uriBaseId: 'SRCROOT' },
      region: { startLine: 42 },
    });
    expect(log.runs[0]?.originalUriBaseIds?.['SRCROOT']?.uri).toBe(`file://${cwd}/`);
    expect(result?.message.text?.split('\n')[0]).toBe(
      'attacker wrote {{moat}}/evil/avatar.png through upload',
    );
  });

  test('says of each rule and result which weakness of the list it is about', async () => {
    const [run] = (await renderLog(sampleRun(calm))).runs;
    const taxa = run?.taxonomies?.[0]?.taxa ?? [];
    expect(run?.tool.driver.supportedTaxonomies).toEqual([{ name: 'CWE', index: 0 }]);
    expect(taxa.map(({ id }) => id)).toEqual(['CWE-22', 'CWE-200']);
    const targets = (run?.tool.driver.rules ?? []).map((rule) => rule.relationships?.[0]?.target.index ?? -1);
    expect(targets.map((index) => taxa[index]?.id)).toEqual(['CWE-22', 'CWE-22', 'CWE-200']);
    expect(run?.results?.map((result) => taxa[result.taxa?.[0]?.index ?? -1]?.id)).toEqual([
      'CWE-22',
      'CWE-200',
    ]);
  });

  test('says what to do, in the rule and in the result', async () => {
    const [run] = (await renderLog(sampleRun({ ...calm, message: 'Join `paths`; see [this](x) <b>.' }))).runs;
    const help = run?.tool.driver.rules?.[0]?.help;
    expect(help?.text).toContain('Join `paths`');
    expect(help?.markdown).toContain(
      '**What to do.** Join &#96;paths&#96;; see &#91;this&#93;(x) &#60;b&#62;.',
    );
    expect(help?.markdown).toMatch(/^Corrected:\n\n```python\npass\n```$/m);
    expect(run?.results?.[0]?.message.text).toMatch(/^fix: Join `paths`/m);
  });

  test('leads through the lines of the target and along the path', async () => {
    const via = [{ file: `${cwd}/shop/store.py`, line: 7 }];
    const events = sampleRun(calm).map(
      (event): RunEvent =>
        event.type === 'finding' ? { ...event, finding: { ...event.finding, via } } : event,
    );
    const [first, second] = (await renderLog(events)).runs[0]?.results ?? [];
    const told = first?.codeFlows?.[0]?.threadFlows[0]?.locations.map(({ location }) => {
      const { artifactLocation, region } = location?.physicalLocation ?? {};
      return [`${artifactLocation?.uri}:${region?.startLine}`, location?.message?.text];
    });
    expect(told).toEqual([
      ['shop/views.py:42', expect.stringMatching(/^attacker: download\(/)],
      ['shop/store.py:7', 'which calls this line'],
      ['shop/store.py:7', '{{sandbox}}  folder'],
      ['shop/store.py:7', expect.stringMatching(/^\.\.\/\.\.\/evil\/avatar\.png .*leaves the sandbox here$/)],
    ]);
    expect(second?.codeFlows?.length).toBe(
      second?.locations?.[0]?.physicalLocation === undefined ? undefined : 1,
    );
  });

  test.each([
    ['inside', `${cwd}/a b/ü#%.py`, 'a%20b/%C3%BC%23%25.py'],
    ['outside', '/usr/lib/python/os?.py', 'file:///usr/lib/python/os%3F.py'],
    ['sibling', `${cwd}-old/x.py`, `file://${cwd}-old/x.py`],
    ['not-utf8', `${cwd}/\udcff.py`, '%FF.py'],
    ['colon', `${cwd}/c:x.py`, 'c%3Ax.py'],
  ])('writes a file name as a URI: %s', async (_row, file, uri) => {
    const events = sampleRun(calm).map((event): RunEvent => {
      if (event.type !== 'finding') return event;
      return { ...event, finding: { ...event.finding, location: { file, line: 0 } } };
    });
    const place = firstResult(await renderLog(events))?.locations?.[0]?.physicalLocation;
    expect(place?.artifactLocation?.uri).toBe(uri);
    expect(place?.region?.startLine).toBe(1);
  });

  test('is unsuccessful where a run failed or was cut off', async () => {
    const cutOff = await renderLog([]);
    expect(cutOff.runs[0]?.invocations?.[0]).toMatchObject({ executionSuccessful: false });
    const failed = sampleRun(calm).map(
      (event): RunEvent => (event.type === 'finished' ? { ...event, exitCode: 2 } : event),
    );
    expect((await renderLog(failed)).runs[0]?.invocations?.[0]).toMatchObject({
      executionSuccessful: false,
      exitCode: 2,
      toolExecutionNotifications: [{ message: { text: 'target in upload: the target died' } }],
    });
  });

  test('makes no link and no placeholder of hostile text', async () => {
    const texts = { ...calm, summary: 'wrote [here](https://example.com) {0}\0' };
    const text = firstResult(await renderLog(sampleRun(texts)))?.message.text ?? '';
    expect(text).not.toMatch(/\[[^\]]*\]\(/);
    expect(text.split('\n')[0]).toBe('wrote \\u{{5b}}here](https://example.com) {{0}}\\u{{0}}');
  });

  test('parses back to the text that went in after unescaping, and shows nothing raw', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const { text } = await render('sarif', sampleRun(texts));
        expect(text).not.toMatch(unprintable);
        const result = firstResult(await renderLog(sampleRun(texts)));
        const lines = shown(result?.message.text ?? '').split('\n');
        expect(unescapeText(lines[0] ?? '')).toBe(texts.summary);
        expect(lines.join('\n')).not.toMatch(unprintable);
        const place = result?.locations?.[0];
        expect(unescapeText(place?.logicalLocations?.[0]?.fullyQualifiedName ?? '')).toBe(texts.operation);
        expect(place?.physicalLocation?.artifactLocation?.uri).toMatch(
          /^(?:file:\/\/\/)?(?:[\w\-.~/]|%[0-9A-F]{2})+$/,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('writes a source root that a URI reader takes apart again', async () => {
    const uri = (await renderLog(sampleRun(calm))).runs[0]?.originalUriBaseIds?.['SRCROOT']?.uri ?? '';
    expect(fileURLToPath(uri)).toBe(`${cwd}/`);
  });
});
