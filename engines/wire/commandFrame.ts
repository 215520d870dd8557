/**
 * Reads the frame of a command in an engine's process: `{ id: 3, do: 'write', writes: [...] }`. Both ends are one version of one
 * package, so that what a command carries is trusted. Done without a library for schemas, which takes as long to load as a fifth of an
 * engine, and would at the start of each.
 */
import { BugError } from '../../model/errors.ts';

export interface CommandFrame<Verb extends string> {
  readonly id: number;
  readonly verb: Verb;
  /** What the command carries by that name; empty if it carries nothing. */
  readonly list: <Entry>(name: string) => readonly Entry[];
}

/** Throws a `BugError` on what is no command, or one of other verbs. */
export function commandFrame<Verb extends string>(
  message: unknown,
  verbs: readonly Verb[],
): CommandFrame<Verb> {
  const members = new Map<string, unknown>(
    typeof message === 'object' && message !== null ? Object.entries(message) : [],
  );
  const id = members.get('id');
  const verb = verbs.find((one) => one === members.get('do'));
  if (typeof id !== 'number' || verb === undefined)
    throw new BugError('an engine was sent what is no command');
  return {
    id,
    verb,
    list: <Entry>(name: string): readonly Entry[] => {
      const carried = members.get(name) ?? [];
      if (!isListOf<Entry>(carried)) throw new BugError(`${name} of a command to an engine is no list`);
      return carried;
    },
  };
}

function isListOf<Entry>(value: unknown): value is readonly Entry[] {
  return Array.isArray(value);
}
