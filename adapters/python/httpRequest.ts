/**
 * Makes HTTP requests of an operation and its arguments. Every byte of an argument reaches the target unchanged once the server
 * has decoded the request, and nothing but the arguments is sent.
 */
import type { Json } from '../../model/attack.ts';
import { BugError } from '../../model/errors.ts';
import { isObject } from '../../model/json.ts';
import { writtenJson } from '../../model/jsonText.ts';
import {
  type Entry,
  type Operation,
  type Parameter,
  type ParameterPlace,
  sentName,
  type UndeclaredField,
  undeclaredField,
} from '../../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { HttpRequest } from '../../model/target.ts';
import { bytesOfText, textOfBytes } from '../../model/text.ts';
import { type MultipartPart, multipartBody } from './multipart.ts';

interface SentParameter {
  readonly name: string;
  readonly argument: ResolvedArgument;
}

/** Throws a `BugError` for a parameter place that HTTP lacks. */
export function httpRequestOf(
  operation: Operation,
  entry: Extract<Entry, { kind: 'http' }>,
  args: ResolvedArguments,
): HttpRequest {
  const undeclared = undeclaredIn(operation, args);
  const sent = (place: ParameterPlace): SentParameter[] => [
    ...sentAt(operation.parameters, args, place),
    ...undeclared.filter((one) => one.place === place),
  ];
  if (sent('argument').length > 0) throw new BugError(`${operation.name}: HTTP has no plain arguments`);
  const { type, isForm, body } = bodyOf(sent);
  const given = sent('header').map((one): Header => [one.name, headerValue(one.argument)]);
  const cookies = sent('cookie').map((one) => `${one.name}=${headerValue(one.argument)}`);
  const isTyped = given.some(isContentType);
  return {
    method: entry.method.toUpperCase(),
    target: targetOf(entry.path, sent('path'), sent('query')),
    headers: [
      ...given.map((header) => withBoundary(header, type)),
      ...(cookies.length > 0 ? [['Cookie', cookies.join('; ')] as const] : []),
      // A form needs its own type, whatever type the actor's headers name.
      ...(type !== null && isForm && !isTyped ? [['Content-Type', type] as const] : []),
    ],
    ...(type !== null && !isForm && !isTyped ? { contentType: type } : {}),
    body,
  };
}

type Header = readonly [name: string, value: string];

function isContentType([name]: Header): boolean {
  return name.toLowerCase() === 'content-type';
}

/** Adds the boundary to a multipart header of the user, who cannot know it. */
function withBoundary(header: Header, type: string | null): Header {
  const [, boundary] = /^multipart\/[^;]*; (boundary=.*)$/.exec(type ?? '') ?? [];
  const [name, value] = header;
  const lacks = isContentType(header) && /^multipart\//i.test(value) && !/boundary=/i.test(value);
  return lacks && boundary !== undefined ? [name, `${value}; ${boundary}`] : header;
}

function sentAt(
  parameters: readonly Parameter[],
  args: ResolvedArguments,
  place: ParameterPlace,
): SentParameter[] {
  return parameters.flatMap((parameter) => {
    const argument = parameter.place === place ? args[parameter.name] : undefined;
    return argument === undefined ? [] : [{ name: sentName(parameter), argument }];
  });
}

function undeclaredIn(
  operation: Operation,
  args: ResolvedArguments,
): (SentParameter & Pick<UndeclaredField, 'place'>)[] {
  return Object.entries(args).flatMap(([argument, value]) => {
    const field = undeclaredField(operation, argument);
    return field === null ? [] : [{ ...field, argument: value }];
  });
}

function targetOf(
  template: string,
  inPath: readonly SentParameter[],
  query: readonly SentParameter[],
): string {
  const rooted = template.startsWith('/') ? template : `/${template}`;
  const path = rooted
    .split(/\{([^{}]*)\}/)
    .map((piece, index) =>
      index % 2 === 0
        ? encodeTemplate(piece)
        : pathValue(inPath.find(({ name }) => name === piece)?.argument),
    )
    .join('');
  const pairs = formPairs(query);
  return pairs === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${pairs}`;
}

function pathValue(argument: ResolvedArgument | undefined): string {
  return argument === undefined ? '' : percentEncode(bytesOfArgument(argument));
}

function formPairs(sent: readonly SentParameter[]): string {
  return sent
    .map(
      ({ name, argument }) =>
        `${percentEncode(bytesOfText(name))}=${percentEncode(bytesOfArgument(argument))}`,
    )
    .join('&');
}

const unreserved: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9\-._~]/.test(character)
    ? character
    : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

/** Encodes every byte but the unreserved ones of RFC 3986. */
export function percentEncode(bytes: Uint8Array): string {
  let encoded = '';
  for (const byte of bytes) encoded += unreserved[byte];
  return encoded;
}

/** Text of the config between parameters is sent unchanged, except for bytes that a request line cannot hold. */
function encodeTemplate(text: string): string {
  return /^[!$-;=?-Z_a-z~%@]*$/.test(text) && !text.includes('#')
    ? text
    : [...bytesOfText(text)]
        .map((byte) =>
          byte > 0x20 && byte < 0x7f && byte !== 0x23 ? String.fromCharCode(byte) : unreserved[byte],
        )
        .join('');
}

function headerValue(argument: ResolvedArgument): string {
  const text = textOfBytes(bytesOfArgument(argument));
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('\0', '%00');
}

interface Body {
  /** Null if there is no body. */
  readonly type: string | null;
  readonly isForm: boolean;
  readonly body: Uint8Array;
}

function bodyOf(sent: (place: ParameterPlace) => SentParameter[]): Body {
  const [raw, ...beside] = sent('body');
  if (raw !== undefined) return rawBody(withMembers(raw.argument, beside));
  const multipart = sent('multipart');
  const form = sent('form');
  const json = sent('json');
  if (multipart.length > 0) {
    const { contentType, body } = multipartBody([...form, ...multipart].map(multipartPart));
    return { type: contentType, isForm: true, body };
  }
  if (form.length > 0) {
    const body = Buffer.from(formPairs(form));
    return { type: 'application/x-www-form-urlencoded', isForm: true, body };
  }
  if (json.length === 0) return { type: null, isForm: false, body: new Uint8Array() };
  return { type: 'application/json', isForm: false, body: Buffer.from(jsonBodyOf(json)) };
}

/** A JSON object with further members added. */
function withMembers(argument: ResolvedArgument, beside: readonly SentParameter[]): ResolvedArgument {
  if (argument.kind !== 'json' || beside.length === 0) return argument;
  const { json } = argument;
  if (!isObject(json)) return argument;
  const members = beside.map(({ name, argument: one }): [string, Json] => [name, jsonValue(one)]);
  return { ...argument, json: { ...json, ...Object.fromEntries(members) } };
}

function rawBody(argument: ResolvedArgument): Body {
  return { type: rawType(argument), isForm: false, body: bytesOfArgument(argument) };
}

function rawType(argument: ResolvedArgument): string {
  if (argument.kind === 'json') return 'application/json';
  return argument.kind === 'file' ? argument.contentType : 'application/octet-stream';
}

function multipartPart({ name, argument }: SentParameter): MultipartPart {
  const file = argument.kind === 'file';
  return {
    name,
    fileName: file ? argument.name : null,
    contentType: file ? argument.contentType : null,
    content: bytesOfArgument(argument),
  };
}

/** A JSON object for UTF-8, which has no lone surrogates: `JSON.stringify` writes them as `\udcXX`. */
function jsonBodyOf(sent: readonly SentParameter[]): string {
  const members = sent.flatMap(({ name, argument }) => {
    const first = argument.kind === 'json' && argument.first !== undefined ? [argument.first] : [];
    return [...first, jsonValue(argument)].map((value) => `${JSON.stringify(name)}:${writtenJson(value)}`);
  });
  return `{${members.join(',')}}`;
}

function jsonValue(argument: ResolvedArgument): Json {
  if (argument.kind === 'json') return argument.json;
  return argument.kind === 'text' ? argument.text : textOfBytes(bytesOfArgument(argument));
}

function bytesOfArgument(argument: ResolvedArgument): Uint8Array {
  switch (argument.kind) {
    case 'text':
      return bytesOfText(argument.text);
    case 'path':
      return bytesOfText(argument.path);
    case 'bytes':
      return argument.bytes;
    case 'file':
      return argument.content;
    case 'json':
      return bytesOfText(typeof argument.json === 'string' ? argument.json : writtenJson(argument.json));
  }
}
