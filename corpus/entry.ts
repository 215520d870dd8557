/**
 * Encodes a saved finding as a JSON document and decodes it. Encoding is deterministic and lossless for any text. Files of the
 * target are relative to the config's folder, so that the document is the same on every machine.
 */
import { isAbsolute, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { type Attack, type Json, type Power, powers } from '../model/attack.ts';
import { attackSchema, attackVersion, decodeWithin } from '../model/codec.ts';
import { messageOf, UsageError } from '../model/errors.ts';
import { encodeJson } from '../model/escapeJson.ts';
import { type Condition, type Finding, type Severity, severities } from '../model/finding.ts';

/** The run in which a finding was first seen, so that the same search can be repeated. */
export interface FoundWith {
  /** Path of the config, usually relative to its own folder. */
  readonly config: string;
  readonly seed: number;
}

type EntryDocument = CorpusEntry & { readonly version: typeof attackVersion };

export interface CorpusEntry {
  readonly id: string;
  readonly property: string;
  readonly operation: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly power: Power;
  readonly ifGranted?: Condition;
  readonly cwe: string;
  readonly location: { readonly file: string; readonly line: number } | null;
  readonly attack: Attack;
  readonly foundWith: FoundWith;
}

/** The document of a saved finding. */
export const entrySchema: z.ZodType<EntryDocument> = z.strictObject({
  version: z.literal(attackVersion),
  id: z.string(),
  property: z.string(),
  operation: z.string(),
  summary: z.string(),
  severity: z.enum(severities),
  power: z.enum(powers),
  ifGranted: z
    .strictObject({ powers: z.array(z.enum(powers)), severity: z.enum(severities) })
    .exactOptional(),
  cwe: z.string(),
  location: z.strictObject({ file: z.string(), line: z.int().nonnegative() }).nullable(),
  attack: attackSchema,
  foundWith: z.strictObject({ config: z.string(), seed: z.int() }),
});

/** The parts of a finding that are saved; the others hold for one run only. */
export function corpusEntryOf(finding: Finding, foundWith: FoundWith): CorpusEntry {
  const { id, property, operation, summary, severity, power, ifGranted, cwe, location, attack } = finding;
  const place = location === null ? null : { file: location.file, line: location.line };
  const weight = { severity, power, ...(ifGranted === undefined ? {} : { ifGranted }) };
  return { id, property, operation, summary, ...weight, cwe, location: place, attack, foundWith };
}

export function encodeEntry(entry: CorpusEntry, configFolder: string): string {
  const { id, property, operation, summary, severity, power, ifGranted, cwe, location, attack, foundWith } =
    entry;
  const place =
    location === null ? null : { file: portable(location.file, configFolder), line: location.line };
  const weight = { severity, power, ...(ifGranted === undefined ? {} : { ifGranted }) };
  const kept = { id, property, operation, summary, ...weight, cwe, location: place, attack };
  const { config, seed } = foundWith;
  const origin = { config: portable(config, configFolder), seed };
  return `${encodeJson({ version: attackVersion, ...kept, foundWith: origin }, 2)}\n`;
}

/** Throws a `UsageError` that names the file, the first wrong field, and the allowed values. */
export function decodeEntry(text: string, path: string, configFolder: string): CorpusEntry {
  const entry = decodeWithin(entrySchema, parseEntryJson(text, path));
  if (typeof entry === 'string') throw new UsageError(`${path}: ${entry}; mend the file, or delete it`);
  const { version: _version, ...kept } = entry;
  const { location } = kept;
  const place = location === null ? null : { ...location, file: absoluteFile(configFolder, location.file) };
  return { ...kept, location: place };
}

function parseEntryJson(text: string, path: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${path} is not JSON: ${messageOf(cause)}; mend the file, or delete it`, { cause });
  }
}

function portable(file: string, configFolder: string): string {
  if (!isAbsolute(file)) return file;
  const inside = relative(configFolder, file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? file : inside.split(sep).join('/');
}

function absoluteFile(configFolder: string, file: string): string {
  return isAbsolute(file) ? file : join(configFolder, file);
}
