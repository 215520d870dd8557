/** Multipart uploads: no part is visible as an object before the upload is completed. */
import { createHash, randomUUID } from 'node:crypto';
import { missing } from './objects.ts';
import {
  answerTouching,
  copySource,
  emptyAnswer,
  failAnswer,
  type ObjectAnswer,
  type Perform,
  precondition,
  rangeOf,
  readOf,
  requestHeaders,
  writeInto,
} from './operation.ts';
import type { S3Request } from './request.ts';
import { newObject, type ObjectStore, type StoredObject, type Upload } from './store.ts';
import { elementsIn, elementText, xmlAnswer } from './xml.ts';

export const createUpload: Perform = (request, store) => {
  const { bucket, key } = request;
  const id = randomUUID();
  store.setUpload(id, { bucket, key, headers: requestHeaders(request), parts: new Map() });
  return answerTouching(
    xmlAnswer('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id }),
  );
};

export const uploadPart: Perform = (request, store) => {
  const part = newObject(request.body, {});
  return addPart(request, store, part) ?? answerTouching(emptyAnswer(200, [['ETag', part.etag]]));
};

export const uploadPartCopy: Perform = (request, store) => {
  const from = copySource(request);
  const source = from && store.get(from.bucket, from.key);
  if (from === null || source === null) return missing(from?.bucket ?? '', from?.key ?? '');
  const range = rangeOf(request.header('x-amz-copy-source-range'), source.bytes.length);
  if (range === null || precondition(request, source, 'x-amz-copy-source-') !== null)
    return failAnswer(412, 'PreconditionFailed', 'The source is not as asked for');
  const part = newObject(
    range === 'all' ? source.bytes : source.bytes.subarray(range.first, range.last + 1),
    {},
  );
  const result = { LastModified: part.modified.toISOString(), ETag: part.etag };
  const done = answerTouching(xmlAnswer('CopyPartResult', result), [readOf(from.bucket, from.key, source)]);
  return addPart(request, store, part) ?? done;
};

export const completeUpload: Perform = (request, store) => {
  const { bucket, key, body } = request;
  const upload = uploadOf(request, store);
  if (upload === null) return noUpload();
  if (precondition(request, store.get(bucket, key)) !== null)
    return failAnswer(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
    );
  const numbers = elementsIn(body.toString('utf8'), 'Part').map((part) =>
    Number(elementText(part, 'PartNumber')),
  );
  const parts = numbers.flatMap((number) => upload.parts.get(number) ?? []);
  if (parts.length === 0 || parts.length < numbers.length)
    return failAnswer(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
  const object = newObject(Buffer.concat(parts.map(({ bytes }) => bytes)), upload.headers, etagOf(parts));
  store.setUpload(request.query.get('uploadId') ?? '', null);
  const result = {
    Location: `/${bucket}/${encodeURIComponent(key.toWellFormed())}`,
    Bucket: bucket,
    Key: key,
    ETag: object.etag,
  };
  return answerTouching(xmlAnswer('CompleteMultipartUploadResult', result), [
    writeInto(store, bucket, key, object),
  ]);
};

export const abortUpload: Perform = (request, store) => {
  if (uploadOf(request, store) === null) return noUpload();
  store.setUpload(request.query.get('uploadId') ?? '', null);
  return answerTouching(emptyAnswer(204));
};

/** The upload that a request names, if it is of the same bucket and key. */
function uploadOf({ query, bucket, key }: S3Request, store: ObjectStore): Upload | null {
  const upload = store.uploads.get(query.get('uploadId') ?? '');
  return upload?.bucket === bucket && upload.key === key ? upload : null;
}

/** Null if the part was added. */
function addPart(request: S3Request, store: ObjectStore, part: StoredObject): ObjectAnswer | null {
  const upload = uploadOf(request, store);
  if (upload === null) return noUpload();
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    return failAnswer(
      400,
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
    );
  const parts = new Map(upload.parts).set(number, part);
  store.setUpload(request.query.get('uploadId') ?? '', { ...upload, parts });
  return null;
}

function noUpload(): ObjectAnswer {
  return failAnswer(404, 'NoSuchUpload', 'The specified upload does not exist.');
}

function etagOf(parts: readonly StoredObject[]): string {
  const digests = parts.map(({ bytes }) => createHash('md5').update(bytes).digest());
  return `"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}"`;
}
