/**
 * The versioned JSON codec of an attack: what `.trespass/` keeps and a report carries. Encoding is lossless for
 * any text (lone surrogates travel as `\udcXX`); decoding accepts exactly what encoding writes, within the bounds of
 * `limits.ts`: an attack of 5,000 steps, or a text of 15 MB, would hold up a run past its end.
 */
import { z } from 'zod';
import { type Archive, archiveFault, archiveFormats, type Member, tarDialects } from './archive.ts';
import type { Argument, Attack, Json, LayoutEntry, Race } from './attack.ts';
import { isDeeperThan } from './json.ts';
import { limits } from './limits.ts';
import { changes, literalOf, places, type Text } from './text.ts';

export const attackVersion = 1;

/** Marks what is wrong with a value of the right form. */
const bound = { bound: true };

const string = z
  .string()
  .max(limits.stringCharactersMax, `a text has at most ${limits.stringCharactersMax} characters`);
const known = z.strictObject({ actor: string, operation: string, name: string });
const returned = z.strictObject({ step: z.int().nonnegative(), field: string });
const textPart = z.union([
  z.string(),
  z.strictObject({ place: z.enum(places) }),
  z.strictObject({ known, change: z.enum(changes).exactOptional() }),
  z.strictObject({ returned }),
]);
/** Of any length: an archive is bounded as a whole. */
const longText: z.ZodType<Text> = z.union([z.string(), z.array(textPart)]);
const text: z.ZodType<Text> = longText.superRefine((value, context) => {
  const fault = textFault(value);
  if (fault !== null) context.addIssue({ code: 'custom', message: fault, params: bound });
});
// Checked by hand and handed on as it is: zod's own schema drops a member named `__proto__`, a payload like any other.
const json: z.ZodType<Json> = z
  .custom<Json>(isJson, 'not JSON')
  .refine((value) => JSON.stringify(value).length <= limits.jsonCharactersMax, {
    error: `a JSON value has at most ${limits.jsonCharactersMax} characters`,
    params: bound,
  });
const base64 = z.base64();
const archiveForm: z.ZodType<Archive> = z.lazy(() =>
  z.strictObject({
    format: z.enum(archiveFormats),
    dialect: z.enum(tarDialects),
    compressed: z.boolean(),
    members: z.array(member),
  }),
);
const archive: z.ZodType<Archive> = archiveForm.superRefine((value, context) => {
  const fault = archiveFault(value);
  if (fault !== null) context.addIssue({ code: 'custom', message: `an archive of ${fault}`, params: bound });
});
const named = { name: text, mode: z.int().nonnegative().exactOptional(), otherName: text.exactOptional() };
const memberContent = z.union([
  z.strictObject({ text: longText }),
  z.strictObject({ archive: archiveForm }),
  z.strictObject({ zeros: z.int().nonnegative() }),
]);
const member: z.ZodType<Member> = z.union([
  z.strictObject({ ...named, kind: z.literal('file'), content: memberContent }),
  z.strictObject({ ...named, kind: z.literal('directory') }),
  z.strictObject({ ...named, kind: z.enum(['symlink', 'hardlink']), to: text }),
  z.strictObject({ ...named, kind: z.enum(['fifo', 'device']) }),
]);
const content = z.union([
  z.strictObject({ text }),
  z.strictObject({ bytes: base64 }),
  z.strictObject({ archive }),
]);
const argument: z.ZodType<Argument> = z.union([
  z.strictObject({ text }),
  z.strictObject({ bytes: base64 }),
  z.strictObject({ file: z.strictObject({ name: text, contentType: string.exactOptional(), content }) }),
  z.strictObject({ json, first: json.exactOptional(), within: text.exactOptional() }),
  z.strictObject({ archive }),
]);
const zone = z.enum(['own', 'temp']);
const layoutEntry: z.ZodType<LayoutEntry> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory'), zone, path: text }),
  z.strictObject({ kind: z.literal('file'), zone, path: text, content: string }),
  z.strictObject({ kind: z.literal('symlink'), zone, path: text, to: text }),
  z.strictObject({ kind: z.literal('hardlink'), zone, path: text, to: text }),
  z.strictObject({ kind: z.literal('pipe'), zone, path: text }),
]);
const step = z.strictObject({
  operation: string,
  actor: string,
  as: string.exactOptional(),
  arguments: z.record(string, argument),
});

const race: z.ZodType<Race> = z.strictObject({
  step: z.int().nonnegative(),
  at: z.int().nonnegative(),
  up: z.int().nonnegative(),
  put: z.union([
    z.strictObject({ kind: z.literal('symlink'), to: text, holding: string.exactOptional() }),
    z.strictObject({ kind: z.enum(['file', 'directory', 'nothing']) }),
  ]),
  back: z.int().positive().nullable(),
  flip: z.strictObject({ zone, path: string }).exactOptional(),
});

/** The form of an attack in JSON, for schemas that contain one. */
export const attackSchema: z.ZodType<Attack> = z.strictObject({
  layout: z
    .array(layoutEntry)
    .max(limits.layoutEntriesMax, `an attack plants at most ${limits.layoutEntriesMax} entries`),
  steps: z.array(step).max(limits.stepsMax, `an attack has at most ${limits.stepsMax} steps`),
  race: race.nullable(),
});

/** What a schema makes of a document, or its first wrong field and what is wrong there: `attack.race: not an object`. */
export function decodeWithin<Value extends object>(schema: z.ZodType<Value>, document: Json): Value | string {
  if (isDeeperThan(document, limits.documentLevelsMax))
    return `the document: lists and objects lie more than ${limits.documentLevelsMax} levels deep in it`;
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [field, message] = tellIssue(parsed.error.issues);
  return `${field || 'the document'}: ${message}`;
}

function tellIssue(issues: readonly Issue[]): Told {
  const [issue] = issues;
  if (issue === undefined) return ['', 'not what is kept here'];
  return boundIn(issue) ?? [fieldOf(issue), issue.message];
}

type Issue = z.core.$ZodIssue;
type Told = readonly [field: string, message: string];

/** The bound that a value breaks: of several forms that it may have, only its own one has come so far. */
function boundIn(issue: Issue): Told | null {
  if (issue.code === 'too_big' || (issue.code === 'custom' && issue.params === bound))
    return [fieldOf(issue), issue.message];
  if (issue.code !== 'invalid_union') return null;
  for (const inner of issue.errors.flat()) {
    const found = boundIn(inner);
    if (found === null) continue;
    const [field, message] = found;
    return [[fieldOf(issue), field].filter((part) => part !== '').join('.'), message];
  }
  return null;
}

function fieldOf({ path }: Issue): string {
  return path.map(String).join('.');
}

function textFault(value: Text): string | null {
  if (literalOf(value).length > limits.stringCharactersMax)
    return `a text has at most ${limits.stringCharactersMax} characters`;
  if (typeof value !== 'string' && value.length > limits.textPartsMax)
    return `a text has at most ${limits.textPartsMax} parts`;
  return null;
}

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isJson);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
