/** The hardened twin of the bundled example: the first attacks on each operation yield nothing. More cases: `npm run test:long`. */
import { testHardened } from './acme.ts';

testHardened(1_000);
