/** Operations on objects by key: put, get, head, copy, delete. */
import type { RawAnswer } from '../wire/rawRequest.ts';
import {
  answerTouching,
  copySource,
  emptyAnswer,
  failAnswer,
  metaPrefix,
  type ObjectAnswer,
  type Perform,
  precondition,
  rangeOf,
  readOf,
  removeFrom,
  requested,
  requestHeaders,
  writeInto,
} from './operation.ts';
import type { S3Request } from './request.ts';
import { newObject, type StoredObject } from './store.ts';
import { elementsIn, elementText, xmlAnswer } from './xml.ts';

export const putObject: Perform = (request, store) => {
  const { bucket, key, body } = request;
  const unmet = precondition(request, store.get(bucket, key));
  if (unmet !== null) return unmetAnswer('PreconditionFailed');
  const object = newObject(body, requestHeaders(request));
  return answerTouching(emptyAnswer(200, [['ETag', object.etag]]), [writeInto(store, bucket, key, object)]);
};

export const getObject: Perform = (request, store) => {
  const { bucket, key } = request;
  const object = store.get(bucket, key);
  if (object === null) return missing(bucket, key);
  const unmet = precondition(request, object);
  if (unmet !== null) return unmetAnswer(unmet);
  const range = rangeOf(request.header('range'), object.bytes.length);
  if (range === null) return failAnswer(416, 'InvalidRange', 'The requested range is not satisfiable');
  const headers = [...describingHeaders(object), ...overridden(request)];
  const touches = [readOf(bucket, key, object)];
  if (range === 'all') return answerTouching({ status: 200, headers, body: object.bytes }, touches);
  const { first, last } = range;
  const part: [string, string] = ['Content-Range', `bytes ${first}-${last}/${object.bytes.length}`];
  return answerTouching(
    { status: 206, headers: [...headers, part], body: object.bytes.subarray(first, last + 1) },
    touches,
  );
};

/** The same without the body, which the server omits from the answer to a HEAD. */

export const copyObject: Perform = (request, store) => {
  const { bucket, key } = request;
  const from = copySource(request);
  if (from === null) return failAnswer(400, 'InvalidArgument', 'x-amz-copy-source names no bucket and key');
  const source = store.get(from.bucket, from.key);
  if (source === null) return missing(from.bucket, from.key);
  if (precondition(request, source, 'x-amz-copy-source-') !== null) return unmetAnswer('PreconditionFailed');
  const replaced = request.header('x-amz-metadata-directive')?.toUpperCase() === 'REPLACE';
  const object = newObject(source.bytes, replaced ? requestHeaders(request) : source.headers, source.etag);
  const read = readOf(from.bucket, from.key, source);
  const result = { LastModified: object.modified.toISOString(), ETag: object.etag };
  return answerTouching(xmlAnswer('CopyObjectResult', result), [read, writeInto(store, bucket, key, object)]);
};

export const deleteObject: Perform = ({ bucket, key }, store) =>
  answerTouching(emptyAnswer(204), [removeFrom(store, bucket, key)]);

export const deleteObjects: Perform = ({ bucket, body }, store) => {
  const xml = body.toString('utf8');
  const keys = elementsIn(xml, 'Object').flatMap((entry) => elementText(entry, 'Key') ?? []);
  if (keys.length === 0 || keys.length > 1_000)
    return failAnswer(400, 'MalformedXML', 'Between 1 and 1000 keys are deleted');
  const touches = keys.map((key) => removeFrom(store, bucket, key));
  const told = elementText(xml, 'Quiet') === 'true' ? [] : keys;
  return answerTouching(xmlAnswer('DeleteResult', { Deleted: told.map((Key) => ({ Key })) }), touches);
};

export function missing(bucket: string, key: string): ObjectAnswer {
  return failAnswer(404, 'NoSuchKey', 'The specified key does not exist.', [requested(bucket, key)]);
}

function unmetAnswer(unmet: 'PreconditionFailed' | 'NotModified'): ObjectAnswer {
  if (unmet === 'NotModified') return answerTouching(emptyAnswer(304));
  return failAnswer(412, unmet, 'At least one of the pre-conditions you specified did not hold');
}

function describingHeaders({ headers, etag, modified }: StoredObject): RawAnswer['headers'] {
  return [
    ...Object.entries(headers).map(([name, value]): [string, string] => [
      name.startsWith(metaPrefix) ? name : name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
      value,
    ]),
    ['ETag', etag],
    ['Last-Modified', modified.toUTCString()],
    ['Accept-Ranges', 'bytes'],
  ];
}

/** Headers that a (presigned) request wants the answer to have. */
function overridden({ query }: S3Request): [string, string][] {
  return [...query].flatMap(([name, value]): [string, string][] =>
    name.startsWith('response-') && !/[\r\n]/.test(value) ? [[name.slice('response-'.length), value]] : [],
  );
}
