/**
 * Carries what was seen in one world over to another: absolute paths name the arena's folder, addresses the ports of its engines.
 * `/tmp/trespass-arena-a1b2c3/m/…` becomes `/tmp/trespass-arena-x9y8z7/m/…`, in base64 and in bytes too. Each text is replaced by
 * one of its length, since what a process has saved tells lengths.
 */

/** What stands in one world, and what stands for it in the other. */
export type Replacement = readonly [there: string, here: string];

/** Members that hold bytes as base64: bodies of answers, content of objects, binary values of items. */
const inBase64: ReadonlySet<string> = new Set(['body', 'bytes', 'B']);

/** A copy of a value with all of these replaced at once: what stands for one is not replaced again. */
export function relocated<Value>(value: Value, replacements: readonly Replacement[]): Value {
  if (replacements.length === 0) return value;
  const ofThere = new Map(replacements);
  const words = [...ofThere.keys()].map((there) => there.replace(/[^A-Za-z0-9]/g, '\\$&'));
  const any = new RegExp(words.join('|'), 'g');
  return moved(value, (text) => text.replace(any, (there) => ofThere.get(there) ?? there)) as Value;
}

type Replace = (text: string) => string;

/** The replacements without those that change nothing; null if one is of another length. */
export function ofOneLength(replacements: readonly Replacement[]): readonly Replacement[] | null {
  const changing = replacements.filter(([there, here]) => there !== here);
  return changing.every(([there, here]) => there.length === here.length) ? changing : null;
}

function moved(value: unknown, replace: Replace): unknown {
  if (typeof value === 'string') return replace(value);
  if (value instanceof Uint8Array) return movedBytes(value, replace);
  if (Array.isArray(value)) return value.map((one) => moved(one, replace));
  if (value instanceof Set) return new Set([...value].map((one) => moved(one, replace)));
  if (value instanceof Map)
    return new Map([...value].map(([name, one]) => [moved(name, replace), moved(one, replace)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      moved(name, replace),
      inBase64.has(name) && typeof one === 'string' ? movedBase64(one, replace) : moved(one, replace),
    ]),
  );
}

function movedBytes(bytes: Uint8Array, replace: Replace): Uint8Array {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const other = replace(content);
  return other === content ? bytes : Buffer.from(other, 'latin1');
}

function movedBase64(text: string, replace: Replace): string {
  const bytes = Buffer.from(text, 'base64');
  const other = movedBytes(bytes, replace);
  return other === bytes ? text : Buffer.from(other).toString('base64');
}
