/**
 * Keys of a victim's items and objects, for targets that accept a whole key or join one of what they are sent: `acme#7` of an
 * item, `acme/a.txt` of an object.
 */

import { type KnownStores, type KnownValue, memberName } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Text, TextPart } from '../../model/text.ts';
import { type Aim, changed, distinctValues, keyAttributes, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';

/** Keys of a victim's items unchanged, for targets that take a key instead of making it; one for each attribute. */
export function wholeKeys({ knowledge, operation }: Aim): Text[] {
  const {
    stores: { written: kept },
    known,
    actors: { victims, attacker },
  } = knowledge;
  const attributes = keyAttributes(knowledge.stores, operation);
  const own = new Set([...kept, ...known].flatMap(({ actor, value }) => (actor === attacker ? [value] : [])));
  const theirs = kept.filter(
    ({ actor, name, value }) =>
      victims.includes(actor) && attributes.includes(memberName(name)) && !own.has(value),
  );
  // First the keys that this operation stores, then those of operations from which it takes values, then those of operations
  // on the same tables, then the rest.
  const tables = tablesUsedBy(knowledge.stores, operation.name);
  const distance = ({ operation: maker }: KnownValue): number => {
    if (maker === operation.name) return 0;
    if (operation.parameters.some(({ from }) => from?.operation === maker)) return 1;
    return tablesUsedBy(knowledge.stores, maker).some((table) => tables.includes(table)) ? 2 : 3;
  };
  const first = new Map<string, KnownValue>();
  for (const one of theirs.toSorted((a, b) => distance(a) - distance(b))) {
    const identity = JSON.stringify([distance(one), memberName(one.name)]);
    if (!first.has(identity)) first.set(identity, one);
  }
  const what = 'whole keys of a victim are sent';
  const tried = firstTried(knowledge, operation, [...first.values()], limits.wholeKeysMax, what);
  return tried.map((one) => [knownPart(one)]);
}

function tablesUsedBy({ keyPatterns }: KnownStores, name: string): readonly string[] {
  return keyPatterns.filter(({ operation }) => operation === name).map(({ table }) => table);
}

/** Another tenant's keys behind the attacker's own prefix; what looks like a key first. */
export function objectKeys({ knowledge, foreign, own, base }: Aim): Text[] {
  const { victims } = knowledge.actors;
  if (!knowledge.stores.objects) return [];
  const isKey = ({ value }: KnownValue): boolean => value.indexOf('/') > 0;
  const key = own.find(isKey);
  const before: TextPart = key === undefined ? knowledge.actors.attacker : changed(knownPart(key), 'top');
  const theirs = distinctValues(foreign);
  const likely = [...theirs.filter(isKey), ...theirs.filter((known) => !isKey(known))].slice(0, 2);
  const up = base?.store === 'object' ? base.folder.length : 0;
  return likely
    .map(knownPart)
    .flatMap((part): Text[] => [
      ...(up > 1 ? [['../'.repeat(up), part]] : []),
      [before, '/../', part],
      ['../', part],
      [before, '/x/../../', part],
      [before, '//../', part],
      ...victims.map((victim): Text => [`../${victim}/`, part]),
      [changed(part, 'top')],
      [part, '/'],
    ]);
}
