/**
 * Replaces placeholders by absolute folders of the arena: `{sandbox}`, `{temp}`, `{config}`, and `{sandbox:exports}` for the
 * root `exports`. They occur in examples, options of Storages, settings and environment variables. Pure.
 */
import type { Json } from '../../model/attack.ts';
import type { Config } from '../../model/config.ts';
import { eachText } from '../../model/eachText.ts';
import type { Entry } from '../../model/operation.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';
import { bytesOfText, textOfBytes } from '../../model/text.ts';

export type Places = Readonly<Record<string, string>>;

/** The sandbox roots by their placeholders. */
export function rootPlaces(roots: ReadonlyMap<string, string>): Places {
  return Object.fromEntries([...roots].map(([name, path]) => [`sandbox:${name}`, path]));
}

/** Replaces placeholders for which `value` has a value; other text in braces is the target's own. */
export function withPlaceholders(text: string, value: (name: string) => string | undefined): string {
  return text.replace(/\{(\w+(?::[\w-]+)?)\}/g, (all, name: string) => value(name) ?? all);
}

/** JSON with places in its strings. */
export function filledWithPlaces(json: Json, places: Places): Json {
  return eachText(json, (text) => withPlaceholders(text, (name) => places[name]));
}

/** The config with the options of its Storages filled in. */
export function configWithPlaces(config: Config, places: Places): Config {
  const operations = config.operations.map((operation) => ({
    ...operation,
    entry: entryWithPlaces(operation.entry, places),
  }));
  return { ...config, operations };
}

function entryWithPlaces(entry: Entry, places: Places): Entry {
  if (entry.kind !== 'storage') return entry;
  const options = Object.entries(entry.options).map(
    ([name, value]) => [name, filledWithPlaces(value, places)] as const,
  );
  return { ...entry, options: Object.fromEntries(options) };
}

/**
 * The argument of an attack with the roots that the example names (`{sandbox:exports}`), because attacks keep these
 * placeholders.
 */
export function withRoots(
  argument: ResolvedArgument,
  example: Json | undefined,
  roots: Places,
): ResolvedArgument {
  if (example === undefined || !JSON.stringify(example).includes('{sandbox:')) return argument;
  const fill = (text: string): string => withPlaceholders(text, (name) => roots[name]);
  switch (argument.kind) {
    case 'text':
      return { ...argument, text: fill(argument.text) };
    case 'json':
      return { ...argument, json: eachText(argument.json, fill) };
    case 'bytes':
      return { ...argument, bytes: bytesOfText(fill(textOfBytes(argument.bytes))) };
    case 'file':
      return { ...argument, name: fill(argument.name) };
    case 'path':
      return argument;
  }
}
