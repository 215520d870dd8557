/** Attacks as JSON text and back, by the schema that the corpus reads them with. */
import { z } from 'zod';
import type { Attack } from '../model/attack.ts';
import { attackSchema, decodeWithin } from '../model/codec.ts';

const document = z.strictObject({ attack: attackSchema });

export function encodeAttack(attack: Attack): string {
  return JSON.stringify({ attack });
}

/** Throws a `SyntaxError` that names the first wrong field. */
export function decodeAttack(encoded: string): Attack {
  const decoded = decodeWithin(document, JSON.parse(encoded));
  if (typeof decoded === 'string') throw new SyntaxError(decoded);
  return decoded.attack;
}
