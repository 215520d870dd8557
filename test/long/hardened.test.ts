/** The hardened twin of the bundled example, attacked for long. */
import { expect, it } from 'vitest';
import { attack } from '../examples/acme.ts';

it('the hardened twin yields nothing in 20,000 cases', async () => {
  const { findings, stats } = await attack('hardened', 20_000);
  expect(findings).toEqual([]);
  expect(stats.inconclusive).toBe(0);
  expect(stats.cases).toBeGreaterThanOrEqual(20_000);
}, 1_200_000);
