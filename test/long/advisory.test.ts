/** The twin with the remedies of the advisory: what they do not mend is found, and nothing else. */
import { expect, it } from 'vitest';
import { compareWithPlanted } from '../../cli/demoCommand.ts';
import { attack, casesMax } from '../examples/acme.ts';

it('the remedies of the advisory leave exactly the planted flaws open', async () => {
  const { findings } = await attack('advisory', { runs: casesMax });
  expect(compareWithPlanted('advisory', findings)).toEqual({ missing: [], unexpected: [] });
}, 400_000);
