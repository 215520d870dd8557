/**
 * Finds where learnt values come from. The same text may have several names: `save` answers with an id, `show` is sent it,
 * `list` returns it too. Attacks refer to it by its origin (`save`'s answer), so that they keep their meaning when `list`,
 * which happened to return it, is removed from the config.
 */
import type { KnownValue } from '../../model/knowledge.ts';
import { identityOperation, type Operation, type Parameter } from '../../model/operation.ts';

/** The values with the origin of each that has another one than itself. */
export function withOrigins(
  values: readonly KnownValue[],
  operations: readonly Operation[],
): readonly KnownValue[] {
  const ranked = rankedBy(operations);
  const owners = new Map<string, Set<string>>();
  const alike = new Map<string, KnownValue[]>();
  for (const one of values) {
    owners.set(one.value, (owners.get(one.value) ?? new Set()).add(one.actor));
    const key = valueKey(one);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return values.map((one) => {
    const declared = declaredSource(one, values, operations);
    // A text that several actors have, or that occurs easily by chance, does not show where it comes from.
    const isTelling = owners.get(one.value)?.size === 1 && isDistinctive(one);
    const best = isTelling ? first(alike.get(valueKey(one)) ?? [], ranked) : one;
    const origin = declared ?? (ranked(best) < ranked(one) ? best : null);
    return origin === null ? one : { ...one, origin: referenceTo(origin) };
  });
}

function valueKey({ actor, value }: KnownValue): string {
  return JSON.stringify([actor, value]);
}

function referenceTo({ actor, operation, name }: KnownValue): NonNullable<KnownValue['origin']> {
  return { actor, operation, name };
}

function first(values: readonly KnownValue[], ranked: (known: KnownValue) => number): KnownValue {
  const [start, ...rest] = values;
  if (start === undefined) throw new RangeError('a value is not among those that are like it');
  return rest.reduce((best, one) => (ranked(one) < ranked(best) ? one : best), start);
}

const distinctiveMin = 4;

/** Names of tenants may be short words; a number of few digits may be anybody's. */
function isDistinctive({ value }: KnownValue): boolean {
  return value.length >= distinctiveMin && !/^\d{1,7}$/.test(value);
}

/** The value of the source that the config gives a parameter, where that is the same; null for none. */
function declaredSource(
  known: KnownValue,
  values: readonly KnownValue[],
  operations: readonly Operation[],
): KnownValue | null {
  const { from } = parameterOfValue(known, operations) ?? {};
  if (from === undefined) return null;
  const names = [from.name, `response.${from.name}`, `arguments.${from.name}`];
  const isSource = (one: KnownValue): boolean =>
    one.actor === known.actor &&
    one.operation === from.operation &&
    one.value === known.value &&
    names.includes(one.name);
  return values.find(isSource) ?? null;
}

function parameterOfValue(
  { operation, name }: KnownValue,
  operations: readonly Operation[],
): Parameter | undefined {
  const sent = /^arguments\.(.+)$/.exec(name)?.[1];
  const { parameters = [] } = operations.find((one) => one.name === operation) ?? {};
  return sent === undefined ? undefined : parameters.find((parameter) => parameter.name === sent);
}

/** How near to its making a name has a value: who an actor is, what a config takes from there, what was sent first, answers. */
function rankedBy(operations: readonly Operation[]): (known: KnownValue) => number {
  const sources = new Set(
    operations.flatMap(({ parameters }) =>
      parameters.flatMap(({ from }) =>
        from === undefined ? [] : [`${from.operation} ${from.name.replace(/^response\./, '')}`],
      ),
    ),
  );
  return (known) => {
    const { operation, name } = known;
    if (operation === identityOperation) return 0;
    if (sources.has(`${operation} ${name.replace(/^response\./, '')}`)) return 1;
    if (name.startsWith('arguments.')) return parameterOfValue(known, operations)?.from === undefined ? 2 : 5;
    if (!name.startsWith('response')) return 6;
    return /\.\d+(?:\.|$)/.test(name) ? 4 : 3;
  };
}
