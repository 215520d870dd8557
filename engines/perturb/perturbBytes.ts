/** Bytes of an object or a file that hold something else in the same shape, for counterfactual questions. */
import type { Json } from '../../model/attack.ts';
import { isList } from '../../model/json.ts';
import { perturbPlain } from './perturbItem.ts';

/** A JSON document keeps its members, a text its length. */
export function perturbBytes(bytes: Buffer, nonce: string): Buffer {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) return Buffer.from(perturbPlain(bytes, nonce));
  const json = documentOf(text);
  if (json === undefined) return Buffer.from(perturbPlain(text, nonce));
  return Buffer.from(JSON.stringify(perturbJson(json, nonce)));
}

/** An object or a list; what is anything else in JSON is a text of its own. */
function documentOf(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

function perturbJson(json: Json, nonce: string): Json {
  if (typeof json === 'boolean') return !json;
  if (typeof json === 'string' || typeof json === 'number') return perturbPlain(json, nonce);
  if (json === null) return null;
  if (isList(json)) return json.map((entry, index) => perturbJson(entry, `${nonce}/${index}`));
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, perturbJson(value, `${nonce}/${name}`)]),
  );
}
