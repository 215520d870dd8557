/**
 * Finds presigned URLs in a text: whoever holds one may do what it is signed for, as the target itself could. Only the
 * signature tells the method, so it is computed for each method with the credentials that every client of the target gets. A
 * URL whose signature matches none grants no access. Versions 4 and 2; `signedForm.ts` is for forms.
 */

import { createHash, createHmac } from 'node:crypto';
import { engineCredentials } from '../../model/engineCredentials.ts';
import { limits } from '../../model/limits.ts';
import { decode, splitAt } from './request.ts';
import { signingKey } from './signature.ts';

export interface SignedAddress {
  /** As written in the text, except for escapes of `&` and `/`. */
  readonly unsafeAddress: string;
  readonly bucket: string;
  readonly key: string;
  readonly action: 'read' | 'write' | 'delete';
}

const addressCharactersMax = 8_192;

const { accessKeyId, secretAccessKey } = engineCredentials;

/** The URLs of objects below `endpoint` with a valid signature, each once. */
export function signedAddresses(unsafeText: string, endpoint: string): readonly SignedAddress[] {
  if (!unsafeText.includes(endpoint.replace(/^https?:/, '').slice(2))) return [];
  const text = unsafeText
    .replaceAll('\\u0026', '&')
    .replaceAll(/&amp;|&#38;|&#x26;/gi, '&')
    .replaceAll('\\/', '/');
  const found = new Map<string, SignedAddress>();
  for (const at of positionsOfWord(text, `${endpoint}/`)) {
    const unsafeAddress = addressAt(text, at);
    const address = found.has(unsafeAddress) ? null : readAddress(unsafeAddress, endpoint);
    if (address !== null) found.set(unsafeAddress, address);
    // One more than the limit shows that there were more.
    if (found.size > limits.signedPerAnswerMax) break;
  }
  return [...found.values()];
}

/**
 * The signatures of the URLs below `endpoint` in a text, each with the one that it would have below `other`. Version 2 and
 * signed headers beside the host depend on no endpoint, or are not compared.
 */
export function signaturesBelow(
  unsafeText: string,
  endpoint: string,
  other: string,
): readonly (readonly [there: string, here: string])[] {
  return signedAddresses(unsafeText, endpoint).flatMap(({ unsafeAddress }) => {
    const asked = readRequest(unsafeAddress, endpoint);
    const signature = queryParameter(asked.pairs, 'X-Amz-Signature');
    const method = methods.find((one) => signatureOfFour(one, asked) === signature);
    if (signature === null || method === undefined) return [];
    return [[signature, signatureOfFour(method, { ...asked, host: hostOf(other) })] as const];
  });
}

function* positionsOfWord(text: string, word: string): Generator<number> {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) yield at;
}

function addressAt(text: string, at: number): string {
  const [address = ''] = /^[^\s"'<>()\\`]*/.exec(text.slice(at, at + addressCharactersMax)) ?? [];
  return address.replace(/[.,;:!]+$/, '');
}

function readAddress(unsafeAddress: string, endpoint: string): SignedAddress | null {
  const asked = readRequest(unsafeAddress, endpoint);
  const { path, pairs } = asked;
  const [unsafeBucket, unsafeKey] = splitAt(path.slice(1), '/');
  const [bucket, key] = [decode(unsafeBucket), decode(unsafeKey)];
  if (bucket === null || bucket === '' || key === null || key === '') return null;
  const action = queryParameter(pairs, 'X-Amz-Signature') === null ? actionOfTwo(asked) : actionOfFour(asked);
  return action === null ? null : { unsafeAddress, bucket, key, action };
}

function readRequest(unsafeAddress: string, endpoint: string): SignedRequest {
  const [path, queryText] = splitAt(unsafeAddress.slice(endpoint.length), '?');
  const pairs = queryText.split('&').map((pair) => splitAt(pair, '='));
  return { host: hostOf(endpoint), path, pairs };
}

function hostOf(endpoint: string): string {
  return endpoint.replace(/^https?:\/\//, '');
}

interface SignedRequest {
  readonly host: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly pairs: readonly (readonly [name: string, value: string])[];
}

function queryParameter(pairs: SignedRequest['pairs'], name: string): string | null {
  const pair = pairs.find(([one]) => one.toLowerCase() === name.toLowerCase());
  return pair === undefined ? null : decode(pair[1]);
}

const actions: readonly (readonly [method: string, action: SignedAddress['action']])[] = [
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['PUT', 'write'],
  ['POST', 'write'],
  ['DELETE', 'delete'],
];

const methods = actions.map(([method]) => method);

function actionFor(isSigned: (method: string) => boolean): SignedAddress['action'] | null {
  return actions.find(([method]) => isSigned(method))?.[1] ?? null;
}

/** Version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
function actionOfFour(asked: SignedRequest): SignedAddress['action'] | null {
  const signature = queryParameter(asked.pairs, 'X-Amz-Signature');
  const headers = queryParameter(asked.pairs, 'X-Amz-SignedHeaders');
  if (signature === null || headers === null) return null;
  const [key] = scopeOfFour(asked);
  if (key !== accessKeyId) return null;
  // A client has to send the signed header with its signed value, and only uploads have a content type.
  if (headers !== 'host') return headers.split(';').includes('content-type') ? 'write' : null;
  return actionFor((method) => signatureOfFour(method, asked) === signature);
}

/** The key's id, then date, region, service and `aws4_request`. */
function scopeOfFour({ pairs }: SignedRequest): readonly string[] {
  const [key = '', date = '', region = '', service = ''] = (
    queryParameter(pairs, 'X-Amz-Credential') ?? ''
  ).split('/');
  return [key, date, region, service, 'aws4_request'];
}

/** The signature of a request with no signed header but its host. */
function signatureOfFour(method: string, asked: SignedRequest): string {
  const { host, path, pairs } = asked;
  const query = pairs
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map((pair) => pair.join('='))
    .sort()
    .join('&');
  const scope = scopeOfFour(asked).slice(1);
  const canonical = [method, path, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const time = queryParameter(pairs, 'X-Amz-Date') ?? '';
  const signed = ['AWS4-HMAC-SHA256', time, scope.join('/'), hashed].join('\n');
  return createHmac('sha256', signingKey(scope)).update(signed).digest('hex');
}

/** Parameters that version 2 signs, besides the path. */
const signedParameters = /^(?:response-[a-z-]+|uploads|uploadId|partNumber|versionId|acl|tagging)$/;

/** Version 2: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html */
function actionOfTwo({ path, pairs }: SignedRequest): SignedAddress['action'] | null {
  const signature = queryParameter(pairs, 'Signature');
  if (signature === null || queryParameter(pairs, 'AWSAccessKeyId') !== accessKeyId) return null;
  const parameters = pairs
    .filter(([name]) => signedParameters.test(name))
    .map(([name, value]) => (value === '' ? name : `${name}=${decode(value) ?? value}`))
    .sort();
  const resource = parameters.length === 0 ? path : `${path}?${parameters.join('&')}`;
  const given = ['content-md5', 'content-type', 'Expires'].map((name) => queryParameter(pairs, name) ?? '');
  return actionFor((method) => {
    const signed = [method, ...given, resource].join('\n');
    return createHmac('sha1', secretAccessKey).update(signed).digest('base64') === signature;
  });
}
