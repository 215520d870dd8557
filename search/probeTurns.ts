/**
 * The probes of one operation in the order in which they are tried. Probes that differ only in a text are a family. After a few
 * of a family without a new result, the rest of it waits until all other families had their turn: `..%2f` and eleven more
 * encodings show little about a parameter that is compared with a list. Nothing is left out.
 */
import type { Argument, Attack } from '../model/attack.ts';
import { limits } from '../model/limits.ts';
import { recordsParameter } from '../model/operation.ts';
import type { Probe } from '../model/probe.ts';

export interface ProbeTurns {
  /** Null once each was given. */
  readonly next: () => Probe | null;
  /** Whether `next` may still give one. */
  readonly isLeft: () => boolean;
  /** Notes the result of a case; returns whether the operation has done that for the first time. */
  readonly learn: (kind: string, attack: Attack, signature: string) => boolean;
}

/** `make` is called when the first is wanted: making all of a large target takes seconds. */
export function takeTurns(make: () => readonly Probe[]): ProbeTurns {
  let waiting: readonly Probe[] | null = null;
  let at = 0;
  let postponed: Probe[] = [];
  const seen = new Set<string>();
  const kinds = new Set<string>();
  const seenIn = new Map<string, Set<string>>();
  /** By family: cases since one had a new result. */
  const stale = new Map<string, number>();
  const isResting = ({ kind, attack }: Probe): boolean =>
    (stale.get(familyOf(kind, attack)) ?? 0) >= limits.staleProbesMax;
  const next = (): Probe | null => {
    if (waiting === null) {
      waiting = make();
      for (const { kind } of waiting) kinds.add(kind);
    }
    for (;;) {
      if (at === waiting.length && postponed.length > 0) {
        waiting = postponed;
        postponed = [];
        at = 0;
        stale.clear();
      }
      const probe = waiting[at];
      if (probe === undefined) return null;
      at += 1;
      if (!isResting(probe)) return probe;
      postponed.push(probe);
    }
  };
  const learnFamily = (family: string, signature: string): void => {
    const known = seenIn.get(family) ?? new Set();
    seenIn.set(family, known);
    stale.set(family, known.has(signature) ? (stale.get(family) ?? 0) + 1 : 0);
    known.add(signature);
  };
  return {
    next,
    isLeft: () => waiting === null || at < waiting.length || postponed.length > 0,
    learn: (kind, attack, signature) => {
      // What is drawn has no family that waits, and nearly each would be one of its own: a campaign draws millions.
      if (kinds.has(kind)) learnFamily(familyOf(kind, attack), signature);
      const isNew = !seen.has(signature);
      seen.add(signature);
      return isNew;
    },
  };
}

/**
 * What two probes share that differ in their texts alone. Links, members of archives, places of races and members of JSON are no
 * texts: one of each kind says nothing about another.
 */
function familyOf(kind: string, { layout, steps, race }: Attack): string {
  const sent = steps.map(({ operation, actor, as = null, arguments: given }) => [
    ...[operation, actor, as !== null],
    Object.entries(given).map(([name, argument]) => [name, formOf(name, argument)]),
  ]);
  return JSON.stringify([kind, layout.map((entry) => [entry.kind, entry.zone]), sent, race]);
}

/** The parts of an argument that are no text. The shape of stream records consists of words, all of which count. */
function formOf(name: string, argument: Argument): unknown {
  if (name === recordsParameter) return argument;
  return 'text' in argument ? 'text' : outlineOf(argument);
}

/** The structure of a value, whatever its texts are; the kinds of archive members are part of it. */
function outlineOf(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return value.map(outlineOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'kind' ? inner : outlineOf(inner)]),
  );
}
