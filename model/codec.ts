/**
 * The versioned JSON codec of an attack: what `.trespass/` keeps and a report carries. Encoding is lossless for
 * any text (lone surrogates travel as `\udcXX`); decoding accepts exactly what encoding writes.
 */
import { z } from 'zod';
import { type Archive, archiveFault, archiveFormats, type Member, tarDialects } from './archive.ts';
import type { Argument, Attack, Json, LayoutEntry, Race } from './attack.ts';
import { changes, places, type Text } from './text.ts';

export const attackVersion = 1;

const known = z.strictObject({ actor: z.string(), operation: z.string(), name: z.string() });
const returned = z.strictObject({ step: z.int().nonnegative(), field: z.string() });
const textPart = z.union([
  z.string(),
  z.strictObject({ place: z.enum(places) }),
  z.strictObject({ known, change: z.enum(changes).exactOptional() }),
  z.strictObject({ returned }),
]);
const text: z.ZodType<Text> = z.union([z.string(), z.array(textPart)]);
// Checked by hand and handed on as it is: zod's own schema drops a member named `__proto__`, a payload like any other.
const json: z.ZodType<Json> = z.custom<Json>(isJson, 'not JSON');
const base64 = z.base64();
const archiveForm: z.ZodType<Archive> = z.lazy(() =>
  z.strictObject({
    format: z.enum(archiveFormats),
    dialect: z.enum(tarDialects),
    compressed: z.boolean(),
    members: z.array(member),
  }),
);
const archive: z.ZodType<Archive> = archiveForm.refine((value) => archiveFault(value) === null, {
  error: 'an archive beyond the bounds',
});
const named = { name: text, mode: z.int().nonnegative().exactOptional(), otherName: text.exactOptional() };
const memberContent = z.union([
  z.strictObject({ text }),
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
  z.strictObject({ file: z.strictObject({ name: text, contentType: z.string().exactOptional(), content }) }),
  z.strictObject({ json, first: json.exactOptional(), within: text.exactOptional() }),
  z.strictObject({ archive }),
]);
const zone = z.enum(['own', 'temp']);
const layoutEntry: z.ZodType<LayoutEntry> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory'), zone, path: text }),
  z.strictObject({ kind: z.literal('file'), zone, path: text, content: z.string() }),
  z.strictObject({ kind: z.literal('symlink'), zone, path: text, to: text }),
  z.strictObject({ kind: z.literal('hardlink'), zone, path: text, to: text }),
  z.strictObject({ kind: z.literal('pipe'), zone, path: text }),
]);
const step = z.strictObject({
  operation: z.string(),
  actor: z.string(),
  arguments: z.record(z.string(), argument),
});

const race: z.ZodType<Race> = z.strictObject({
  step: z.int().nonnegative(),
  at: z.int().nonnegative(),
  up: z.int().nonnegative(),
  put: z.union([
    z.strictObject({ kind: z.literal('symlink'), to: text, holding: z.string().exactOptional() }),
    z.strictObject({ kind: z.enum(['file', 'directory', 'nothing']) }),
  ]),
  back: z.int().positive().nullable(),
  flip: z.strictObject({ zone, path: z.string() }).exactOptional(),
});

/** The form of an attack in JSON, for schemas that contain one. */
export const attackSchema: z.ZodType<Attack> = z.strictObject({
  layout: z.array(layoutEntry),
  steps: z.array(step),
  race: race.nullable(),
});

const versioned = z.strictObject({ version: z.literal(attackVersion), attack: attackSchema });

/** JSON text of an attack, two spaces deep, for files that people review. */
export function encodeAttack(attack: Attack): string {
  return JSON.stringify({ version: attackVersion, attack }, null, 2);
}

/** Decodes what {@link encodeAttack} wrote. Throws a `SyntaxError` that names the first wrong field. */
export function decodeAttack(encoded: string): Attack {
  const parsed = versioned.safeParse(JSON.parse(encoded));
  if (parsed.success) return parsed.data.attack;
  const [issue] = parsed.error.issues;
  throw new SyntaxError(`${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'not an attack'}`);
}

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isJson);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
