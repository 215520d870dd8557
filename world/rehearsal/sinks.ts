/**
 * Learns where the text of a parameter is stored: an attribute of a table's items or the names of files in a folder, after a
 * prefix that distinguishes kinds (`MAIL#`, `USER#`). `save` with `title` = `kq7w` and the item `{"title": "kq7w"}` give
 * `notes.title`. Operations that store into the same place are compared for uneven checks.
 */
import { baseNameOf, parentOf } from '../../arena/filePath.ts';
import { canaryPattern, canaryWordsIn } from '../../model/canary.ts';
import { attackerName } from '../../model/config.ts';
import type { Sink } from '../../model/knowledge.ts';
import { isRefusal } from '../../model/outcome.ts';
import { stringsOf } from '../step/resolve.ts';
import type { Seen } from '../step/step.ts';
import type { Learner } from './learner.ts';

/** Nothing is known of sinks yet. Parameters that take what another operation handed out are references, not looked at. */
export function learnSinks(shown: Shown): Learner<readonly Sink[]> {
  const sinks = new Map<string, Sink>();
  return {
    note: ({ operation: { name: operation, parameters }, actor, arguments: args, seen }) => {
      if (actor.name !== attackerName || isRefusal(seen.response)) return;
      const kept = [...keptIn(seen, shown)];
      for (const { name: parameter, from } of parameters) {
        const argument = args[parameter];
        if (argument === undefined || from !== undefined) continue;
        const texts = stringsOf(argument).filter((text) => canaryWordsIn(text).length > 0);
        const words = texts.flatMap(canaryWordsIn);
        for (const one of kept) {
          // If the text around it was changed, only the word is found.
          const place = placeInStored(one, texts) ?? placeInStored(one, words);
          if (place === null) continue;
          sinks.set(JSON.stringify([operation, parameter, place]), { operation, parameter, place });
        }
      }
    },
    result: () => [...sinks.values()],
  };
}

/** A path as reports show it. */
export type Shown = (path: string) => string;

/** A text that a step stored, and its place: `notes.title`. */
interface StoredText {
  readonly by: string;
  readonly text: string;
}

/** The texts that a step left behind, each with its place. */
export function* keptIn(
  { records, changes }: Pick<Seen, 'records' | 'changes'>,
  shown: Shown,
): Generator<StoredText> {
  for (const { table, action, after } of records.flatMap(({ touches }) => touches))
    if (action === 'create' || action === 'write')
      for (const [attribute, value] of Object.entries(after ?? {}))
        yield { by: `${table}.${attribute}`, text: JSON.stringify(value) };
  for (const { what, path } of changes)
    if (what === 'created')
      yield { by: `names of files in ${anyWords(shown(parentOf(path)))}`, text: baseNameOf(path) };
}

/** The place of the first of some texts in what was stored, null if none is in it: behind another prefix it is another place. */
export function placeInStored({ by, text }: StoredText, texts: readonly string[]): string | null {
  const found = texts.map((one) => text.toLowerCase().indexOf(jsonLowerCase(one))).filter((at) => at >= 0);
  if (found.length === 0) return null;
  const before = text.slice(0, Math.min(...found));
  const prefix = anyWords(before.slice(before.lastIndexOf('"') + 1));
  return prefix === '' ? by : `${by} behind ${prefix}`;
}

/** As written in JSON. */
function jsonLowerCase(text: string): string {
  return JSON.stringify(text).slice(1, -1).toLowerCase();
}

/** The same for what differs from run to run: unguessable words and identifiers. */
function anyWords(text: string): string {
  return text.replace(canaryPattern, '*').replace(/[0-9a-f]{8}[0-9a-f-]*/gi, '*');
}
