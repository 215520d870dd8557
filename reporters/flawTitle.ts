/** The title of a flaw: who does what, and by which input. The promise that is broken says what is done. */
import { escapeText } from '../model/escape.ts';
import type { Finding } from '../model/finding.ts';

/** One line, escaped: `rename writes outside what it is given, by rename.to`. */
export function flawTitle(
  { operation, property, attack }: Pick<Finding, 'operation' | 'property' | 'attack'>,
  unsafeInputs: readonly string[],
): string {
  const does = verbs[property] ?? `breaks ${property}`;
  const inputs = unsafeInputs.map((input) => input.replace(`${operation}.`, ''));
  const by = inputs.length === 0 ? '' : `, by ${inputs.join(' and ')}`;
  const race = attack.race === null ? '' : ', in a race';
  return escapeText(`${operation} ${does}${by}${race}`);
}

const verbs: Readonly<Record<string, string>> = {
  'no-write-outside': 'writes outside what it is given',
  'no-read-outside': 'reads outside what it is given',
  'no-delete-outside': 'deletes outside what it is given',
  'no-metadata-change-outside': 'changes metadata outside what it is given',
  'no-link-out': 'makes a link that leads out',
  'no-cross-tenant-read': "reads another tenant's data",
  'no-cross-tenant-write': "changes another tenant's data",
  'no-cross-tenant-delete': "deletes another tenant's data",
  'no-lost-update': 'loses an update',
  'independent-records': 'loses records of a batch for the sake of another',
  'no-wide-scope': 'asks for more than its tenant has',
  'no-expression-injection': 'lets a request write an expression',
  'no-disclosure': "shows another tenant's data",
  noninterference: "answers by another tenant's data",
  'no-existence-leak': 'tells what others have',
  'item-for-another': "puts an item into another tenant's partition",
  'unclear-owner': 'changes what has no clear owner',
  'no-endless-wait': 'waits without end',
  'no-key-collision': 'makes one key of different inputs',
  'clean-rejection': 'leaves something behind when it refuses',
  'consistent-validation': 'accepts what another operation refuses',
  'predictable-key': 'makes keys that can be foretold',
  'no-server-error': 'answers with a server error',
};
