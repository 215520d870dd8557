/**
 * A copy of an object whose content is changed and whose shape is not, for the counterfactual question whether an
 * answer depends on what it holds. Metadata is content too.
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
