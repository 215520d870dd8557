/** The S3 engine does what real boto3 asks, records it, and goes back to where it was. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startObjectEngine } from '../../../engines/s3/engine.ts';
import type { ObjectEngine } from '../../../model/objectEngine.ts';
import { boto, lines } from './boto.ts';

let engine: ObjectEngine;

beforeAll(async () => {
  engine = await startObjectEngine({ buckets: ['assets', 'others'] });
});
afterEach(() => engine.undo());
afterAll(() => engine.stop());

const run = (program: string) => boto(engine.endpoint, program);
const touched = async () => lines(await engine.drain());

describe('objects', () => {
  it('come back as they were put, whole and in part', async () => {
    const seen = await run(`
made = s3.put_object(Bucket=B, Key="a/b", Body=b"0123456789", ContentType="text/x", Metadata={"owner": "me"})
whole = s3.get_object(Bucket=B, Key="a/b")
head = s3.head_object(Bucket=B, Key="a/b")
part = s3.get_object(Bucket=B, Key="a/b", Range="bytes=2-4")
last = s3.get_object(Bucket=B, Key="a/b", Range="bytes=-3")
seen = [whole["Body"].read().decode(), whole["ContentType"], whole["Metadata"], head["ContentLength"],
    head["ETag"] == made["ETag"], part["Body"].read().decode(), part["ContentRange"], last["Body"].read().decode(),
    refusal(s3.get_object, Bucket=B, Key="a/b", Range="bytes=20-"), refusal(s3.get_object, Bucket=B, Key="no"),
    refusal(s3.get_object, Bucket="nobucket", Key="no")]`);
    expect(seen).toEqual([
      ...['0123456789', 'text/x', { owner: 'me' }, 10, true, '234', 'bytes 2-4/10', '789'],
      ...[
        [416, 'InvalidRange'],
        [404, 'NoSuchKey'],
        [404, 'NoSuchBucket'],
      ],
    ]);
    expect(await touched()).toEqual([
      'create assets/a/b',
      ...Array.from({ length: 4 }, () => 'read assets/a/b'),
      'requested assets/no',
    ]);
  });

  it('have opaque keys: no segment means anything', async () => {
    const keys = ['t1/../t2/x', './x', '//x', 'x/', 'x//', 'a%2fb', 'a b+c', 'ü\u202e', 'x/.', '..', '<&>'];
    const seen = await run(`
keys = ${JSON.stringify(keys)}
for key in keys: s3.put_object(Bucket=B, Key=key, Body=key.encode())
seen = [s3.get_object(Bucket=B, Key=key)["Body"].read().decode() for key in keys]
seen += [len(s3.list_objects_v2(Bucket=B)["Contents"]), refusal(s3.get_object, Bucket=B, Key="t2/x")]`);
    expect(seen).toEqual([...keys, keys.length, [404, 'NoSuchKey']]);
    expect((await touched()).filter((line) => line.startsWith('create'))).toEqual(
      keys.map((key) => `create assets/${key}`),
    );
  });

  it('are copied, overwritten and deleted, one by one and many at once', async () => {
    const seen = await run(`
for key in ("a", "b & c"): s3.put_object(Bucket=B, Key=key, Body=b"1")
s3.copy_object(Bucket="others", Key="copy", CopySource={"Bucket": B, "Key": "b & c"})
s3.put_object(Bucket=B, Key="a", Body=b"2")
s3.delete_object(Bucket="others", Key="copy")
gone = s3.delete_objects(Bucket=B, Delete={"Objects": [{"Key": "a"}, {"Key": "b & c"}, {"Key": "no"}]})
seen = [entry["Key"] for entry in gone["Deleted"]]`);
    expect(seen).toEqual(['a', 'b & c', 'no']);
    expect(await touched()).toEqual([
      ...['create assets/a', 'create assets/b & c', 'read assets/b & c', 'create others/copy'],
      ...[
        'write assets/a',
        'delete others/copy',
        'delete assets/a',
        'delete assets/b & c',
        'requested assets/no',
      ],
    ]);
  });

  it('are written under preconditions', async () => {
    const seen = await run(`
s3.put_object(Bucket=B, Key="a", Body=b"1", IfNoneMatch="*")
etag = s3.head_object(Bucket=B, Key="a")["ETag"]
seen = [refusal(s3.put_object, Bucket=B, Key="a", Body=b"2", IfNoneMatch="*"),
    refusal(s3.get_object, Bucket=B, Key="a", IfNoneMatch=etag), refusal(s3.get_object, Bucket=B, Key="a", IfMatch='"x"')]`);
    expect(seen).toEqual([
      [412, 'PreconditionFailed'],
      [304, '304'],
      [412, 'PreconditionFailed'],
    ]);
  });

  it('are uploaded in parts, in chunks with trailers, and by presigned address', async () => {
    const seen = await run(`
import urllib.request
big = bytes(range(256)) * 40_000
parts = TransferConfig(multipart_threshold=5_242_880, multipart_chunksize=5_242_880)
s3.upload_fileobj(io.BytesIO(big), B, "big", Config=parts)
back = io.BytesIO()
s3.download_fileobj(B, "big", back, Config=parts)
class Stream(io.RawIOBase):
    def __init__(self): self.left = [b"chunk ", b"by chunk"]
    def readable(self): return True
    def read(self, size=-1): return self.left.pop(0) if self.left else b""
s3.put_object(Bucket=B, Key="trailer", Body=io.BytesIO(b"chunked"), ChecksumAlgorithm="SHA256")
url = client(signature_version="s3v4").generate_presigned_url("get_object", Params={"Bucket": B, "Key": "trailer"})
old = client(signature_version="s3").generate_presigned_url("put_object", Params={"Bucket": B, "Key": "old"})
urllib.request.urlopen(urllib.request.Request(old, data=b"by url", method="PUT"))
seen = [back.getvalue() == big, urllib.request.urlopen(url).read().decode(),
    s3.get_object(Bucket=B, Key="old")["Body"].read().decode()]`);
    expect(seen).toEqual([true, 'chunked', 'by url']);
    expect(await touched()).toContain('create assets/big');
  });
});

describe('listings', () => {
  it('have prefixes, delimiters and pages', async () => {
    const seen = await run(`
for key in ("t1/a", "t1/b/c", "t1/b/d", "t10/x", "t2/y"): s3.put_object(Bucket=B, Key=key, Body=b"1")
names = lambda page: [e["Key"] for e in page.get("Contents", [])] + [e["Prefix"] for e in page.get("CommonPrefixes", [])]
pages = [names(page) for page in s3.get_paginator("list_objects_v2").paginate(Bucket=B, PaginationConfig={"PageSize": 2})]
old = [names(page) for page in s3.get_paginator("list_objects").paginate(Bucket=B, Prefix="t1", Delimiter="/", PaginationConfig={"PageSize": 1})]
seen = [pages, old, names(s3.list_objects_v2(Bucket=B, Prefix="t1/", Delimiter="/")), [b["Name"] for b in s3.list_buckets()["Buckets"]]]`);
    expect(seen).toEqual([
      [['t1/a', 't1/b/c'], ['t1/b/d', 't10/x'], ['t2/y']],
      [['t1/'], ['t10/']],
      ['t1/a', 't1/b/'],
      ['assets', 'others'],
    ]);
  });
});

describe('the way back', () => {
  it('restores objects, buckets and uploads', async () => {
    await run(`
s3.put_object(Bucket=B, Key="kept", Body=b"before")
s3.create_multipart_upload(Bucket=B, Key="open")
seen = None`);
    await engine.seal();
    await run(`
s3.put_object(Bucket=B, Key="kept", Body=b"after")
s3.put_object(Bucket=B, Key="new", Body=b"1")
s3.create_bucket(Bucket="made")
s3.delete_bucket(Bucket="others")
seen = None`);
    await engine.undo();
    const seen = await run(`
seen = [s3.get_object(Bucket=B, Key="kept")["Body"].read().decode(), [e["Key"] for e in s3.list_objects(Bucket=B)["Contents"]],
    [b["Name"] for b in s3.list_buckets()["Buckets"]]]`);
    expect(seen).toEqual(['before', ['kept'], ['assets', 'others']]);
  });

  it('changes content and keeps its shape', async () => {
    await run(`
s3.put_object(Bucket=B, Key="text", Body=b"secret 12", Metadata={"note": "abc"})
s3.put_object(Bucket=B, Key="json", Body=b'{"owner":"ann","n":[7,true,null]}')
seen = None`);
    await engine.change(['text', 'json', 'no'].map((key) => ({ bucket: 'assets', key, nonce: 'one' })));
    const seen = await run(`
text = s3.get_object(Bucket=B, Key="text")
seen = [text["Body"].read().decode(), text["Metadata"]["note"], s3.get_object(Bucket=B, Key="json")["Body"].read().decode()]`);
    const [text, note, json] = seen as string[];
    expect(text).toMatch(/^[a-z]{6} \d\d$/);
    expect([text, note]).not.toEqual(['secret 12', 'abc']);
    expect(json).toMatch(/^\{"owner":"[a-z]{3}","n":\[\d,false,null\]\}$/);
  });
});

describe('what cannot be done', () => {
  it('is refused by name and fails the run', async () => {
    const seen = await run('seen = refusal(s3.get_object_acl, Bucket=B, Key="a")');
    expect(seen).toEqual([501, 'NotImplemented']);
    await expect(engine.drain()).rejects.toThrow(/S3 GET of an object with acl is not among the operations/);
  });
});

describe('another engine', () => {
  let saving: ObjectEngine;
  beforeAll(async () => {
    saving = await startObjectEngine({ buckets: ['assets'] });
  });
  afterAll(() => saving.stop());
  const put = (program: string) => boto(saving.endpoint, `${program}\nseen = 1`);
  const look = (of: ObjectEngine) => of.look(['a/b', 'gone', 'c'].map((key) => ({ bucket: 'assets', key })));

  it('holds the same once it has loaded what was saved, and goes back to that', async () => {
    await put(
      's3.put_object(Bucket=B, Key="a/b", Body=bytes(range(256)), ContentType="text/x", Metadata={"owner": "me"})',
    );
    const other = await startObjectEngine({ buckets: ['else'] });
    try {
      await boto(other.endpoint, 'seen = s3.put_object(Bucket="else", Key="gone", Body=b"") and 1');
      const saved = await saving.save();
      if (saved === null) throw new Error('nothing was saved');
      await other.load(saved);
      await boto(other.endpoint, 's3.put_object(Bucket=B, Key="c", Body=b"x"); seen = 1');
      await other.drain();
      await other.undo();
      expect(await look(other)).toEqual(await look(saving));
      const buckets = 'seen = [one["Name"] for one in s3.list_buckets()["Buckets"]]';
      expect(await boto(other.endpoint, buckets)).toEqual(await boto(saving.endpoint, buckets));
    } finally {
      await other.stop();
    }
  });

  it('cannot be given an upload that is not complete', async () => {
    await put('s3.create_multipart_upload(Bucket=B, Key="big")');
    expect(await saving.save()).toBeNull();
  });
});
