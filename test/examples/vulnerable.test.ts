/** The vulnerable twin of the bundled example: planted flaws are found, nothing else is reported. More seeds: `npm run test:long`. */
import { describeVulnerable } from './acme.ts';

describeVulnerable(1);
