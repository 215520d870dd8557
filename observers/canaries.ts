/**
 * The canary scanner: finds canary words in what a target answered or printed, as they are, in base64 (plain and
 * URL-safe) and in hexadecimal. It cannot see words that were split, compressed or encrypted.
 */
import { type Canary, canaryPattern } from '../model/canary.ts';
import { limits } from '../model/limits.ts';
import type { Disclosure } from '../model/observation.ts';

export interface Sighting {
  readonly canary: Canary;
  readonly form: Disclosure['form'];
  readonly unsafeExcerpt: string;
}

export type CanaryRegister = ReadonlyMap<string, Canary>;

const base64Run = /[A-Za-z0-9+/_-]{20,}/g;
const hexRun = /(?:[0-9a-f]{2}){16,}/gi;

/** The canaries in a text (bytes as Latin-1), each at most once, in the plainest form it was found in. */
export function findCanaries(text: string, register: CanaryRegister): Sighting[] {
  const found = new Map<string, Sighting>();
  collect(text, 'plain', text, register, found);
  for (const [run] of text.matchAll(base64Run)) {
    for (const offset of [0, 1, 2, 3]) {
      const decoded = Buffer.from(run.slice(offset), 'base64').toString('latin1');
      collect(decoded, 'base64', run, register, found);
    }
  }
  for (const [run] of text.matchAll(hexRun)) {
    collect(Buffer.from(run, 'hex').toString('latin1'), 'hex', run, register, found);
  }
  return [...found.values()];
}

function collect(
  decoded: string,
  form: Disclosure['form'],
  context: string,
  register: CanaryRegister,
  found: Map<string, Sighting>,
): void {
  for (const match of decoded.matchAll(canaryPattern)) {
    const canary = register.get(match[0].toLowerCase());
    if (canary === undefined || found.has(canary.word)) continue;
    const start = form === 'plain' ? Math.max(0, match.index - limits.excerptCharactersMax / 2) : 0;
    const unsafeExcerpt = context.slice(start, start + limits.excerptCharactersMax);
    found.set(canary.word, { canary, form, unsafeExcerpt });
  }
}
