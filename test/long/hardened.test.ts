/** The hardened twin of the bundled example, attacked for long. */
import { testHardened } from '../examples/acme.ts';

testHardened(20_000);
