/** The vulnerable twin of the bundled example, searched to the end with several seeds. */
import { describeVulnerable } from '../examples/acme.ts';

for (const seed of [1, 2, 3, 4, 5]) describeVulnerable(seed, { toTheEnd: true });
