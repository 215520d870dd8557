import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileTexts, unprintable } from './hostileText.ts';
import { render } from './render.ts';
import { calm, sampleAttack, sampleFinding, sampleRun } from './sampleRun.ts';

describe('the JSON report', () => {
  test('is one document with the members of the contract', async () => {
    const { text } = await render('json', sampleRun(calm));
    const document = JSON.parse(text);
    expect(document).toMatchObject({ version: '0.1.0', seed: 7, finished: true });
    expect(document.stats).toMatchObject({ cases: 1204, seconds: 12.34 });
    expect(document.findings[0]).toMatchObject({
      id: 'f-1a2b3c4d',
      property: 'no-write-outside',
      severity: 'critical',
      power: 'own-folder',
      cwe: 'CWE-22',
      operation: 'upload',
      summary: calm.summary,
      location: { file: 'shop/views.py', line: 42 },
      attack: sampleAttack(calm),
      evidence: sampleFinding(calm).evidence,
    });
    expect(document.findings[1].location).toBeNull();
    expect(document.flaws).toHaveLength(1);
    expect(document.flaws[0]).toMatchObject({
      id: 'f-1a2b3c4d',
      severity: 'critical',
      cwes: ['CWE-22', 'CWE-200'],
      location: { file: 'shop/views.py', line: 42 },
      consequences: [
        { property: 'no-write-outside', severity: 'critical', finding: 'f-1a2b3c4d' },
        { property: 'no-disclosure', severity: 'low', finding: 'f-99' },
      ],
      findings: ['f-1a2b3c4d', 'f-99'],
    });
    expect(document.errors).toHaveLength(1);
    expect(document.ledger).toHaveLength(4);
    expect(document.notes).toHaveLength(4);
  });

  test('keeps a finding once, in the form that was told last', async () => {
    const again = sampleFinding({ ...calm, summary: 'smaller' });
    const { text } = await render('json', [...sampleRun(calm), { type: 'finding', finding: again }]);
    const { findings } = JSON.parse(text);
    expect(findings).toHaveLength(2);
    expect(findings[0].summary).toBe('smaller');
  });

  test('has an error where a run was cut off', async () => {
    const { text } = await render('json', []);
    const document = JSON.parse(text);
    expect(document).toMatchObject({ finished: false, findings: [], seed: null });
    expect(document.errors[0].message).toBe('the run was cut off before it had finished');
  });

  test('parses back to exactly the text that went in, and shows nothing raw', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const { text } = await render('json', sampleRun(texts));
        expect(text).not.toMatch(unprintable);
        const document = JSON.parse(text);
        expect(document.findings[0].summary).toBe(texts.summary);
        expect(document.findings[0].attack).toStrictEqual(JSON.parse(JSON.stringify(sampleAttack(texts))));
        expect(document.errors[0].message).toBe(texts.message);
      }),
      { numRuns: 100 },
    );
  });
});
