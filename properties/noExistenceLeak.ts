/**
 * No answer to the attacker shows whether another actor's item, or a foreign file, exists: `show` answers 404 for the victim's
 * id and for a free one alike.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { interferences } from './judging.ts';

export const noExistenceLeak: DocumentedProperty = {
  id: 'no-existence-leak',
  cwe: 'CWE-204',
  severity: 'info',
  promise:
    'No answer to the attacker reveals whether an item of another actor exists, or a file that another actor owns or that is outside the sandbox, where a request names it. Shown by repeating the case without it. Informative, because names that all tenants share (user names, say) cannot be taken twice, so that an answer has to reveal them; unguessable ids reveal nothing. Lookups of files by other Python calls than os.stat, os.lstat, os.readlink and os.access are not seen, nor are those of subprocesses; objects are not asked about.',
  remedy:
    'Answer in the same way whether somebody else’s item does not exist or may not be seen: 404 in both cases. Names that all tenants share, such as user names, have to tell; unguessable ids have nothing to tell.',
  flawed: `def note(request, id):
    item = table.get_item(Key={"pk": id}).get("Item")
    if item is None:
        return HttpResponseNotFound()
    return JsonResponse(item) if item["tenant"] == request.tenant else HttpResponseForbidden()`,
  corrected: `def note(request, id):
    item = table.get_item(Key={"pk": id}).get("Item")
    if item is None or item["tenant"] != request.tenant:
        return HttpResponseNotFound()
    return JsonResponse(item)`,
  judge: (observation) => interferences(observation, ({ on, by }) => on === 'presence' && by === 'key'),
};
