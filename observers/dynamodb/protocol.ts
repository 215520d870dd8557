/** What is said between the harness and the engine's process. Decoding only; no I/O. */
import { z } from 'zod';
import { BugError } from '../../model/errors.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import type { ObjectChange } from '../../model/objectEngine.ts';
import type { ItemImage, WireRecord } from '../../model/records.ts';
import type { Recorder } from './recorder.ts';
import type { Drained } from './tape.ts';

export type EngineCommand =
  | { readonly do: 'drain' | 'seal' | 'undo' }
  | { readonly do: 'write'; readonly writes: readonly (HarnessWrite | ObjectChange)[] }
  /** Of objects alone. */
  | { readonly do: 'look'; readonly objects: readonly Omit<ObjectChange, 'nonce'>[] };

/** Answer to the command of the same id; id 0 announces the port once. */
export type EngineAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  /** `lost` says that the engine itself is gone, and not only this command refused. */
  | { readonly id: number; readonly ok: false; readonly message: string; readonly lost: boolean };

// The two ends are one version of one package, so the form of items is trusted and only the frame is checked.
const image = z.custom<ItemImage>((value) => typeof value === 'object' && value !== null);
const write = z.object({ table: z.string(), key: image, item: image.nullable() });
const command = z.object({
  id: z.int(),
  do: z.enum(['drain', 'seal', 'undo', 'write']),
  writes: z.array(write).optional(),
});
const answer = z.union([
  z.object({ id: z.int(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), message: z.string(), lost: z.boolean() }),
]);
const records = z.custom<readonly WireRecord[]>((value) => Array.isArray(value));
const drained = z.object({ records, undecoded: z.array(z.string()) });

/** The work that a message asks for. */
export function decodeCommand(
  message: unknown,
  recorder: Recorder,
): { id: number; work: () => Promise<unknown> } {
  const { id, do: verb, writes = [] } = command.parse(message);
  return { id, work: () => (verb === 'write' ? recorder.write(writes) : recorder[verb]()) };
}

/** An answer of the engine's process. Throws a `BugError` on anything else. */
export function decodeAnswer(message: unknown): EngineAnswer {
  const parsed = answer.safeParse(message);
  if (!parsed.success) throw new BugError('the engine process sent what is no answer');
  return parsed.data.ok ? { ...parsed.data, result: parsed.data.result } : parsed.data;
}

export function decodeDrained(result: unknown): Drained {
  return drained.parse(result);
}
