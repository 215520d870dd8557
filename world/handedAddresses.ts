/**
 * Presigned addresses that an answer hands out, as touches of their objects: whoever is given one may follow it, though
 * nothing went over the wire. What was sent is known already, and an address of nothing opens nothing.
 */
import type { ObjectEngine } from '../model/objectEngine.ts';
import type { Location, ObjectTouch } from '../model/records.ts';
import { type SignedAddress, signedAddresses } from '../observers/s3/signedAddress.ts';

export interface HandedOut {
  readonly touch: ObjectTouch;
  readonly location: Location | null;
}

/** The touches that the addresses of an answer come to. `calls` has the line that signed each. */
export async function handedAddresses(
  unsafeAnswer: string,
  sent: readonly string[],
  calls: Readonly<Record<string, Location>>,
  objects: ObjectEngine,
): Promise<readonly HandedOut[]> {
  const addresses = signedAddresses(unsafeAnswer, objects.endpoint).filter(
    ({ unsafeAddress }) => !sent.some((text) => text.includes(unsafeAddress)),
  );
  if (addresses.length === 0) return [];
  const images = await objects.look(addresses);
  return addresses.flatMap((address, index) => {
    const image = images[index] ?? null;
    if (image === null) return [];
    return [{ touch: touchOf(address, image), location: calls[address.unsafeAddress] ?? null }];
  });
}

function touchOf({ bucket, key, action }: SignedAddress, image: ObjectTouch['before']): ObjectTouch {
  return action === 'read'
    ? { bucket, key, action, before: null, after: image }
    : { bucket, key, action, before: image, after: null };
}
