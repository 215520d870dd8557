/** What a kit looks for after the attack: one effect that a finding is about, in a form that can be compared without owners. */
import { canaryWordsIn } from '../model/canary.ts';
import type { Violation } from '../model/finding.ts';
import type { Access } from '../model/observation.ts';
import type { ItemImage } from '../model/records.ts';

export type Breach =
  /** `path` is absolute; null for anything outside the folders that the target is given. */
  | { readonly kind: 'file'; readonly how: How; readonly path: string | null }
  /** A link that leads there. */
  | { readonly kind: 'link'; readonly path: string | null }
  | { readonly kind: 'item'; readonly how: How; readonly table: string; readonly key: ItemImage }
  | { readonly kind: 'object'; readonly how: How; readonly bucket: string; readonly key: string }
  /** Words of others' data in an answer. */
  | { readonly kind: 'answer'; readonly words: readonly string[] }
  | { readonly kind: 'error' };

type How = 'read' | 'change';

/** Why a kit cannot express a finding. */
export interface Inexpressible {
  readonly because: string;
}

/** The effect of a violation. */
export function breachOf({ access, disclosure }: Violation, property: string): Breach | Inexpressible {
  if (access !== null) return touching(access);
  if (property === 'no-server-error') return { kind: 'error' };
  if (disclosure === null)
    return { because: 'it shows in a comparison of several runs, and not in one access or answer' };
  if (disclosure.where === 'output') return { because: 'it shows in what the target prints' };
  if (disclosure.where === 'kept') return { because: 'it shows in what is kept of another’s data' };
  const words = [...new Set(canaryWordsIn(disclosure.unsafeExcerpt))];
  return disclosure.form === 'plain' && words.length > 0
    ? { kind: 'answer', words }
    : { because: 'the answer holds another’s data in an encoded form' };
}

function touching({ action, resource, owner, seenBy }: Access): Breach | Inexpressible {
  const how = action === 'read' || action === 'list' ? 'read' : 'change';
  if (action === 'wait') return { because: 'it shows in a wait without end' };
  if (resource.store === 'item') return { kind: 'item', how, table: resource.table, key: resource.key };
  if (resource.store === 'object')
    return seenBy.includes('answer')
      ? { because: 'it shows in a signed address, which nobody has followed' }
      : { kind: 'object', how, bucket: resource.bucket, key: resource.key };
  if (resource.ground === 'system') return { because: 'it touches the real system outside the arena' };
  const path = owner.kind === 'outside' ? null : resource.path;
  return action === 'link' ? { kind: 'link', path } : { kind: 'file', how, path };
}
