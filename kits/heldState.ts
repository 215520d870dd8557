/**
 * What the process of a target held, taken apart: databases, caches, and the cookies of each actor. The driver saves it as a
 * pickle of its own, so the target's interpreter reads it.
 */
import { z } from 'zod';
import { UsageError } from '../model/errors.ts';

export interface HeldState {
  /** SQLite files by alias. */
  readonly databases: Readonly<Record<string, Uint8Array>>;
  /** Entries of the local-memory caches, in their order: key, value in base64, and when it expires. */
  readonly caches: readonly (readonly (readonly [key: string, value: string, expires: number | null])[])[];
  /** By principal: `name=value`, one each. */
  readonly cookies: Readonly<Record<string, readonly string[]>>;
}

export const nothingHeld: HeldState = { databases: {}, caches: [], cookies: {} };

const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const heldState: z.ZodType<HeldState, unknown> = z.object({
  databases: z.record(z.string(), bytes),
  caches: z.array(z.array(z.tuple([z.string(), z.string(), z.number().nullable()]))),
  cookies: z.record(z.string(), z.array(z.string())),
});

/** The Python program that takes a saved state from standard input and writes it as JSON. */
export const unpackingProgram = `
import base64, json, pickle, sys
held, _, actors = pickle.loads(base64.b64decode(sys.stdin.read()))
text = lambda data: base64.b64encode(data).decode()
cookies = {}
for name, actor in actors.items():
    first, now = actor["first_session"], actor["session"]
    cookies[name] = [*actor["_cookies"], *(["%s=%s" % (first[0], now)] if first else [])]
print(json.dumps({
    "databases": {alias: text(data) for alias, data in held.get("databases", {}).items()},
    "caches": [[[key, text(value), expiry] for key, value, expiry in one] for one in held.get("caches", [])],
    "cookies": cookies,
}))
`;

/** Reads what the program wrote. Throws a `UsageError` if that is nothing of the kind. */
export function heldStateOf(written: string): HeldState {
  const parsed = heldState.safeParse(JSON.parse(written));
  if (!parsed.success) throw new UsageError('what the target holds cannot be put into a kit');
  return parsed.data;
}
