/** Harmless files that an upload may take, by its name and by what a refusal says: a text, a picture, an archive. */

import type { UserParameter } from '../config/userConfig.ts';
import { plainArchive } from '../model/archive.ts';
import type { Json } from '../model/attack.ts';
import { encodeArchive } from '../model/encodeArchive.ts';
import { type FileFormat, fileFormats, fileOf, formatTypes } from '../model/fileFormat.ts';
import { textIn } from '../model/json.ts';
import type { ResolvedArgument } from '../model/resolvedArgument.ts';
import { bytesOfText, literalOf } from '../model/text.ts';

type FileForm = 'text' | FileFormat | 'zip' | 'tar';

const fileForms: readonly FileForm[] = ['text', 'png', 'csv', 'pdf', 'zip', 'tar', 'jpeg'];

const telling: readonly (readonly [RegExp, FileForm])[] = [
  [/zip|archive|bundle|package|backup|export|theme|plugin/i, 'zip'],
  [/\btar\b|tarball/i, 'tar'],
  [/image|avatar|photo|picture|logo|thumb|cover|icon|png/i, 'png'],
  [/jpe?g/i, 'jpeg'],
  [/pdf|invoice/i, 'pdf'],
  [/csv|sheet|import/i, 'csv'],
];

/** Templates of files, the likeliest first: `{ name: '{token}.zip', form: 'zip' }`. */
export function filesFor(name: string, said: string): readonly Json[] {
  const likely = telling.filter(([words]) => words.test(said) || words.test(name)).map(([, form]) => form);
  const ordered = [
    ...new Set([...likely.sort((one, other) => fileRank(said, one) - fileRank(said, other)), ...fileForms]),
  ];
  return ordered.map((form) => ({ name: `{token}.${formEndings[form] ?? form}`, form }));
}

/** What a refusal says goes before what a name says. */
function fileRank(said: string, form: FileForm): number {
  return telling.some(([words, one]) => one === form && words.test(said)) ? 0 : 1;
}

const formEndings: Readonly<Partial<Record<FileForm, string>>> = { text: 'txt', jpeg: 'jpg' };

export function fileArgument(value: Json): ResolvedArgument {
  const name = textIn(value, 'name') ?? 'file.txt';
  const form = textIn(value, 'form') ?? 'text';
  const text = `content of ${name}\n`;
  const format = fileFormats.find((one) => one === form);
  if (format !== undefined)
    return { kind: 'file', name, contentType: formatTypes[format], content: fileOf(format, text) };
  if (form === 'zip' || form === 'tar') {
    const archive = plainArchive(form, { 'notes.txt': text, 'papers/first.txt': text });
    const contentType = form === 'zip' ? 'application/zip' : 'application/x-tar';
    const content = encodeArchive(archive, literalOf);
    return { kind: 'file', name, contentType, content };
  }
  return { kind: 'file', name, contentType: 'text/plain', content: bytesOfText(text) };
}

/** The file as a parameter of a config. */
export function fileParameter(template: Json): UserParameter {
  const form = textIn(template, 'form') ?? 'text';
  const format = fileFormats.find((one) => one === form);
  if (form === 'zip' || form === 'tar') return { kind: 'file', archive: true };
  return format === undefined
    ? { kind: 'file' }
    : { kind: 'file', format, example: { name: textIn(template, 'name') ?? `{token}.${form}` } };
}
