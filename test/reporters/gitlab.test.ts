import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileTexts, unprintable } from './hostileText.ts';
import { render } from './render.ts';
import { calm, sampleRun } from './sampleRun.ts';

describe('the GitLab report', () => {
  test('has an issue for each flaw, at its line, and one for each error', async () => {
    const { text } = await render('gitlab', sampleRun(calm));
    expect(JSON.parse(text)).toEqual([
      {
        description: expect.stringMatching(/^upload writes outside .*: trespass replay f-1a2b3c4d$/),
        check_name: 'no-write-outside',
        fingerprint: 'f-1a2b3c4d',
        severity: 'blocker',
        location: { path: 'shop/views.py', lines: { begin: 42 } },
      },
      expect.objectContaining({
        check_name: 'trespass-run',
        location: { path: 'trespass.config.ts', lines: { begin: 1 } },
      }),
    ]);
  });

  test('is never clean where the run was cut off', async () => {
    expect(JSON.parse((await render('gitlab', [])).text)).toHaveLength(1);
  });

  test('is read back whatever text is in it, and shows nothing raw', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const { text } = await render('gitlab', sampleRun(texts));
        expect(text).not.toMatch(unprintable);
        for (const issue of JSON.parse(text)) {
          expect(Object.keys(issue)).toHaveLength(5);
          expect(issue.description).not.toMatch(unprintable);
        }
      }),
      { numRuns: 60 },
    );
  });
});
