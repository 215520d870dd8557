/** A request of an endpoint as a hand sends it: each value where its field stands. */

import type { HandsRequest } from './feature.ts';
import type { Place, WantedField } from './wantedField.ts';
import { capital } from './words.ts';

/** What is sent in each field: text, the text of a JSON value for a raw member, or the bytes of a file. */
export type HandsValues = Readonly<Record<string, string | Uint8Array>>;

interface PlacedField {
  readonly field: WantedField;
  readonly place: Place;
}

export const withoutBody: ReadonlySet<string> = new Set(['GET', 'DELETE']);

export function headerOf(name: string): string {
  return `X-${name.split('_').map(capital).join('-')}`;
}

export function requestOf(
  method: string,
  path: string,
  placed: readonly PlacedField[],
  values: HandsValues,
): HandsRequest {
  const at = (wanted: Place): [string, string][] =>
    placed
      .filter(({ place, field }) => place === wanted && !field.file)
      .map(({ field }) => [field.name, textIn(values, field.name)]);
  const filled = at('path').reduce(
    (text, [name, value]) => text.replace(`{${name}}`, () => encodePart(value)),
    path,
  );
  const query = new URLSearchParams(at('query')).toString();
  const own = Object.fromEntries(at('header').map(([name, value]) => [headerOf(name), value]));
  const target = `/${filled}${query === '' ? '' : `?${query}`}`;
  const { type, body } = bodyOf(placed, values, {
    json: at('json'),
    form: at('form'),
    multipart: at('multipart'),
  });
  const headers = type === null ? own : { ...own, 'Content-Type': type };
  return { method, target, headers, body: body ?? (withoutBody.has(method) ? null : Buffer.alloc(0)) };
}

function textIn(values: HandsValues, name: string): string {
  const value = values[name];
  if (typeof value !== 'string') throw new RangeError(`no text for ${name}`);
  return value;
}

type Members = readonly (readonly [string, string])[];

function bodyOf(
  placed: readonly PlacedField[],
  values: HandsValues,
  { json, form, multipart }: Readonly<Record<'json' | 'form' | 'multipart', Members>>,
): { readonly type: string | null; readonly body: Uint8Array | null } {
  const files = placed.filter(({ field }) => field.file).map(({ field }) => field.name);
  if (files.length > 0) return multipartOf(multipart, files, values);
  if (json.length > 0) {
    const members = json.map(([name, value]) => [name, jsonOf(placed, name, value)]);
    return { type: 'application/json', body: Buffer.from(JSON.stringify(Object.fromEntries(members))) };
  }
  if (form.length === 0) return { type: null, body: null };
  const text = new URLSearchParams(Object.fromEntries(form)).toString();
  return { type: 'application/x-www-form-urlencoded', body: Buffer.from(text) };
}

const boundary = 'by-hand';

function multipartOf(members: Members, files: readonly string[], values: HandsValues) {
  const texts = members.map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  const parts = files.map((name) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="upload"\r\n`),
      Buffer.from('Content-Type: application/octet-stream\r\n\r\n'),
      Buffer.from(values[name] ?? ''),
      Buffer.from('\r\n'),
    ]),
  );
  const body = Buffer.concat([...texts, ...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${boundary}`, body };
}

/** A raw member may be any JSON: it is given as its text. */
function jsonOf(placed: readonly PlacedField[], name: string, value: string): unknown {
  const isRaw = placed.some(({ field, place }) => place === 'json' && field.name === name && field.raw);
  return isRaw ? JSON.parse(value) : value;
}

/** A slash stays: a converter for paths takes it. */
function encodePart(value: string): string {
  return value.split('/').map(encodeURIComponent).join('/');
}
