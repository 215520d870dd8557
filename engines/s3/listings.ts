/** Operations on buckets, and listings of their objects: prefix, delimiter, pages. */
import type { ObjectTouch } from '../../model/records.ts';
import { answerTouching, emptyAnswer, failAnswer, type Perform } from './operation.ts';
import type { S3Request } from './request.ts';
import type { ObjectStore } from './store.ts';
import { xmlAnswer } from './xml.ts';

const pageMax = 1_000;
const owner = { ID: 'trespass', DisplayName: 'trespass' };
const since = '2026-01-01T00:00:00.000Z';

export const listBuckets: Perform = (_request, store) => {
  const Bucket = store.buckets().map((Name) => ({ Name, CreationDate: since }));
  return answerTouching(xmlAnswer('ListAllMyBucketsResult', { Owner: owner, Buckets: { Bucket } }));
};

export const createBucket: Perform = ({ bucket }, store) => {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    return failAnswer(400, 'InvalidBucketName', 'The specified bucket is not valid.');
  if (store.has(bucket)) return failAnswer(409, 'BucketAlreadyOwnedByYou', 'The bucket is there already.');
  store.addBucket(bucket);
  return answerTouching(emptyAnswer(200, [['Location', `/${bucket}`]]));
};

export const headBucket: Perform = () =>
  answerTouching(emptyAnswer(200, [['x-amz-bucket-region', 'us-east-1']]));

export const bucketLocation: Perform = () => answerTouching(xmlAnswer('LocationConstraint', {}));

export const deleteBucket: Perform = ({ bucket }, store) => {
  if (store.keys(bucket).length > 0) return failAnswer(409, 'BucketNotEmpty', 'The bucket is not empty.');
  store.removeBucket(bucket);
  return answerTouching(emptyAnswer(204));
};

export const listObjectsV2: Perform = (request, store) => {
  const { query, bucket } = request;
  const token = query.get('continuation-token');
  const after =
    token === undefined ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const page = listingPage(request, store, after);
  const encode = encoder(request);
  const next =
    page.last === null ? {} : { NextContinuationToken: Buffer.from(page.last).toString('base64url') };
  return answerTouching(
    xmlAnswer('ListBucketResult', {
      Name: bucket,
      ...listingMembers(request, page, store),
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(query.has('start-after') ? { StartAfter: encode(query.get('start-after') ?? '') } : {}),
      KeyCount: page.keys.length + page.prefixes.length,
      ...next,
    }),
    listingTouches(bucket, page),
  );
};

export const listObjects: Perform = (request, store) => {
  const { query, bucket } = request;
  const page = listingPage(request, store, query.get('marker') ?? '');
  const encode = encoder(request);
  return answerTouching(
    xmlAnswer('ListBucketResult', {
      Name: bucket,
      ...listingMembers(request, page, store),
      Marker: encode(query.get('marker') ?? ''),
      ...(page.last === null ? {} : { NextMarker: encode(page.last) }),
    }),
    listingTouches(bucket, page),
  );
};

interface ListingPage {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly size: number;
  /** The last listed key or prefix, if more follow it. */
  readonly last: string | null;
}

function listingPage({ query, bucket }: S3Request, store: ObjectStore, after: string): ListingPage {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const asked = Number(query.get('max-keys') ?? pageMax);
  const size = Number.isInteger(asked) && asked >= 0 ? Math.min(asked, pageMax) : pageMax;
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const key of store.keys(bucket)) {
    if (!key.startsWith(prefix)) continue;
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const group = at < 0 ? null : key.slice(0, at + delimiter.length);
    const told = group ?? key;
    if (Buffer.compare(Buffer.from(told), Buffer.from(after)) <= 0 || prefixes.at(-1) === told) continue;
    if (keys.length + prefixes.length >= size)
      return { keys, prefixes, size, last: size === 0 ? null : last };
    (group === null ? keys : prefixes).push(told);
    last = told;
  }
  return { keys, prefixes, size, last: null };
}

function listingMembers(request: S3Request, page: ListingPage, store: ObjectStore): Record<string, unknown> {
  const { query, bucket } = request;
  const encode = encoder(request);
  const delimiter = query.get('delimiter') ?? '';
  return {
    Prefix: encode(query.get('prefix') ?? ''),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    MaxKeys: page.size,
    ...(query.get('encoding-type') === 'url' ? { EncodingType: 'url' } : {}),
    IsTruncated: page.last !== null,
    Contents: page.keys.flatMap((key) => {
      const object = store.get(bucket, key);
      if (object === null) return [];
      const { etag, bytes, modified } = object;
      return [
        {
          Key: encode(key),
          LastModified: modified.toISOString(),
          ETag: etag,
          Size: bytes.length,
          StorageClass: 'STANDARD',
        },
      ];
    }),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

function encoder({ query }: S3Request): (text: string) => string {
  return query.get('encoding-type') === 'url'
    ? (text) => encodeURIComponent(text.toWellFormed()).replaceAll('%2F', '/')
    : (text) => text;
}

function listingTouches(bucket: string, { keys }: ListingPage): ObjectTouch[] {
  return keys.map((key) => ({ bucket, key, action: 'list', before: null, after: null }));
}
