/**
 * No answer to an actor, and nothing that the target prints meanwhile, contains a canary that is another's or lies outside: an
 * error page with the victim's `zq4k…` violates it.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { violationOfDisclosure } from './judging.ts';

export const noDisclosure: DocumentedProperty = {
  id: 'no-disclosure',
  cwe: 'CWE-200',
  severity: 'high',
  promise:
    'No answer to an actor, and nothing that the target prints meanwhile, contains a canary of another actor or of the moat, plain, in base64 or in hexadecimal. A canary that the attack itself sent is an echo and does not count. Split, compressed or encrypted ones are not seen.',
  remedy:
    'Find the way by which the content came: the finding names the answer and the line. Mostly it is a read that lacks its tenant, a cache key without the tenant (`cache.get(f"{tenant}:{key}")`), or an error message that prints what it was working on.',
  flawed: `def summary(request, board):
    return HttpResponse(cache.get_or_set(f"summary:{board}", lambda: summarise(request.tenant, board)))`,
  corrected: `def summary(request, board):
    key = f"summary:{request.tenant}:{board}"
    return HttpResponse(cache.get_or_set(key, lambda: summarise(request.tenant, board)))`,
  judge: (observation) => observation.disclosures.map(violationOfDisclosure),
};
