/** A campaign that is killed two hundred times at random moments loses nothing; about 20 minutes. */
import { it } from 'vitest';
import { expectNothingLost } from '../cli/kills.ts';

it('loses no finding and judges nothing twice in two hundred kills', async () => {
  await expectNothingLost(200);
}, 3_600_000);
