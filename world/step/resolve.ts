/**
 * Fills in the parts of an attack's texts that only a world knows: `{place: 'sandbox'}/a` becomes
 * `/tmp/trespass-arena-x/…/media/a`. Pure, given what the world knows.
 */

import { type Archive, archiveTexts } from '../../model/archive.ts';
import type { Argument, Content, Json, JsonArgument } from '../../model/attack.ts';
import { eachText } from '../../model/eachText.ts';
import { encodeArchive } from '../../model/encodeArchive.ts';
import { UnresolvedError } from '../../model/errors.ts';
import { markedTexts, withWords } from '../../model/jsonText.ts';
import { limits } from '../../model/limits.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';
import {
  applyChange,
  bytesOfText,
  type KnownReference,
  type Place,
  partsOf,
  type Text,
  type TextPart,
} from '../../model/text.ts';

export interface ResolveContext {
  readonly place: (place: Place) => string;
  /** The learnt value, or null where this world has none. */
  readonly known: (reference: KnownReference) => string | null;
  /** A field of an earlier step's answer, or one of its arguments (`arguments.NAME`); null if it has none. */
  readonly returned: (step: number, field: string) => string | null;
}

/**
 * The string of a text. Throws an `UnresolvedError` for a learnt value that this world lacks; a value that an earlier step's
 * answer lacks, because it was refused, say, is empty.
 */
export function resolveText(text: Text, context: ResolveContext): string {
  if (typeof text === 'string') return text;
  return partsOf(text)
    .map((part) => resolvePart(part, context))
    .join('');
}

function resolvePart(part: TextPart, context: ResolveContext): string {
  if (typeof part === 'string') return part;
  if ('place' in part) return context.place(part.place);
  if ('known' in part) return applyChange(knownIn(context, part.known), part.change);
  return context.returned(part.returned.step, part.returned.field) ?? '';
}

function knownIn({ known }: ResolveContext, reference: KnownReference): string {
  const value = known(reference);
  const { actor, operation, name } = reference;
  if (value === null) throw new UnresolvedError(`the value of ${name} of ${operation} as ${actor}`);
  return value;
}

/** An argument with all its texts filled in. */
export function resolveArgument(argument: Argument, context: ResolveContext): ResolvedArgument {
  if ('text' in argument) return { kind: 'text', text: resolveText(argument.text, context) };
  if ('bytes' in argument) return { kind: 'bytes', bytes: Buffer.from(argument.bytes, 'base64') };
  if ('json' in argument) return resolveJson(argument, context);
  if ('archive' in argument) {
    const { content, says } = resolveArchive(argument.archive, (text) => resolveText(text, context));
    return { kind: 'bytes', bytes: content, says };
  }
  const { name, contentType = 'application/octet-stream', content } = argument.file;
  return {
    kind: 'file',
    name: resolveText(name, context),
    contentType,
    ...resolveContent(content, context),
  };
}

function resolveJson(argument: JsonArgument, context: ResolveContext): ResolvedArgument {
  const { json, first } = argument;
  const texts = [...markedTexts(argument)];
  const words = new Map(texts.map(([mark, text]) => [mark, resolveText(text, context)]));
  const whole = (value: Json): Json => withWords(jsonWithPlaces(value, context), words);
  return { kind: 'json', json: whole(json), ...(first === undefined ? {} : { first: whole(first) }) };
}

/** JSON with the example's own places (`{sandbox}`) filled in. */
function jsonWithPlaces(json: Json, { place }: ResolveContext): Json {
  return eachText(json, (text) =>
    text.replace(/\{(sandbox|temp)\}/g, (_, name: string) => place(name === 'temp' ? 'temp' : 'sandbox')),
  );
}

interface ResolvedContent {
  readonly content: Uint8Array;
  readonly says?: readonly string[];
}

function resolveContent(content: Content, context: ResolveContext): ResolvedContent {
  if ('archive' in content) return resolveArchive(content.archive, (text) => resolveText(text, context));
  if ('bytes' in content) return { content: Buffer.from(content.bytes, 'base64') };
  return { content: bytesOfText(resolveText(content.text, context)) };
}

/** The bytes of an archive, and the texts that compression may hide in them. */
export function resolveArchive(
  archive: Archive,
  resolve: (text: Text) => string,
): { readonly content: Uint8Array; readonly says: readonly string[] } {
  return { content: encodeArchive(archive, resolve), says: archiveTexts(archive).map(resolve) };
}

/** Every string that an argument sends, for the echo rule and for paths that carry input. */
export function stringsOf(argument: ResolvedArgument): readonly string[] {
  switch (argument.kind) {
    case 'text':
      return [argument.text];
    case 'bytes':
      return argument.says ?? [Buffer.from(argument.bytes).toString('latin1')];
    case 'file':
      return [argument.name, ...(argument.says ?? [Buffer.from(argument.content).toString('latin1')])];
    case 'path':
      // Its folder is the harness's choice: a path that has it in common carries nothing of the attacker's.
      return [
        argument.path.slice(argument.path.lastIndexOf('/') + 1),
        ...(argument.says ?? [Buffer.from(argument.content).toString('latin1')]),
      ];
    case 'json':
      return [...stringsOfJson(argument.json), ...stringsOfJson(argument.first ?? null)];
  }
}

function stringsOfJson(json: Json): string[] {
  if (typeof json === 'string') return [json];
  if (typeof json === 'number') return [String(json)];
  if (json === null || typeof json !== 'object') return [];
  return Object.entries(json).flatMap(([member, value]) => [member, ...stringsOfJson(value)]);
}

/** The leaves of a JSON value by dotted path, strings and numbers only, at most `leavesMax`. */
export function leavesOf(json: Json, leavesMax: number = limits.knownValuesMax): [string, string][] {
  const leaves: [string, string][] = [];
  const visit = (value: Json, path: string): void => {
    if (leaves.length >= leavesMax) return;
    if (typeof value === 'string' || typeof value === 'number') leaves.push([path, String(value)]);
    else if (value !== null && typeof value === 'object') {
      for (const [member, inner] of Object.entries(value))
        visit(inner, path === '' ? member : `${path}.${member}`);
    }
  };
  visit(json, '');
  return leaves;
}
