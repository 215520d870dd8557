/** No answer to an actor, and nothing that the target prints meanwhile, holds a canary that is another's or lies outside. */
import type { Property } from '../model/finding.ts';
import { violationOfDisclosure } from './judging.ts';

export const noDisclosure: Property = {
  id: 'no-disclosure',
  cwe: 'CWE-200',
  severity: 'high',
  promise:
    'No answer to an actor, and nothing that the target prints meanwhile, holds a canary of another actor or of the moat, plain, in base64 or in hexadecimal. A canary that the attack itself sent is an echo and does not count; split, compressed or encrypted ones are not seen.',
  judge: (observation) => observation.disclosures.map(violationOfDisclosure),
};
