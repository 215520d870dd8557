/**
 * The versioned JSON codec of an attack, for `.trespass/` and reports. Encoding is lossless for any text (lone surrogates
 * become `\udcXX`). Decoding accepts exactly what encoding writes, within the bounds of `limits.ts`: a saved attack of 5,000
 * steps, or a text of 15 MB, would block a run.
 */
import { z } from 'zod';
import { type Archive, archiveFault, archiveFormats, type Member, tarDialects } from './archive.ts';
import type { Argument, Attack, Json, LayoutEntry, Race } from './attack.ts';
import { isDeeperThan } from './json.ts';
import { limits } from './limits.ts';
import { literalOf, places, type Text, valueChanges } from './text.ts';

export const attackVersion = 1;

/** Marks an error as an exceeded bound in a value of the right form. */
const bound = { bound: true };

const string = z
  .string()
  .max(limits.stringCharactersMax, `a text has at most ${limits.stringCharactersMax} characters`);
const knownForm = z.strictObject({ actor: string, operation: string, name: string });
const returnedForm = z.strictObject({ step: z.int().nonnegative(), field: string });
const textPart = z.union([
  z.string(),
  z.strictObject({ place: z.enum(places) }),
  z.strictObject({ known: knownForm, change: z.enum(valueChanges).exactOptional() }),
  z.strictObject({ returned: returnedForm }),
]);
/** Of any length, because an archive is bounded as a whole. */
const longText: z.ZodType<Text> = z.union([z.string(), z.array(textPart)]);
const textForm: z.ZodType<Text> = longText.superRefine((value, context) => {
  const fault = textFault(value);
  if (fault !== null) context.addIssue({ code: 'custom', message: fault, params: bound });
});
// Checked by hand, because zod's own schema drops a member named `__proto__`, which is a payload like any other.
const jsonForm: z.ZodType<Json> = z
  .custom<Json>(isWrittenJson, 'not JSON')
  .refine((value) => JSON.stringify(value).length <= limits.jsonCharactersMax, {
    error: `a JSON value has at most ${limits.jsonCharactersMax} characters`,
    params: bound,
  });
const base64Form = z.base64();
const archiveForm: z.ZodType<Archive> = z.lazy(() =>
  z.strictObject({
    format: z.enum(archiveFormats),
    dialect: z.enum(tarDialects),
    compressed: z.boolean(),
    members: z.array(member),
  }),
);
const checkedArchive: z.ZodType<Archive> = archiveForm.superRefine((value, context) => {
  const fault = archiveFault(value);
  if (fault !== null) context.addIssue({ code: 'custom', message: `an archive of ${fault}`, params: bound });
});
const memberNameFields = {
  name: textForm,
  mode: z.int().nonnegative().exactOptional(),
  otherName: textForm.exactOptional(),
};
const memberContent = z.union([
  z.strictObject({ text: longText }),
  z.strictObject({ archive: archiveForm }),
  z.strictObject({ zeros: z.int().nonnegative() }),
]);
const member: z.ZodType<Member> = z.union([
  z.strictObject({ ...memberNameFields, kind: z.literal('file'), content: memberContent }),
  z.strictObject({ ...memberNameFields, kind: z.literal('directory') }),
  z.strictObject({ ...memberNameFields, kind: z.enum(['symlink', 'hardlink']), to: textForm }),
  z.strictObject({ ...memberNameFields, kind: z.enum(['fifo', 'device']) }),
]);
const content = z.union([
  z.strictObject({ text: textForm }),
  z.strictObject({ bytes: base64Form }),
  z.strictObject({ archive: checkedArchive }),
]);
const argument: z.ZodType<Argument> = z.union([
  z.strictObject({ text: textForm }),
  z.strictObject({ bytes: base64Form }),
  z.strictObject({ file: z.strictObject({ name: textForm, contentType: string.exactOptional(), content }) }),
  z.strictObject({
    json: jsonForm,
    first: jsonForm.exactOptional(),
    within: textForm.exactOptional(),
    further: z.array(textForm).exactOptional(),
  }),
  z.strictObject({ archive: checkedArchive }),
]);
const zone = z.enum(['own', 'temp']);
const layoutEntry: z.ZodType<LayoutEntry> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory'), zone, path: textForm }),
  z.strictObject({ kind: z.literal('file'), zone, path: textForm, content: string }),
  z.strictObject({ kind: z.literal('symlink'), zone, path: textForm, to: textForm }),
  z.strictObject({ kind: z.literal('hardlink'), zone, path: textForm, to: textForm }),
  z.strictObject({ kind: z.literal('pipe'), zone, path: textForm }),
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
    z.strictObject({ kind: z.literal('symlink'), to: textForm, holding: string.exactOptional() }),
    z.strictObject({ kind: z.enum(['file', 'directory', 'nothing', 'step']) }),
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

/** The decoded document, or a sentence with its first wrong field: `attack.race: not an object`. */
export function decodeWithin<Value extends object>(schema: z.ZodType<Value>, document: Json): Value | string {
  if (isDeeperThan(document, limits.documentLevelsMax))
    return `the document: lists and objects lie more than ${limits.documentLevelsMax} levels deep in it`;
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [field, message] = firstIssueMessage(parsed.error.issues);
  return `${field || 'the document'}: ${message}`;
}

function firstIssueMessage(issues: readonly CodecIssue[]): FieldMessage {
  const [issue] = issues;
  if (issue === undefined) return ['', 'not what is kept here'];
  return boundIn(issue) ?? [fieldOf(issue), issue.message];
}

type CodecIssue = z.core.$ZodIssue;
type FieldMessage = readonly [field: string, message: string];

/** The bound that a value exceeds. If a value may have several forms, only its own form gets as far as its bounds. */
function boundIn(issue: CodecIssue): FieldMessage | null {
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

function fieldOf({ path }: CodecIssue): string {
  return path.map(String).join('.');
}

function textFault(value: Text): string | null {
  if (literalOf(value).length > limits.stringCharactersMax)
    return `a text has at most ${limits.stringCharactersMax} characters`;
  if (typeof value !== 'string' && value.length > limits.textPartsMax)
    return `a text has at most ${limits.textPartsMax} parts`;
  return null;
}

/** Whether a value is one that `JSON.parse` returns. */
export function isWrittenJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isWrittenJson);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isWrittenJson);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
