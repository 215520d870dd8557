/**
 * Sends a text of an attack as a number where the harmless value is one: a target that expects `{"id": 7}` refuses `{"id":
 * "8"}` before it checks whose 8 is, so `{"id": 8}` is sent. A text that is no number stays a text. Pure.
 */
import type { Json } from '../../model/attack.ts';
import { isList, isObject } from '../../model/json.ts';
import { sentMemberName } from '../../model/jsonText.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';

/** The argument with texts in the type that the harmless one has in the same place. */
export function typedLike(
  argument: ResolvedArgument,
  harmless: ResolvedArgument | undefined,
): ResolvedArgument {
  if (harmless?.kind !== 'json') return argument;
  if (argument.kind === 'text') {
    const json = jsonLike(argument.text, harmless.json);
    return json === argument.text ? argument : { kind: 'json', json };
  }
  if (argument.kind !== 'json') return argument;
  const { json, first } = argument;
  return {
    ...{ kind: 'json', json: jsonLike(json, harmless.json) },
    ...(first === undefined ? {} : { first: jsonLike(first, harmless.json) }),
  };
}

function jsonLike(json: Json, harmless: Json | undefined): Json {
  if (typeof json === 'string') return ofType(json, harmless);
  if (isList(json) && isList(harmless))
    return json.map((item, at) => jsonLike(item, harmless[at] ?? harmless[0]));
  if (!isObject(json) || !isObject(harmless)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const sent = sentMemberName(name);
      return [name, jsonLike(value, Object.hasOwn(harmless, sent) ? harmless[sent] : undefined)];
    }),
  );
}

function ofType(text: string, harmless: Json | undefined): Json {
  if (typeof harmless === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  // `007`, `1e3` and numbers that would lose digits stay texts.
  return typeof harmless === 'number' && String(Number(text)) === text && Number.isFinite(Number(text))
    ? Number(text)
    : text;
}
