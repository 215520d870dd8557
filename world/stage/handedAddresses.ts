/**
 * Turns presigned addresses and forms in an answer into touches of their objects, because whoever receives one can use it,
 * though no request was sent: an address for `GET media/8/a.txt` counts as a read of that object. An address that the step was
 * sent is known already, and one of an object that does not exist has nothing to read.
 */

import { type SignedAddress, signedAddresses } from '../../engines/s3/signedAddress.ts';
import { signedForms } from '../../engines/s3/signedForm.ts';
import type { ObjectEngine } from '../../model/objectEngine.ts';
import type { Location, ObjectTouch } from '../../model/records.ts';

export interface HandedOut {
  readonly touch: ObjectTouch;
  readonly location: Location | null;
}

/** The first of a list, which has a bound that is reported where it is reached. */
type UpTo = <Item>(list: readonly Item[], limit: 'signedPerAnswerMax') => readonly Item[];

interface Handed extends Pick<SignedAddress, 'bucket' | 'key' | 'action'> {
  /** The URL or form as written in the answer. */
  readonly unsafeText: string;
}

/**
 * The touches for the presigned URLs and forms of an answer. `calls` has the line that signed each; `present` tells which
 * objects exist, for forms that leave the end of the key to the uploader.
 */
export async function handedAddresses(
  unsafeAnswer: string,
  sent: readonly string[],
  calls: Readonly<Record<string, Location>>,
  objects: ObjectEngine,
  present: () => readonly ObjectTouch[],
  upTo: UpTo,
): Promise<readonly HandedOut[]> {
  const signed = upTo(signedAddresses(unsafeAnswer, objects.endpoint), 'signedPerAnswerMax');
  const addresses = signed.map(({ unsafeAddress, ...one }) => ({
    ...one,
    unsafeText: unsafeAddress,
  }));
  const handed = [...addresses, ...uploadsOf(unsafeAnswer, present, upTo)].filter(
    ({ unsafeText }) => !sent.some((text) => text.includes(unsafeText)),
  );
  if (handed.length === 0) return [];
  const images = await objects.look(handed);
  return handed.flatMap((one, index) => {
    const touch = touchOf(one, images[index] ?? null);
    return touch === null ? [] : [{ touch, location: calls[one.unsafeText] ?? null }];
  });
}

function uploadsOf(unsafeAnswer: string, present: () => readonly ObjectTouch[], upTo: UpTo): Handed[] {
  return upTo(signedForms(unsafeAnswer), 'signedPerAnswerMax').flatMap(
    ({ unsafePolicy: unsafeText, bucket, key, isPrefix }) => {
      const covered = isPrefix
        ? present().filter((one) => one.bucket === bucket && one.key.startsWith(key))
        : [];
      const keys = new Set([key, ...covered.map((one) => one.key)]);
      return [...keys].map((one) => ({ unsafeText, bucket, key: one, action: 'write' as const }));
    },
  );
}

function touchOf({ bucket, key, action }: Handed, image: ObjectTouch['before']): ObjectTouch | null {
  if (image === null)
    return action === 'write' ? { bucket, key, action: 'create', before: null, after: null } : null;
  return action === 'read'
    ? { bucket, key, action, before: null, after: image }
    : { bucket, key, action, before: image, after: null };
}
