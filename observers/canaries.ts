/**
 * The canary scanner: finds canary words in what a target answered or printed, as they are, in base64 (plain and URL-safe) and
 * in hexadecimal: `enE0a…` is `zq4k…`. Cannot see words that were split, compressed or encrypted.
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
const hexRun = /[0-9a-f]{32,}/gi;

/** The canaries in a text (bytes as Latin-1), each at most once, in the plainest encoding found. */
export function findCanaries(text: string, register: CanaryRegister): Sighting[] {
  const found = new Map<string, Sighting>();
  collectSightings(text, 'plain', text, register, found);
  for (const run of runsOf(text, base64Run)) {
    for (const offset of [0, 1, 2, 3]) {
      const decoded = Buffer.from(run.slice(offset), 'base64').toString('latin1');
      collectSightings(decoded, 'base64', run, register, found);
    }
  }
  for (const run of runsOf(text, hexRun)) {
    for (const offset of [0, 1])
      collectSightings(Buffer.from(run.slice(offset), 'hex').toString('latin1'), 'hex', run, register, found);
  }
  return [...found.values()];
}

/** Longer than any encoded canary, so that one across the end of a window is whole in the next. */
const overlap = 256;

/**
 * Matches in windows, because a regular expression over millions of characters overflows its stack. A window may cut an encoded
 * run in the middle of a group of letters, so each offset of its second part is tried.
 */
function* runsOf(text: string, form: RegExp): Generator<string> {
  const step = limits.scanCharactersMax - overlap;
  for (let start = 0; start === 0 || start + overlap < text.length; start += step) {
    const window = text.length <= step ? text : text.slice(start, start + limits.scanCharactersMax);
    for (const [run] of window.matchAll(form)) yield run;
  }
}

function collectSightings(
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
