/**
 * Copies an object with changed content and the same shape, for the counterfactual question whether an answer depends on its
 * content. Metadata is content too.
 */

import { perturbBytes, perturbPlain } from '../perturb/perturbBytes.ts';
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
