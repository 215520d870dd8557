/**
 * A copy of an object whose content is changed and whose shape is not, for the counterfactual question whether an
 * answer depends on what it holds. A JSON document keeps its members; metadata is content too.
 */
import type { Json } from '../../model/attack.ts';
import { isList } from '../../model/json.ts';
import { perturbPlain } from '../dynamodb/perturb.ts';
import { metaPrefix } from './operation.ts';
import { newObject, type StoredObject } from './store.ts';

export function perturbObject(object: StoredObject, nonce: string): StoredObject {
  const headers = Object.entries(object.headers).map(([name, value]) => [
    name,
    name.startsWith(metaPrefix) ? perturbPlain(value, `${nonce}\0${name}`) : value,
  ]);
  const changed = newObject(perturbBytes(object.bytes, nonce), Object.fromEntries(headers));
  return { ...changed, modified: object.modified };
}

/** The same for bytes: a document keeps its members, a text its length. */
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
