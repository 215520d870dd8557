/** Decisions are numbered, have their three parts and stand in the index; the architecture stays a page. */
import { expect, it } from 'vitest';
import { documents, textOf } from './documents.ts';

const decisions = documents.filter((one) => /^docs\/decisions\/\d/.test(one));

it('decisions are numbered without a gap, and the index lists each with its title', () => {
  expect(decisions.length).toBeGreaterThan(40);
  const index = textOf('docs/decisions/README.md');
  for (const [at, document] of decisions.entries()) {
    const name = document.replace('docs/decisions/', '');
    expect(Number(name.slice(0, 3))).toBe(at + 1);
    const [, title = ''] = /^# (.+)$/m.exec(textOf(document)) ?? [];
    expect(index).toContain(`${at + 1}. [${title}](${name})`);
  }
});

it('decisions say context, decision and consequences', () => {
  for (const document of decisions)
    expect([document, textOf(document).match(/^## .+$/gm)]).toEqual([
      document,
      ['## Context', '## Decision', '## Consequences'],
    ]);
});

it('the architecture is a page of about 80 lines', () => {
  expect(textOf('docs/architecture.md').split('\n').length).toBeLessThan(100);
});
