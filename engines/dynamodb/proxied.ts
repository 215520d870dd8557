/**
 * Forwards requests to the user's own engine, as a reverse proxy: bytes, Host and Authorization stay as they are, and there is
 * only this one endpoint. Our own requests use the last client's Authorization, because local engines keep separate data for
 * each access key and region.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Json } from '../../model/attack.ts';
import { EnvironmentError, messageOf } from '../../model/errors.ts';
import { type JsonObject, objectIn } from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import { EngineLostError, headerOf, plainBody, type RawAnswer, type RawRequest } from '../wire/rawRequest.ts';
import type { Backend, BackendAnswer } from './backend.ts';

const hopByHop: readonly string[] = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
];
const forwardDeadlineMs = 8_000;

type Send = (request: RawRequest) => Promise<RawAnswer>;

export function proxiedBackend(endpoint: string): Backend {
  const send = sender(new URL(endpoint));
  let authorization =
    'AWS4-HMAC-SHA256 Credential=trespass/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
  const call = async (operation: string, input: JsonObject): Promise<BackendAnswer> => {
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
    item: async (table, key) => {
      const { status, body } = await call('GetItem', { TableName: table, Key: key, ConsistentRead: true });
      if (status >= 500)
        throw new EnvironmentError(`an item of ${table} cannot be read: ${JSON.stringify(body)}`);
      return objectIn(body, 'Item');
    },
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

interface ConnectionFailure extends Error {
  /** Whether a kept-alive connection was used, which the engine may have closed just when the request was sent. */
  readonly stale: boolean;
}

function sender(endpoint: URL): Send {
  const secure = endpoint.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const start = secure ? httpsRequest : httpRequest;
  const target = {
    agent,
    host: endpoint.hostname.replace(/^\[|\]$/g, ''),
    port: endpoint.port === '' ? (secure ? 443 : 80) : Number(endpoint.port),
    setHost: false,
    timeout: forwardDeadlineMs,
  };
  const once = (raw: RawRequest): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const outgoing = start({ ...target, method: raw.method, path: raw.url }, (incoming) =>
        collectBody(incoming).then(resolve, reject),
      );
      for (const [name, value] of endToEndHeaders(raw.rawHeaders)) outgoing.appendHeader(name, value);
      outgoing.setHeader('Content-Length', raw.body.length);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${forwardDeadlineMs} ms`)));
      outgoing.on('error', (error) => {
        const reset = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(Object.assign(error, { stale: outgoing.reusedSocket && reset }) satisfies ConnectionFailure);
      });
      outgoing.end(raw.body);
    });
  const lost = (thrown: unknown): never => {
    throw new EngineLostError(`${endpoint.origin} does not answer: ${messageOf(thrown)}`, { cause: thrown });
  };
  return (raw) =>
    once(raw).catch((thrown: unknown) => {
      const stale = thrown instanceof Error && 'stale' in thrown && thrown.stale === true;
      return stale ? once(raw).catch(lost) : lost(thrown);
    });
}

async function collectBody(incoming: IncomingMessage): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limits.frameBytesMax) throw new RangeError('an answer is too long');
    chunks.push(bytes);
  }
  const status = incoming.statusCode ?? 502;
  return { status, headers: endToEndHeaders(incoming.rawHeaders), body: Buffer.concat(chunks) };
}

/** Headers in pairs, without hop-by-hop headers. */
function endToEndHeaders(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!hopByHop.includes(name.toLowerCase())) pairs.push([name, rawHeaders[index + 1] ?? '']);
  }
  return pairs;
}
