/** Bounds that the documents name are those of the code. */
import { expect, it } from 'vitest';
import { limits } from '../../model/limits.ts';
import { textOf } from './documents.ts';

const gigabytes = limits.memoryBytes / 1_073_741_824;
const halfMegabytes = limits.outputPerStepBytesMax / 2 / 524_288;

const named: readonly (readonly [document: string, sentence: string])[] = [
  ['docs/reference/config.md', `${limits.stepDeadlineMs.toLocaleString('en-US')} by default`],
  ['docs/reference/config.md', `\`'${gigabytes}GB'\` by default`],
  ['SECURITY.md', `${gigabytes} GB by default`],
  ['docs/explanations/races.md', `up to ${limits.flipExecutionsMax} times`],
  ['docs/explanations/what-is-not-seen.md', `after the first ${limits.raceProbesMax} trials`],
  ['docs/reference/ledger.md', `fewer than ${limits.firstAttacks} attacks`],
];

it.each(named)('%s says %s', (document, sentence) => {
  expect(textOf(document)).toContain(sentence);
});

it('what is looked at of the output of a step is its first and last half megabyte', () => {
  expect(halfMegabytes).toBe(1);
  expect(textOf('docs/explanations/what-is-not-seen.md')).toContain('first and last half megabyte');
});

it('what is noted of a request has the bounds of the driver', () => {
  const source = textOf('adapters/python/driver/trespass_driver/mining/notes.py');
  const bound = (name: string) => new RegExp(`^${name}_MAX = (\\d+)$`, 'm').exec(source)?.[1];
  expect(textOf('docs/explanations/how-requests-are-mined.md')).toContain(
    `${bound('VALUES')} values of one request are noted, ${bound('USES')} uses of a value, and ${bound('WORDS')} words`,
  );
});
