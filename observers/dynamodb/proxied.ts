/**
 * The user's own engine behind a reverse proxy: bytes, Host and Authorization go on as they came, to that one
 * endpoint and nowhere else. Requests of our own borrow the last client's Authorization, because local engines
 * keep a world of its own for each access key and region.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Json } from '../../model/attack.ts';
import { EnvironmentError } from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import type { Backend, RawAnswer, RawRequest } from './backend.ts';
import type { JsonObject } from './json.ts';

const hopByHop: readonly string[] = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
];
const forwardDeadlineMs = 30_000;

type Send = (request: RawRequest) => Promise<RawAnswer>;

export function proxiedBackend(endpoint: string): Backend {
  const send = sender(new URL(endpoint));
  let authorization =
    'AWS4-HMAC-SHA256 Credential=trespass/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
  const call = async (operation: string, input: JsonObject): Promise<{ status: number; body: Json }> => {
    const answer = await send(ownRequest(new URL(endpoint).host, authorization, operation, input));
    const body: Json = JSON.parse(plainBody(answer).toString());
    return { status: answer.status, body };
  };
  return {
    forward: (request) => {
      authorization = headerOf(request.rawHeaders, 'authorization') ?? authorization;
      return send(request);
    },
    call,
    restore: async (table, key, image) => {
      const answer =
        image === null
          ? await call('DeleteItem', { TableName: table, Key: key })
          : await call('PutItem', { TableName: table, Item: image });
      if (answer.status >= 400)
        throw new EnvironmentError(`an item of ${table} cannot be put back: ${JSON.stringify(answer.body)}`);
    },
    refuse: () => null,
    pollMs: 20,
  };
}

function ownRequest(host: string, authorization: string, operation: string, input: JsonObject): RawRequest {
  return {
    method: 'POST',
    url: '/',
    rawHeaders: [
      ...['Host', host, 'Content-Type', 'application/x-amz-json-1.0', 'Accept-Encoding', 'identity'],
      ...['X-Amz-Target', `DynamoDB_20120810.${operation}`, 'X-Amz-Date', '20260101T000000Z'],
      ...['Authorization', authorization],
    ],
    body: Buffer.from(JSON.stringify(input)),
  };
}

function sender(endpoint: URL): Send {
  const secure = endpoint.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const start = secure ? httpsRequest : httpRequest;
  return (raw) =>
    new Promise((resolve, reject) => {
      const outgoing = start(
        {
          agent,
          host: endpoint.hostname.replace(/^\[|\]$/g, ''),
          port: endpoint.port === '' ? (secure ? 443 : 80) : Number(endpoint.port),
          method: raw.method,
          path: raw.url,
          setHost: false,
          timeout: forwardDeadlineMs,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          let size = 0;
          incoming.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > limits.frameBytesMax) incoming.destroy(new Error('the answer is too long'));
            chunks.push(chunk);
          });
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 502,
              headers: pairsOf(incoming.rawHeaders),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      for (const [name, value] of pairsOf(raw.rawHeaders)) outgoing.appendHeader(name, value);
      outgoing.setHeader('Content-Length', raw.body.length);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${forwardDeadlineMs} ms`)));
      outgoing.on('error', reject);
      outgoing.end(raw.body);
    });
}

/** Headers in pairs, without those that belong to one connection only. */
function pairsOf(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!hopByHop.includes(name.toLowerCase())) pairs.push([name, rawHeaders[index + 1] ?? '']);
  }
  return pairs;
}

export function headerOf(rawHeaders: readonly string[], name: string): string | null {
  const at = rawHeaders.findIndex((header, index) => index % 2 === 0 && header.toLowerCase() === name);
  return at < 0 ? null : (rawHeaders[at + 1] ?? null);
}

/** The body of an answer as it was before compression. */
export function plainBody(answer: RawAnswer): Buffer {
  const encoding = answer.headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1] ?? '';
  const options = { maxOutputLength: limits.frameBytesMax };
  if (encoding === 'gzip') return gunzipSync(answer.body, options);
  if (encoding === 'deflate') return inflateSync(answer.body, options);
  return encoding === 'br' ? brotliDecompressSync(answer.body, options) : answer.body;
}
