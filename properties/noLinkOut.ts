/** No operation makes a link in the sandbox that leads out of it: an extracted `l -> ../../x` violates it. */
import type { DocumentedProperty } from '../model/finding.ts';
import { accessesOutside, accessViolation } from './judging.ts';

export const noLinkOut: DocumentedProperty = {
  id: 'no-link-out',
  cwe: 'CWE-59',
  severity: 'high',
  promise:
    'No operation creates a link in the sandbox that leads out of it. Links that the attack planted itself do not count.',
  remedy:
    'Make no links from what users send. When unpacking archives, leave links out, or use `tarfile.extractall(filter="data")`, which refuses those that lead out.',
  flawed: `def alias(request, name):
    os.symlink(request.POST["target"], os.path.join(settings.MEDIA_ROOT, name))`,
  corrected: `def alias(request, name):
    table.put_item(Item={"pk": request.tenant, "sk": f"alias#{name}", "asset": request.POST["target"]})`,
  judge: (observation) => accessesOutside(observation, ['link']).map(accessViolation),
};
