/** Puts absolute folders of the arena (`{sandbox}`, `{temp}`, `{config}`, a root's name) into options of Storages. Pure. */
import type { Json } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import { eachText } from '../model/eachText.ts';
import type { Entry } from '../model/operation.ts';

/** The config with the options of its Storages filled in. */
export function withPlaces(config: Config, places: Readonly<Record<string, string>>): Config {
  const operations = config.operations.map((operation) => ({
    ...operation,
    entry: entryWithPlaces(operation.entry, places),
  }));
  return { ...config, operations };
}

function entryWithPlaces(entry: Entry, places: Readonly<Record<string, string>>): Entry {
  if (entry.kind !== 'storage') return entry;
  const options = Object.entries(entry.options).map(
    ([name, value]) => [name, filled(value, places)] as const,
  );
  return { ...entry, options: Object.fromEntries(options) };
}

function filled(json: Json, places: Readonly<Record<string, string>>): Json {
  return eachText(json, (text) => text.replace(/\{(\w+)\}/g, (all, name: string) => places[name] ?? all));
}
