/**
 * No step of the attacker gets anything that depends on the content of a file, item or object that another actor owns: `show`
 * with the victim's id must not answer with the victim's title.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import type { Access } from '../model/observation.ts';
import { accessesToForeign, accessViolation } from './judging.ts';

export const noCrossTenantRead: DocumentedProperty = {
  id: 'no-cross-tenant-read',
  cwe: 'CWE-639',
  severity: 'high',
  promise:
    'No step of the attacker gets anything that depends on the content of a file, item or object that another actor owns. Code that fetches one, sees that another actor owns it and shows nothing is safe: the case is repeated with its content changed, and only an answer that changes with it is a finding. A failure of the target (500) in only one of the two worlds is none. Answers of later steps are not compared. A file that is read through a planted link, in a race, or by a step that changes anything else is a finding without such a repetition.',
  remedy:
    'Take the tenant from the session and make it a part of the key that is looked up: an item of another tenant is then not found, whatever the request says. The same holds for folders (`MEDIA_ROOT/tenant/…`) and for prefixes of S3 keys, delimiter included.',
  flawed: `def note(request, id):
    return JsonResponse(table.get_item(Key={"pk": id})["Item"])`,
  corrected: `def note(request, id):
    found = table.get_item(Key={"pk": request.tenant, "sk": id})
    if "Item" not in found:
        raise Http404
    return JsonResponse(found["Item"])`,
  judge: (observation) =>
    accessesToForeign(observation, ['read']).filter(reachedTheActor).map(accessViolation),
};

function reachedTheActor(access: Access): boolean {
  return access.flow === 'shown' || (access.resource.store === 'file' && access.flow === null);
}
