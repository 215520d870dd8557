/**
 * Recognises an attack of another run although it names what the target has made anew: where `upload` answered with the id
 * 9ac7377cea6442269e39a11a74b4c9a4 in this run, a link planted at `bundles/9ac7377c…/a` is the one that was planted below another id
 * in the last run. Such words are replaced by where they came from, as far as that is known.
 */
import type { Attack } from '../model/attack.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { spread } from './shard.ts';

export interface SameForms {
  /** The same text for the same attack in every run; other attacks that name such words may have it too. */
  readonly form: (attack: Attack) => string;
  /** The same as the form, except that different attacks of this run have different ones. */
  readonly key: (attack: Attack) => string;
}

/** Words that look as if they were made up: UUIDs, long hexadecimal or decimal numbers, and long words in base64. */
const madeUp =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-z])(?=[0-9a-f]*\d)[0-9a-f]{10,}(?![0-9a-z])|(?<![0-9a-z+/])[0-9a-z+/]{24,}={0,2}/gi;

export function sameForms({ known, stores }: Pick<Knowledge, 'known' | 'stores'>): SameForms {
  const origins = new Map<string, string>();
  for (const { actor, operation, name, value } of [...known, ...stores.written, ...stores.objectKeys])
    for (const [index, word] of (value.match(madeUp) ?? []).entries())
      if (!origins.has(word.toLowerCase()))
        origins.set(word.toLowerCase(), JSON.stringify([actor, operation, name, index]));
  const form = (attack: Attack): string =>
    JSON.stringify(attack).replace(madeUp, (word) => `<${origins.get(word.toLowerCase()) ?? ''}>`);
  /** By hash of a form: hashes of the attacks that have it, in the order of this run. */
  const seen = new Map<number, number[]>();
  return {
    form,
    key: (attack) => {
      const written = JSON.stringify(attack);
      const own = form(attack);
      if (own === written) return written;
      const [alike, raw] = [spread(own), spread(written)];
      const before = seen.get(alike) ?? [];
      if (!before.includes(raw)) seen.set(alike, [...before, raw]);
      const place = before.indexOf(raw);
      return `${own} ${place === -1 ? before.length : place}`;
    },
  };
}
