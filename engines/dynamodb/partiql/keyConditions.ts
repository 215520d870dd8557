/**
 * Extracts from a statement's conditions what they require of the key: `pk = 'a' AND begins_with(sk, 'b')` is a whole partition
 * key and a range of the sort key.
 */
import type { Json } from '../../../model/attack.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Operand, StatementCondition } from './conditions.ts';
import { StatementFault } from './reader.ts';

/** Key attributes of a table or an index: the partition key, then the sort key if there is one. */
export type KeyNames = readonly string[];

import type { StatementSource } from './statement.ts';

/** The key that a condition fixes, and the rest of the condition. */
export function keyIn(
  { where }: StatementSource,
  keys: KeyNames,
): { readonly key: JsonObject; readonly rest: readonly StatementCondition[] } {
  const conditions = conjuncts(where);
  const fixed = keys.map((name) => conditions.find((one) => valueFor(one, name) !== null));
  if (fixed.includes(undefined))
    throw new StatementFault('Where clause does not contain a mandatory equality on all key attributes');
  const entries = keys.map((name, at): [string, Json] => {
    const condition = fixed[at];
    return [name, (condition === undefined ? null : valueFor(condition, name)) ?? null];
  });
  return { key: Object.fromEntries(entries), rest: conditions.filter((one) => !fixed.includes(one)) };
}

/** The value that a condition requires of an attribute; null if it requires none. */
function valueFor(condition: StatementCondition, name: string): Json | null {
  if (condition.kind !== 'compare' || condition.is !== '=') return null;
  const { left, right } = condition;
  const [value] = right;
  if (value === undefined) return null;
  if (isAttribute(left, name) && value.kind === 'value') return value.value;
  return isAttribute(value, name) && left.kind === 'value' ? left.value : null;
}

function isAttribute(operand: Operand | undefined, name: string): boolean {
  return operand?.kind === 'path' && operand.path.length === 1 && operand.path[0] === name;
}

export function conjuncts(where: StatementCondition | null): readonly StatementCondition[] {
  if (where === null) return [];
  return where.kind === 'and' ? where.parts.flatMap(conjuncts) : [where];
}

/** The conditions of a Query: an equality of the partition key, and one on the sort key if any; null if that is impossible. */
export function keyRange(
  conditions: readonly StatementCondition[],
  [hash = '', range = '']: KeyNames,
): readonly StatementCondition[] | null {
  const partition = conditions.find((one) => valueFor(one, hash) !== null);
  if (partition === undefined) return null;
  const sort = conditions.find((one) => one !== partition && boundsSort(one, range));
  return sort === undefined ? [partition] : [partition, sort];
}

function boundsSort(condition: StatementCondition, range: string): boolean {
  if (condition.kind === 'call')
    return condition.name === 'begins_with' && isAttribute(condition.operands[0], range);
  if (condition.kind !== 'compare' || !isAttribute(condition.left, range)) return false;
  return (
    condition.is !== '<>' && condition.is !== 'IN' && condition.right.every(({ kind }) => kind === 'value')
  );
}

export function namesKey(condition: StatementCondition, keys: KeyNames): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.some((part) => namesKey(part, keys));
    case 'not':
      return namesKey(condition.of, keys);
    case 'compare':
      return [condition.left, ...condition.right].some((operand) =>
        keys.some((key) => isAttribute(operand, key)),
      );
    case 'call':
      return condition.operands.some((operand) => keys.some((key) => isAttribute(operand, key)));
  }
}
