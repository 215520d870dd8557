/** Presigned URLs of real boto3, and what they would be if another engine were signed for. */
import { beforeAll, describe, expect, it } from 'vitest';
import { signaturesBelow, signedAddresses } from '../../../engines/s3/signedAddress.ts';
import { boto } from './boto.ts';

const [here, there] = ['http://127.0.0.1:40123', 'http://127.0.0.1:50321'];

/** A URL of each method, one whose key has to be escaped, one with parameters for the answer, and one of version 2. */
const program = `
import datetime
from unittest import mock
at = datetime.datetime(2026, 5, 6, 7, 8, 9, tzinfo=datetime.timezone.utc)
four, two = client(signature_version="s3v4"), client(signature_version="s3")
named = {"Bucket": B, "Key": "t1/a b+ü.txt"}
with mock.patch("botocore.auth.get_current_datetime", lambda *args, **more: at), \\
     mock.patch("botocore.auth.time.time", lambda: 1_700_000_000):
    seen = [
        four.generate_presigned_url("get_object", Params=named),
        four.generate_presigned_url("get_object", Params={**named, "ResponseContentType": "text/x"}),
        four.generate_presigned_url("put_object", Params=named),
        four.generate_presigned_url("delete_object", Params=named),
        two.generate_presigned_url("get_object", Params=named),
    ]`;

const signedFor = async (endpoint: string): Promise<readonly string[]> =>
  (await boto(endpoint, program)) as readonly string[];

describe('presigned URLs', () => {
  let urls: readonly string[];
  let others: readonly string[];
  beforeAll(async () => {
    [urls, others] = await Promise.all([signedFor(here), signedFor(there)]);
  });

  it('are known by what they permit', () => {
    const found = signedAddresses(urls.join(' '), here);
    expect(found.map(({ action }) => action)).toEqual(['read', 'read', 'write', 'delete', 'read']);
    expect(new Set(found.map(({ key }) => key))).toEqual(new Set(['t1/a b+ü.txt']));
    expect(signedAddresses(urls.join(' ').replaceAll(here, there), there)).toHaveLength(1);
  });

  it.each([
    ['plain', (text: string) => text],
    ['in JSON', (text: string) => JSON.stringify({ at: text }).replaceAll('&', '\\u0026')],
    ['in HTML', (text: string) => text.replaceAll('&', '&amp;')],
  ])('%s are those of another engine once their signatures are replaced', (_, written) => {
    const text = urls.map(written).join(' ');
    const pairs = signaturesBelow(text, here, there);
    expect(pairs).toHaveLength(4);
    const moved = pairs
      .reduce((rest, [old, made]) => rest.replaceAll(old, made), text)
      .replaceAll(here, there);
    expect(moved).toBe(others.map(written).join(' '));
  });
});
