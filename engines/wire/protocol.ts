/** Decodes messages between the harness and an engine's process. No I/O. */
import { z } from 'zod';
import type { Json } from '../../model/attack.ts';
import { BugError } from '../../model/errors.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import type { ObjectChange } from '../../model/objectEngine.ts';

export type EngineCommand =
  | { readonly do: 'drain' | 'seal' | 'undo' | 'save' }
  /** What `save` gave in the process of another world. */
  | { readonly do: 'load'; readonly saved: Json }
  | { readonly do: 'write'; readonly writes: readonly (HarnessWrite | ObjectChange)[] }
  /** For objects only. */
  | { readonly do: 'look'; readonly objects: readonly Omit<ObjectChange, 'nonce'>[] };

/** Answer to the command of the same id; id 0 announces the port once. */
export type EngineAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  /** `lost`: the engine itself is gone, not only this command refused. */
  | { readonly id: number; readonly ok: false; readonly message: string; readonly lost: boolean };

const engineAnswer = z.union([
  z.object({ id: z.int(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), message: z.string(), lost: z.boolean() }),
]);

/** Decodes an answer of the engine's process. Throws a `BugError` on anything else. */
export function decodeAnswer(message: unknown): EngineAnswer {
  const parsed = engineAnswer.safeParse(message);
  if (!parsed.success) throw new BugError('the engine process sent what is no answer');
  return parsed.data.ok ? { ...parsed.data, result: parsed.data.result } : parsed.data;
}
