/**
 * Reads values of harmless runs by name (`arguments.title`, `response.id`), and says which values of earlier runs may still be
 * in use: after `save` with the title `a` and then `b`, `b` is `arguments.title` and `a` is `sent.title`.
 */

import { baseNameOf } from '../../arena/filePath.ts';
import type { Json } from '../../model/attack.ts';
import { textIn } from '../../model/json.ts';
import { objectKeyName } from '../../model/keyShape.ts';
import type { KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import type { StepResponse } from '../../model/records.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import { textOfBytes } from '../../model/text.ts';
import { answerValue, memberAt } from '../step/answerValues.ts';
import { leavesOf } from '../step/resolve.ts';
import type { Seen } from '../step/step.ts';

/** A harmless run of an operation. */
export interface Answered {
  readonly arguments: ResolvedArguments;
  readonly seen: Seen;
}

/** What a run was sent and answered, of which values are named. */
interface HarmlessExchange {
  readonly arguments: ResolvedArguments;
  readonly seen: Pick<Seen, 'response'>;
}

/** The last value sent for a parameter that has another value now: something was made with it, and may still exist. */
export function alsoSent(values: readonly KnownValue[], sent: ResolvedArguments): KnownValue[] {
  return values.flatMap((known) => {
    const argument = sent[known.name.replace(/^arguments\./, '')];
    const value = argument === undefined ? null : textOfArgument(argument);
    if (!known.name.startsWith('arguments.') || value === null || value === known.value) return [];
    return [{ ...known, name: known.name.replace(/^arguments\./, 'sent.'), value }];
  });
}

/** The arguments that an operation was last sent, with the values of its sources that are still valid. */
export function standingArguments(
  operation: Operation,
  sent: ResolvedArguments,
  fresh: ResolvedArguments,
): ResolvedArguments {
  const fromSources = operation.parameters.filter(({ from }) => from !== undefined).map(({ name }) => name);
  return {
    ...sent,
    ...Object.fromEntries(Object.entries(fresh).filter(([name]) => fromSources.includes(name))),
  };
}

/** A value of a run by its name: `arguments.id`, `response.id`, of the type that it has there; `undefined` for none. */
export function valueIn(answered: HarmlessExchange | undefined, name: string): Json | undefined {
  if (answered === undefined) return undefined;
  return name.startsWith('arguments.')
    ? sentValue(answered.arguments, name.slice('arguments.'.length))
    : answerValue(answered.seen.response, name);
}

/** What was sent for a parameter, as text; null where nothing was that is one. */
export function sentAs(args: ResolvedArguments, parameter: string): string | null {
  const argument = args[parameter];
  return argument === undefined ? null : textOfArgument(argument);
}

/** What was sent under a name, or a member of the JSON that was: `ids.0` of `{ ids: [7] }`. */
function sentValue(args: ResolvedArguments, name: string): Json | undefined {
  const whole = args[name];
  if (whole !== undefined) return whole.kind === 'json' ? whole.json : (textOfArgument(whole) ?? undefined);
  for (const [argument, sent] of Object.entries(args))
    if (sent.kind === 'json' && name.startsWith(`${argument}.`))
      return memberAt(sent.json, name.slice(argument.length + 1));
  return undefined;
}

/**
 * A field of a response by the name that references use: a dotted path, all of it if that is empty, or another place of the
 * answer.
 */
export function responseField(response: StepResponse, field: string): string | null {
  const value = answerValue(response, field);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function textOfArgument(argument: ResolvedArgument): string | null {
  switch (argument.kind) {
    case 'text':
      return argument.text;
    case 'file':
      return argument.name;
    case 'json':
      return typeof argument.json === 'string' || typeof argument.json === 'number'
        ? String(argument.json)
        : null;
    case 'path':
      return baseNameOf(argument.path);
    case 'bytes':
      return argument.says === undefined && argument.bytes.length <= 256 ? textOfBytes(argument.bytes) : null;
  }
}

export function knownValues(
  actor: string,
  operation: Operation,
  args: ResolvedArguments,
  response: StepResponse,
  /** Names of values that other operations take from it. */
  taken: readonly string[] = [],
): KnownValue[] {
  const sent = Object.entries(args).flatMap(([name, argument]): [string, string][] => {
    if (argument.kind === 'json')
      return leavesOf(argument.json).map(([path, value]) => [
        path === '' ? `arguments.${name}` : `arguments.${name}.${path}`,
        value,
      ]);
    const value = textOfArgument(argument);
    return value === null ? [] : [[`arguments.${name}`, value]];
  });
  const answered = leavesOf(response.value).map(([path, value]): [string, string] => [
    path === '' ? 'response' : `response.${path}`,
    value,
  ]);
  const named = new Set([...sent, ...answered].map(([name]) => name));
  const further = taken.flatMap((name): [string, string][] => {
    const value = named.has(name) ? null : valueIn({ arguments: args, seen: { response } }, name);
    return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
  });
  return [...sent, ...answered, ...further]
    .filter(([, value]) => isShort(value))
    .map(([name, value]) => ({ actor, operation: operation.name, name, value }));
}

function isShort(value: string): boolean {
  return value !== '' && value.length <= limits.knownValueCharactersMax;
}

/**
 * What a harmless run wrote into items, by attribute (`item.pk`), and the key of an object that it stored (`object.key`). Of
 * several the last one counts.
 */
export function keptValues(
  actor: string,
  { name: operation }: Operation,
  { records, stored }: Pick<Seen, 'records' | 'stored'>,
): KnownValue[] {
  const written = records
    .flatMap(({ touches }) => touches)
    .filter(({ action }) => action === 'create' || action === 'write')
    .flatMap(({ after }) => Object.entries(after ?? {}))
    .flatMap(([attribute, value]): [string, string][] => {
      const text = textIn(value, 'S');
      return text !== null && isShort(text) ? [[`item.${attribute}`, text]] : [];
    });
  const keys = stored
    .flatMap(({ touches }) => touches)
    .filter(({ action, key }) => (action === 'create' || action === 'write') && isShort(key))
    .map(({ key }): [string, string] => [objectKeyName, key]);
  return [...new Map([...written, ...keys])].map(([name, value]) => ({ actor, operation, name, value }));
}
