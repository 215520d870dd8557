/**
 * Where the words that a parameter is sent are kept: attributes of items and names of files in a folder, behind a prefix that
 * tells things apart (`MAIL#` from `USER#`). What is kept in one place by several operations should be looked at by all of them.
 */
import { baseNameOf, parentOf } from '../arena/filePath.ts';
import type { Attack, Step } from '../model/attack.ts';
import { canaryPattern } from '../model/canary.ts';
import type { Uneven } from '../model/observation.ts';
import type { Operation, Sink } from '../model/operation.ts';
import { outcomeOf } from '../model/outcome.ts';
import type { StepResponse } from '../model/records.ts';
import type { ResolvedArguments } from '../model/target.ts';
import { literalOf, partsOf } from '../model/text.ts';
import { makesSomething } from './makes.ts';
import { stringsOf } from './resolve.ts';
import type { Seen } from './step.ts';

export interface Sinks {
  /** Takes note of what a harmless run was sent and kept. */
  readonly note: (operation: Operation, args: ResolvedArguments, seen: Seen) => void;
  readonly all: () => readonly Sink[];
}

/** Nothing is known of sinks yet. Parameters that take what another operation handed out are references, not looked at. */
export function learnSinks(shown: Shown): Sinks {
  const sinks = new Map<string, Sink>();
  return {
    note: ({ name: operation, parameters }, args, seen) => {
      if (isRefusal(seen.response)) return;
      const kept = [...keptIn(seen, shown)];
      for (const { name: parameter, from } of parameters) {
        const argument = args[parameter];
        if (argument === undefined || from !== undefined) continue;
        const texts = stringsOf(argument).filter((text) => wordsIn(text).length > 0);
        const words = texts.flatMap(wordsIn);
        for (const one of kept) {
          // The word alone is found where its frame was changed.
          const place = placeIn(one, texts) ?? placeIn(one, words);
          if (place === null) continue;
          sinks.set(JSON.stringify([operation, parameter, place]), { operation, parameter, place });
        }
      }
    },
    all: () => [...sinks.values()],
  };
}

/** How a path is shown. */
type Shown = (path: string) => string;

/** A text that was kept, and what holds it. */
interface Kept {
  readonly by: string;
  readonly text: string;
}

function* keptIn({ records, changes }: Pick<Seen, 'records' | 'changes'>, shown: Shown): Generator<Kept> {
  for (const { table, action, after } of records.flatMap(({ touches }) => touches))
    if (action === 'create' || action === 'write')
      for (const [attribute, value] of Object.entries(after ?? {}))
        yield { by: `${table}.${attribute}`, text: JSON.stringify(value) };
  for (const { what, path } of changes)
    if (what === 'created')
      yield { by: `names of files in ${anyWords(shown(parentOf(path)))}`, text: baseNameOf(path) };
}

/** Where in what is kept the first of some texts stands, null where none does: what is behind another prefix is another thing. */
function placeIn({ by, text }: Kept, texts: readonly string[]): string | null {
  const found = texts.map((one) => text.toLowerCase().indexOf(writtenIn(one))).filter((at) => at >= 0);
  if (found.length === 0) return null;
  const before = text.slice(0, Math.min(...found));
  const prefix = anyWords(before.slice(before.lastIndexOf('"') + 1));
  return prefix === '' ? by : `${by} behind ${prefix}`;
}

/** As it stands in JSON. */
function writtenIn(text: string): string {
  return JSON.stringify(text).slice(1, -1).toLowerCase();
}

/** The same for what differs from run to run: unguessable words and identifiers. */
function anyWords(text: string): string {
  return text.replace(canaryPattern, '*').replace(/[0-9a-f]{8}[0-9a-f-]*/gi, '*');
}

/** Unguessable words of harmless runs in a text, in lower case. */
export function wordsIn(text: string): string[] {
  return text.match(canaryPattern)?.map((word) => word.toLowerCase()) ?? [];
}

/** What one operation refused and a later one kept where the first would have kept it. */
export function unevenIn(
  sinks: readonly Sink[],
  { steps }: Attack,
  seen: readonly Seen[],
  attacker: string,
  shown: Shown,
): Uneven[] {
  return steps.flatMap((later, step) =>
    steps.slice(0, step).flatMap((earlier, before): Uneven[] => {
      const [refused, kept] = [seen[before], seen[step]];
      if (refused === undefined || kept === undefined || earlier.operation === later.operation) return [];
      if (earlier.actor !== attacker || later.actor !== attacker) return [];
      if (!isInvalid(refused.response) || makesSomething(refused) || isRefusal(kept.response)) return [];
      return sharedText(sinks, earlier, later)
        .filter(({ place, text }) => isKept(kept, place, text, shown))
        .map(({ place, parameter }) => ({
          ...{ step, operation: later.operation, actor: later.actor, parameter, place },
          refusedBy: earlier.operation,
        }));
    }),
  );
}

/** Texts that both steps send to parameters that keep them in one place. */
function sharedText(sinks: readonly Sink[], earlier: Step, later: Step) {
  const own = sinks.filter(({ operation }) => operation === earlier.operation);
  return sinks
    .filter(({ operation }) => operation === later.operation)
    .flatMap(({ parameter, place }) => {
      const text = literalIn(later, parameter);
      const isShared = own.some(
        (sink) => sink.place === place && literalIn(earlier, sink.parameter) === text,
      );
      return text !== null && text !== '' && isShared ? [{ parameter, place, text }] : [];
    });
}

function literalIn({ arguments: given }: Step, parameter: string): string | null {
  const argument = given[parameter];
  if (argument === undefined || !('text' in argument)) return null;
  return partsOf(argument.text).every((part) => typeof part === 'string') ? literalOf(argument.text) : null;
}

function isKept(seen: Seen, place: string, text: string, shown: Shown): boolean {
  return [...keptIn(seen, shown)].some((kept) => placeIn(kept, [text]) === place);
}

const invalidStatuses: readonly number[] = [400, 413, 414, 415, 422];

/** Refused because of what was sent, not because nothing is there or nobody may. */
function isInvalid({ status, exception, refusedByGuard }: StepResponse): boolean {
  if (refusedByGuard === true) return false;
  return status === null ? exception !== null : invalidStatuses.includes(status);
}

/** Whether a step was refused or failed: by its status, or by an exception of what has none. */
export function isRefusal(response: StepResponse): boolean {
  return outcomeOf(response) !== 'accepted';
}
