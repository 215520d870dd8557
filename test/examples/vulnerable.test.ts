/** The vulnerable twin of the bundled example, until all planted flaws are found. To the end, and more seeds: `npm run test:long`. */
import { describeVulnerable } from './acme.ts';

describeVulnerable(1, { toTheEnd: false });
