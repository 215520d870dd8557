/**
 * No operation creates, writes, truncates or renames a file outside the sandbox, whatever path led there: `save` to `../x`, or
 * to `l` that is a link to it.
 */
import type { DocumentedProperty } from '../model/finding.ts';
import { accessesOutside, accessViolation } from './judging.ts';

export const noWriteOutside: DocumentedProperty = {
  id: 'no-write-outside',
  cwe: 'CWE-22',
  severity: 'critical',
  promise:
    'No operation creates, writes, truncates or renames a file outside the sandbox, whatever path led there. A write to the real system is refused and counts. Writes that a C extension or a subprocess makes outside the arena are not seen; a jail, if there is one, stops them.',
  remedy:
    'Store the file under a name of the service’s own and keep the user’s name as an attribute of the item. Where the name has to be a path, save through Django’s `FileSystemStorage`, or join with `safe_join` as the last thing before the use. Neither of them sees a link that a tenant has planted: for folders that others can write to, open with `O_NOFOLLOW` and `dir_fd`.',
  flawed: `def rename(request):
    body = json.loads(request.body)
    os.replace(stored(body["id"]), os.path.join(settings.MEDIA_ROOT, body["name"]))`,
  corrected: `def rename(request):
    body = json.loads(request.body)
    table.update_item(
        Key={"pk": request.tenant, "sk": body["id"]},
        UpdateExpression="SET display_name = :n",
        ExpressionAttributeValues={":n": body["name"]},
    )`,
  judge: (observation) => accessesOutside(observation, ['create', 'write']).map(accessViolation),
};
