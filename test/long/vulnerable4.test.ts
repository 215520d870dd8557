/** The vulnerable twin of the bundled example with another seed. */
import { describeVulnerable } from '../examples/acme.ts';

describeVulnerable(4);
