/** What the operations share: their signature, preconditions, ranges, headers and images. */
import { limits } from '../../model/limits.ts';
import type { ObjectImage, ObjectTouch } from '../../model/records.ts';
import type { RawAnswer } from '../wire/rawRequest.ts';
import { decode, type S3Request } from './request.ts';
import type { ObjectStore, StoredObject } from './store.ts';
import { s3Error } from './xml.ts';

/** An answer and the objects that it touched. */
export interface ObjectAnswer {
  readonly answer: RawAnswer;
  readonly touches: readonly ObjectTouch[];
}

export type Perform = (request: S3Request, store: ObjectStore) => ObjectAnswer;

export function answerTouching(answer: RawAnswer, touches: readonly ObjectTouch[] = []): ObjectAnswer {
  return { answer, touches };
}

export function failAnswer(
  status: number,
  code: string,
  message: string,
  touches: readonly ObjectTouch[] = [],
): ObjectAnswer {
  return { answer: s3Error(status, code, message), touches };
}

export function emptyAnswer(status: number, headers: RawAnswer['headers'] = []): RawAnswer {
  return { status, headers, body: Buffer.alloc(0) };
}

/** A touch of a requested key that does not exist. */
export function requested(bucket: string, key: string): ObjectTouch {
  return { bucket, key, action: 'requested', before: null, after: null };
}

export function readOf(bucket: string, key: string, object: StoredObject): ObjectTouch {
  return { bucket, key, action: 'read', before: null, after: objectImage(object) };
}

/** Stores an object, which creates or replaces one. */
export function writeInto(
  store: ObjectStore,
  bucket: string,
  key: string,
  object: StoredObject,
): ObjectTouch {
  const before = store.get(bucket, key);
  store.put(bucket, key, object);
  const action = before === null ? 'create' : 'write';
  return { bucket, key, action, before: before && objectImage(before), after: objectImage(object) };
}

export function removeFrom(store: ObjectStore, bucket: string, key: string): ObjectTouch {
  const before = store.get(bucket, key);
  if (before === null) return requested(bucket, key);
  store.put(bucket, key, null);
  return { bucket, key, action: 'delete', before: objectImage(before), after: null };
}

/** An object as it appears in records. */
export function objectImage({ bytes, headers }: StoredObject): ObjectImage {
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(metaPrefix));
  return {
    bytes: bytes.length,
    type: headers['content-type'] ?? '',
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(metaPrefix.length), value])),
    content: bytes.toString('latin1', 0, limits.objectExcerptBytesMax),
  };
}

export const metaPrefix = 'x-amz-meta-';
const keptHeaders = [
  ...['content-type', 'content-encoding', 'content-disposition', 'content-language'],
  ...['cache-control', 'expires'],
];

/** The headers of a request that later answers repeat. */
export function requestHeaders({ rawHeaders }: S3Request): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    if (keptHeaders.includes(name) || name.startsWith(metaPrefix)) headers[name] = value;
  }
  const encoding = (headers['content-encoding'] ?? '')
    .replace(/\baws-chunked\b,?/, '')
    .replace(/,\s*$/, '')
    .trim();
  if (encoding === '') delete headers['content-encoding'];
  else headers['content-encoding'] = encoding;
  return headers;
}

/** Why a request must stop at the present object: 404, 412 or 304; null if it may go on. */
export function precondition(
  { header }: S3Request,
  object: StoredObject | null,
  prefix = '',
): 'PreconditionFailed' | 'NotModified' | null {
  const etag = object?.etag ?? null;
  const matches = (list: string): boolean =>
    list.split(',').some((one) => etag !== null && (one.trim() === '*' || bareEtag(one) === bareEtag(etag)));
  const match = header(`${prefix}if-match`);
  if (match !== null && !matches(match)) return 'PreconditionFailed';
  const noneMatch = header(`${prefix}if-none-match`);
  if (noneMatch !== null && matches(noneMatch)) return 'NotModified';
  const seconds = object === null ? null : Math.floor(object.modified.getTime() / 1_000) * 1_000;
  const unmodified = Date.parse(header(`${prefix}if-unmodified-since`) ?? '');
  if (match === null && seconds !== null && seconds > unmodified) return 'PreconditionFailed';
  const modified = Date.parse(header(`${prefix}if-modified-since`) ?? '');
  return noneMatch === null && seconds !== null && seconds <= modified ? 'NotModified' : null;
}

function bareEtag(etag: string): string {
  return etag.trim().replace(/^"|"$/g, '');
}

/** First and last byte of a requested range; `all` if none is requested, null if it cannot be satisfied. */
export function rangeOf(text: string | null, length: number): { first: number; last: number } | 'all' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? [];
  if (first === '' && last === '') return 'all';
  if (first === '')
    return length === 0 || Number(last) === 0
      ? null
      : { first: Math.max(0, length - Number(last)), last: length - 1 };
  if (Number(first) >= length || (last !== '' && Number(last) < Number(first))) return null;
  return { first: Number(first), last: last === '' ? length - 1 : Math.min(Number(last), length - 1) };
}

/** Bucket and key of `x-amz-copy-source`, percent-decoded once; null if it names none. */
export function copySource({ header }: S3Request): { bucket: string; key: string } | null {
  const [path = ''] = (header('x-amz-copy-source') ?? '').split('?');
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/([\s\S]+)$/.exec(decode(path) ?? '') ?? [];
  return key === '' ? null : { bucket, key };
}
