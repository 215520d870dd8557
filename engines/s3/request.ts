/**
 * Parses S3 requests: path-style REST, in which everything after the bucket is the key, percent-decoded once and never
 * normalised. An unknown parameter makes a request another operation, which is refused by name.
 */
import { headerOf, type RawRequest } from '../wire/rawRequest.ts';

export interface S3Request {
  readonly operation: string;
  readonly bucket: string;
  /** Empty if the request is about the bucket. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  /** The first header with this name (in lower case); null if there is none. */
  readonly header: (name: string) => string | null;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** The request, or why it is not supported. */
export function readRequest(raw: RawRequest): S3Request | string {
  const [path = '', queryText = ''] = splitAt(raw.url, '?');
  const [unsafeBucket = '', unsafeKey = ''] = splitAt(path.replace(/^\//, ''), '/');
  const [bucket, key] = [decode(unsafeBucket), decode(unsafeKey)];
  if (bucket === null || key === null) return `${raw.method} ${raw.url}: its path is not UTF-8`;
  const query = readQuery(queryText);
  const header = (name: string): string | null => headerOf(raw.rawHeaders, name);
  const operation = s3Operation(raw.method, bucket, key, query, header);
  const body = unchunkedBody(raw.body, header);
  if (operation === null)
    return `${describeRequested(raw.method, bucket, key, query)} is not among the operations that can be recorded: ${operationsKnown}`;
  if (body === null) return `${operation}: its body is not chunked as it says`;
  return { operation, bucket, key, query, header, rawHeaders: raw.rawHeaders, body };
}

interface S3Route {
  readonly operation: string;
  readonly on: 'service' | 'bucket' | 'object';
  readonly method: string;
  /** Parameters that distinguish it from other operations. */
  readonly needs: readonly string[];
  readonly takes: readonly string[];
  /** Whether the header for copies must be present or absent, if that distinguishes it too. */
  readonly copies?: boolean;
}

const overrides = ['type', 'language', 'expires', 'cache-control', 'disposition', 'encoding'].map((name) =>
  name === 'type' || name === 'language' || name === 'disposition' || name === 'encoding'
    ? `response-content-${name}`
    : `response-${name}`,
);
const listing = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

/** The first that matches counts. */
const routes: readonly S3Route[] = [
  { operation: 'ListBuckets', on: 'service', method: 'GET', needs: [], takes: [] },
  { operation: 'CreateBucket', on: 'bucket', method: 'PUT', needs: [], takes: [] },
  { operation: 'HeadBucket', on: 'bucket', method: 'HEAD', needs: [], takes: [] },
  { operation: 'DeleteBucket', on: 'bucket', method: 'DELETE', needs: [], takes: [] },
  { operation: 'GetBucketLocation', on: 'bucket', method: 'GET', needs: ['location'], takes: [] },
  {
    ...{ operation: 'ListObjectsV2', on: 'bucket', method: 'GET', needs: ['list-type'] },
    takes: [...listing, 'continuation-token', 'start-after', 'fetch-owner'],
  },
  { operation: 'ListObjects', on: 'bucket', method: 'GET', needs: [], takes: [...listing, 'marker'] },
  { operation: 'DeleteObjects', on: 'bucket', method: 'POST', needs: ['delete'], takes: [] },
  {
    operation: 'UploadPartCopy',
    on: 'object',
    method: 'PUT',
    needs: ['partNumber', 'uploadId'],
    takes: [],
    copies: true,
  },
  {
    operation: 'UploadPart',
    on: 'object',
    method: 'PUT',
    needs: ['partNumber', 'uploadId'],
    takes: [],
    copies: false,
  },
  { operation: 'CopyObject', on: 'object', method: 'PUT', needs: [], takes: [], copies: true },
  { operation: 'PutObject', on: 'object', method: 'PUT', needs: [], takes: [], copies: false },
  { operation: 'GetObject', on: 'object', method: 'GET', needs: [], takes: overrides },
  { operation: 'HeadObject', on: 'object', method: 'HEAD', needs: [], takes: overrides },
  { operation: 'AbortMultipartUpload', on: 'object', method: 'DELETE', needs: ['uploadId'], takes: [] },
  { operation: 'DeleteObject', on: 'object', method: 'DELETE', needs: [], takes: [] },
  { operation: 'CreateMultipartUpload', on: 'object', method: 'POST', needs: ['uploads'], takes: [] },
  { operation: 'CompleteMultipartUpload', on: 'object', method: 'POST', needs: ['uploadId'], takes: [] },
];
const operationsKnown = routes.map(({ operation }) => operation).join(', ');

function s3Operation(
  method: string,
  bucket: string,
  key: string,
  query: ReadonlyMap<string, string>,
  header: S3Request['header'],
): string | null {
  const on = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const copies = header('x-amz-copy-source') !== null;
  const names = [...query.keys()].filter((name) => !isSignature(name));
  const route = routes.find(
    (candidate) =>
      candidate.on === on &&
      candidate.method === method &&
      (candidate.copies ?? copies) === copies &&
      candidate.needs.every((name) => query.has(name)) &&
      names.every((name) => candidate.needs.includes(name) || candidate.takes.includes(name)),
  );
  return route?.operation ?? null;
}

/** Parameters that sign a request (presigned URLs of both versions) or name it for logs. */
function isSignature(name: string): boolean {
  return /^(?:x-amz-(?!copy-source).*|x-id|awsaccesskeyid|signature|expires)$/i.test(name);
}

function describeRequested(
  method: string,
  bucket: string,
  key: string,
  query: ReadonlyMap<string, string>,
): string {
  const what = key === '' ? (bucket === '' ? 'the service' : 'a bucket') : 'an object';
  const names = [...query.keys()].filter((name) => !isSignature(name));
  return `S3 ${method} of ${what}${names.length === 0 ? '' : ` with ${names.join(', ')}`}`;
}

/** The text before the first separator, and the text after it. */
export function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function readQuery(text: string): ReadonlyMap<string, string> {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name, value] = splitAt(pair.replaceAll('+', ' '), '=');
      return [decode(name) ?? name, decode(value) ?? value];
    }),
  );
}

/** Percent-decodes once; null if the bytes are not UTF-8. */
export function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * The body without the chunks of `aws-chunked`, whose signatures and trailers are not checked; null if a chunk is malformed.
 */
function unchunkedBody(body: Buffer, header: S3Request['header']): Buffer | null {
  const chunked =
    /\baws-chunked\b/.test(header('content-encoding') ?? '') ||
    (header('x-amz-content-sha256') ?? '').startsWith('STREAMING-');
  if (!chunked) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = end < 0 ? null : /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(body.toString('latin1', at, end));
    if (size === null) return null;
    const length = Number.parseInt(size[1] ?? '', 16);
    if (length === 0) return Buffer.concat(parts);
    if (end + 2 + length > body.length) return null;
    parts.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}
