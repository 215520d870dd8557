/**
 * Carries what was seen in one arena over to another: absolute paths name the arena's folder, and the names of all arenas are of
 * one length. `/tmp/trespass-arena-a1b2c3/m/…` becomes `/tmp/trespass-arena-x9y8z7/m/…`, in base64 and in bytes too.
 */

/** Members that hold bytes as base64: bodies of answers, content of objects, binary values of items. */
const inBase64: ReadonlySet<string> = new Set(['body', 'bytes', 'B']);

/** A copy of a value in which the arena is another one. */
export function relocated<Value>(value: Value, there: string, here: string): Value {
  return there === here ? value : (moved(value, there, here) as Value);
}

function moved(value: unknown, there: string, here: string): unknown {
  if (typeof value === 'string') return value.replaceAll(there, here);
  if (value instanceof Uint8Array) return movedBytes(value, there, here);
  if (Array.isArray(value)) return value.map((one) => moved(one, there, here));
  if (value instanceof Set) return new Set([...value].map((one) => moved(one, there, here)));
  if (value instanceof Map)
    return new Map([...value].map(([name, one]) => [moved(name, there, here), moved(one, there, here)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      moved(name, there, here),
      inBase64.has(name) && typeof one === 'string' ? movedBase64(one, there, here) : moved(one, there, here),
    ]),
  );
}

function movedBytes(bytes: Uint8Array, there: string, here: string): Uint8Array {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return content.includes(there)
    ? Buffer.from(content.toString('latin1').replaceAll(there, here), 'latin1')
    : bytes;
}

function movedBase64(text: string, there: string, here: string): string {
  const bytes = Buffer.from(text, 'base64');
  return bytes.includes(there) ? Buffer.from(movedBytes(bytes, there, here)).toString('base64') : text;
}
