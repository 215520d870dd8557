/** The hardened twin of the bundled example, attacked as long as a push may take. More cases: `npm run test:long`. */
import { expect, it } from 'vitest';
import { attack } from './acme.ts';

it('the hardened twin yields nothing in 1,600 cases', async () => {
  const { findings, stats } = await attack('hardened', 1_600);
  expect(findings).toEqual([]);
  expect(stats.inconclusive).toBe(0);
  expect(stats.cases).toBeGreaterThanOrEqual(1_600);
}, 400_000);
