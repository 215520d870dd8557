/**
 * No answer to an actor, and nothing that the target prints meanwhile or puts into the attacker's own things, contains a canary
 * that is another's or lies outside: an error page with the victim's `zq4k…` violates it.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import type { Disclosure, Observation } from '../model/observation.ts';
import { violationOfDisclosure } from './judging.ts';

export const noDisclosure: DocumentedProperty = {
  id: 'no-disclosure',
  cwe: 'CWE-200',
  severity: 'high',
  promise:
    'No answer to an actor, and nothing that the target prints meanwhile, contains a canary of another actor or of the moat, plain, in base64 or in hexadecimal. No accepted step of the attacker puts a canary of another actor into a file, an item or an object that was the attacker’s before, or that lies in a folder, a partition or under a prefix of the attacker’s own, unless the same step of a harmless run puts one from the same source there; where the step touched that actor’s things to get it, this is told by no-cross-tenant-read. The same holds for secrets that a victim’s run makes itself, such as tokens and reset codes of sixteen letters and more, found by the names of their members or as the config declares them, plain, in base64, with percent signs, in HTML entities or cut to sixteen letters; what harmless runs show to the attacker is none. A canary that the attack itself sent is an echo and does not count. What is written anywhere else may be a log and does not count either. Split, compressed or encrypted ones are not seen.',
  remedy:
    'Find the way by which the content came: the finding names the answer and the line. Mostly it is a read that lacks its tenant, a cache key without the tenant (`cache.get(f"{tenant}:{key}")`), or an error message that prints what it was working on.',
  flawed: `def summary(request, board):
    return HttpResponse(cache.get_or_set(f"summary:{board}", lambda: summarise(request.tenant, board)))`,
  corrected: `def summary(request, board):
    key = f"summary:{request.tenant}:{board}"
    return HttpResponse(cache.get_or_set(key, lambda: summarise(request.tenant, board)))`,
  judge: (observation) =>
    observation.disclosures
      .filter((disclosure) => disclosure.where !== 'kept' || !isAccess(disclosure, observation))
      .map(violationOfDisclosure),
};

/** Whether an access to that owner's things tells the same. */
function isAccess({ step, owner, actor }: Disclosure, { accesses }: Observation): boolean {
  return accesses.some(
    (access) =>
      access.step === step &&
      access.owner.kind === 'actor' &&
      owner.kind === 'actor' &&
      access.owner.name === owner.name &&
      access.actor === actor &&
      (access.flow === 'shown' || access.flow === null),
  );
}
