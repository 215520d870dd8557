/** A refused step leaves nothing behind: `upload` that answers 400 to `../x` must not have made `x` before. */
import type { DocumentedProperty, Violation } from '../model/finding.ts';
import type { Access, Observation } from '../model/observation.ts';
import { isRefusal } from '../model/outcome.ts';
import type { StepResponse } from '../model/records.ts';
import { resourceName, sameResource } from './judging.ts';

export const cleanRejection: DocumentedProperty = {
  id: 'clean-rejection',
  cwe: 'CWE-459',
  severity: 'info',
  promise:
    'A step of the attacker that is refused (a status of 400 or more, an exception of a callable) leaves no new file, item or object behind. Informative, because a log of refusals is no fault. Changes of what existed before are ignored. So are attacks with planted links or races, and whatever accepted harmless runs of other operations create or change at the same line without any word that they were sent (an audit trail, a counter of requests).',
  remedy:
    'Validate before anything is stored, or remove what was stored when the rest fails: in an `except` that covers all of it, or with `transact_write_items`.',
  flawed: `def upload(request):
    path = default_storage.save(new_id(), request.FILES["file"])
    if not is_allowed(request.FILES["file"].name):
        return HttpResponseBadRequest()
    return JsonResponse({"path": path})`,
  corrected: `def upload(request):
    if not is_allowed(request.FILES["file"].name):
        return HttpResponseBadRequest()
    return JsonResponse({"path": default_storage.save(new_id(), request.FILES["file"])})`,
  judge: (observation) => {
    const { attack, attacker, accesses, responses } = observation;
    if (attack.layout.length > 0 || attack.race !== null) return [];
    return accesses
      .filter(({ step, actor }) => actor === attacker && isRejection(responses[step]?.response))
      .filter((access) => isLeft(access, observation))
      .map(rejectionViolation);
  },
};

/** Whether the target rejected the step; a refusal by the driver is none. */
function isRejection(response: StepResponse | undefined): boolean {
  return isRefusal(response) && response?.refusedByGuard !== true;
}

function isLeft(
  { action, owner, refused, resource, routine, step }: Access,
  { accesses, attacker }: Observation,
): boolean {
  const isOwn = owner.kind === 'shared' || (owner.kind === 'actor' && owner.name === attacker);
  if (action !== 'create' || refused || !isOwn || routine === true) return false;
  if (resource.store === 'file' && resource.directory) return false;
  return !accesses.some(
    (other) => other.step === step && other.action === 'delete' && sameResource(other.resource, resource),
  );
}

function rejectionViolation({ operation, step, actor, location, resource }: Access): Violation {
  const unsafeSummary = `${operation}, done as ${actor}, is refused and leaves ${resourceName(resource)} behind`;
  return { operation, step, location, unsafeSummary, access: null, disclosure: null };
}
