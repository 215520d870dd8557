/**
 * Where the words that a parameter is sent are kept: attributes of items, and names of files. What is kept in one place by
 * several operations, behind the same text, should be looked at by all of them.
 */
import type { Attack, Step } from '../model/attack.ts';
import { canaryPattern } from '../model/canary.ts';
import type { Uneven } from '../model/observation.ts';
import type { Operation, Sink } from '../model/operation.ts';
import type { StepResponse } from '../model/records.ts';
import type { ResolvedArguments } from '../model/target.ts';
import { literalOf, partsOf } from '../model/text.ts';
import { makesSomething } from './makes.ts';
import { stringsOf } from './resolve.ts';
import type { Seen } from './stage.ts';

export interface Sinks {
  /** Takes note of what a harmless run of the attacker's was sent and kept. */
  readonly note: (operation: Operation, args: ResolvedArguments, seen: Seen) => void;
  readonly all: () => readonly Sink[];
}

/** Nothing is known of sinks yet. Parameters that take what another operation handed out are references, not looked at. */
export function learnSinks(): Sinks {
  const sinks = new Map<string, Sink>();
  return {
    note: ({ name: operation, parameters }, args, seen) => {
      if (isRefusal(seen.response)) return;
      const places = [...keptIn(seen)];
      for (const { name: parameter, from } of parameters) {
        const argument = args[parameter];
        if (argument === undefined || from !== undefined) continue;
        const words = stringsOf(argument).flatMap(wordsIn);
        for (const [place, text] of places) {
          const word = words.find((one) => text.includes(one));
          if (word === undefined) continue;
          const sink = { operation, parameter, place, behind: textBefore(text, word) };
          sinks.set(JSON.stringify(sink), sink);
        }
      }
    },
    all: () => [...sinks.values()],
  };
}

/** Places with what was written there, in lower case. */
function* keptIn({ records, changes }: Pick<Seen, 'records' | 'changes'>): Generator<[string, string]> {
  for (const { table, action, after } of records.flatMap(({ touches }) => touches))
    if (action === 'create' || action === 'write')
      for (const [attribute, value] of Object.entries(after ?? {}))
        yield [`${table}.${attribute}`, JSON.stringify(value).toLowerCase()];
  for (const { what, path } of changes) if (what === 'created') yield ['names of files', path.toLowerCase()];
}

/** What stands before a text that is kept, without what differs from run to run: the kind of key, or the folder. */
function textBefore(value: string, text: string): string {
  return value.slice(0, value.indexOf(text)).replace(canaryPattern, '*').replace(changing, '*');
}

/** Identifiers, times and temporary names, as targets make them. */
const changing = /[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|\d{6,}/g;

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
): Uneven[] {
  return steps.flatMap((later, step) =>
    steps.slice(0, step).flatMap((earlier, before): Uneven[] => {
      const [refused, kept] = [seen[before], seen[step]];
      if (refused === undefined || kept === undefined || earlier.operation === later.operation) return [];
      if (earlier.actor !== attacker || later.actor !== attacker) return [];
      if (!isInvalid(refused.response) || makesSomething(refused) || isRefusal(kept.response)) return [];
      return sharedText(sinks, earlier, later)
        .filter((shared) => isKept(kept, shared))
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
    .flatMap(({ parameter, place, behind }) => {
      const text = literalIn(later, parameter);
      const isShared = own.some(
        (sink) =>
          sink.place === place && sink.behind === behind && literalIn(earlier, sink.parameter) === text,
      );
      return text !== null && text !== '' && isShared ? [{ parameter, place, behind, text }] : [];
    });
}

function literalIn({ arguments: given }: Step, parameter: string): string | null {
  const argument = given[parameter];
  if (argument === undefined || !('text' in argument)) return null;
  return partsOf(argument.text).every((part) => typeof part === 'string') ? literalOf(argument.text) : null;
}

function isKept(
  seen: Seen,
  { place, behind, text }: Pick<Sink, 'place' | 'behind'> & { text: string },
): boolean {
  const written = JSON.stringify(text).slice(1, -1).toLowerCase();
  return [...keptIn(seen)].some(
    ([at, value]) => at === place && value.includes(written) && textBefore(value, written) === behind,
  );
}

const invalidStatuses: readonly number[] = [400, 413, 414, 415, 422];

/** Refused because of what was sent, not because nothing is there or nobody may. */
function isInvalid({ status, exception }: StepResponse): boolean {
  return status === null ? exception !== null : invalidStatuses.includes(status);
}

/** Whether a step was refused: by its status, or by an exception of what has none. */
export function isRefusal({ status, exception }: StepResponse): boolean {
  return status === null ? exception !== null : status >= 400;
}
