/**
 * The attributes of a consumer's records, from an item that an operation really wrote: what the operation was sent or has answered by
 * `from`, the actor's own tenant as its word, the rest as it was. What a client does not choose is fixed. `{"S": "7f…"}`, as answered
 * by `addTask`, becomes `from: 'addTask.response.id'`.
 */
import type { UserParameter } from '../config/userConfig.ts';
import type { Json } from '../model/attack.ts';
import { isList, isObject, textIn } from '../model/json.ts';
import type { ItemImage } from '../model/records.ts';
import type { ItemChange } from '../model/streamRecords.ts';
import { keyOf } from './candidate.ts';
import { type AnsweredRequest, argumentName, pooledValues } from './pool.ts';

const characters = { min: 4, max: 200 } as const;

export function recordAttributes(
  change: ItemChange,
  asked: AnsweredRequest,
  words: Readonly<Record<string, string>>,
): Record<string, UserParameter> {
  const image = change.after ?? change.before ?? {};
  return Object.fromEntries(
    Object.entries(image).flatMap(([name, value]) => {
      const isKey = Object.hasOwn(change.keys, name);
      const parameter = attributeFor(plainValue(value), isKey, asked, words);
      return parameter === null ? [] : [[name, parameter]];
    }),
  );
}

function attributeFor(
  value: Json | undefined,
  isKey: boolean,
  asked: AnsweredRequest,
  words: Readonly<Record<string, string>>,
): UserParameter | null {
  if (value === undefined) return null;
  const tenant = words['actor.tenant'];
  if (value === tenant) return { kind: 'text', example: '{actor.tenant}', fixed: true };
  const sent = sentAs(value, asked);
  if (sent !== null) return isKey ? { ...sent, fixed: true } : sent;
  const answered = pooledValues(asked).find((one) => one.value === value && isTelling(value));
  if (answered !== undefined && 'member' in answered.source)
    return {
      kind: typeof value === 'string' ? 'text' : 'json',
      // The name of a file that was sent is the client's choice.
      ...(isFileName(value, asked) ? {} : { fixed: true }),
      from: `${answered.source.operation}.${answered.source.member}`,
    };
  // A key of its own is made up for each record.
  if (isKey || (typeof value === 'string' && value.length > characters.max)) return null;
  return { kind: typeof value === 'string' ? 'text' : 'json', example: value, fixed: true };
}

/** The argument that became the attribute; null if none did. */
function sentAs(value: Json, { candidate, filled }: AnsweredRequest): UserParameter | null {
  const one = candidate.wanted.find(
    (wanted) => !wanted.isFile && isTelling(value) && filled.get(keyOf(wanted)) === value,
  );
  return one === undefined || typeof value !== 'string'
    ? null
    : { kind: 'text', from: `${candidate.name}.arguments.${argumentName(candidate, one)}` };
}

function isFileName(value: Json, { candidate, filled }: AnsweredRequest): boolean {
  return candidate.wanted.some((one) => one.isFile && textIn(filled.get(keyOf(one)), 'name') === value);
}

/** Whether two equal values are hardly so by chance. */
function isTelling(value: Json): boolean {
  return typeof value === 'string' && value.length >= characters.min;
}

/** An attribute as plain JSON; undefined for bytes and sets. */
function plainValue(attribute: Json | undefined): Json | undefined {
  const text = textIn(attribute, 'S');
  if (text !== null) return text;
  const number = textIn(attribute, 'N');
  if (number !== null) return Number(number);
  if (!isObject(attribute)) return undefined;
  const { BOOL, NULL, L, M } = attribute;
  if (typeof BOOL === 'boolean') return BOOL;
  if (NULL === true) return null;
  if (isList(L)) return allPlain(L);
  return isObject(M) ? membersPlain(M) : undefined;
}

function allPlain(list: readonly Json[]): Json | undefined {
  const found = list.map((one) => plainValue(one));
  return found.includes(undefined) ? undefined : found.flatMap((one) => (one === undefined ? [] : [one]));
}

function membersPlain(image: ItemImage): Json | undefined {
  const found = Object.entries(image).flatMap(([name, value]): [string, Json][] => {
    const plain = plainValue(value);
    return plain === undefined ? [] : [[name, plain]];
  });
  return found.length === Object.keys(image).length ? Object.fromEntries(found) : undefined;
}
