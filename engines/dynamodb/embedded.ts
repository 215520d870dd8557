/**
 * The embedded engine: dynalite, in memory, called through its own request handler without a socket. Requests that a client
 * aborts never reach it, and an exception during validation becomes an answer instead of ending the process.
 */
import { EventEmitter } from 'node:events';
import dynalite from 'dynalite';
import database, { type Store } from 'dynalite/db/index.js';
import type { Json } from '../../model/attack.ts';
import { BugError, messageOf } from '../../model/errors.ts';
import { memberOf } from '../../model/json.ts';
import { headerOf, type RawAnswer, type RawRequest } from '../wire/rawRequest.ts';
import { type Backend, dynamodbError, jsonAnswer } from './backend.ts';
import { parseByParts } from './conditions.ts';
import { refuseDeadly } from './guard.ts';
import { openItemStore } from './itemStore.ts';

type Handler = (request: EventEmitter, response: EventEmitter) => void;

/** Handlers come from dynalite's own server, and only their being functions can be checked. */
function isHandler(listener: unknown): listener is Handler {
  return typeof listener === 'function';
}

export function embeddedBackend(): Backend {
  parseByParts();
  const { handler, store } = createDynalite();
  const items = openItemStore(store);
  const forward = async (request: RawRequest): Promise<RawAnswer> => {
    const asked = headerOf(request.rawHeaders, 'x-amz-target') ?? '';
    if (asked.endsWith('.UpdateTimeToLive')) return acceptExpiry(request);
    const answer = await handle(handler, request);
    if (/Table$/.test(asked)) items.forgetTables();
    return answer;
  };
  return {
    ...items,
    forward,
    call: async (operation, input) => {
      const answer = await forward({
        method: 'POST',
        url: '/',
        rawHeaders: ['x-amz-target', `DynamoDB_20120810.${operation}`, ...internalHeaders],
        body: Buffer.from(JSON.stringify(input)),
      });
      const body: Json = JSON.parse(answer.body.toString());
      return { status: answer.status, body };
    },
    refuse: refuseDeadly,
    pollMs: 1,
  };
}

/**
 * Accepts settings for expiry (TTL), which the engine lacks. DynamoDB deletes expired items after days, so never within a run.
 */
function acceptExpiry({ body }: RawRequest): RawAnswer {
  const TimeToLiveSpecification = memberOf(JSON.parse(body.toString()), 'TimeToLiveSpecification') ?? null;
  return jsonAnswer(200, { TimeToLiveSpecification });
}

const internalHeaders: readonly string[] = [
  'content-type',
  'application/x-amz-json-1.0',
  'x-amz-date',
  '20260101T000000Z',
  'authorization',
  'AWS4-HMAC-SHA256 Credential=trespass/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
];

/** dynalite does not expose its store, which exact undo needs, so it is caught on creation. */
function createDynalite(): { handler: Handler; store: Store } {
  const create = database.create;
  let made: Store | null = null;
  database.create = (options) => {
    made = create(options);
    return made;
  };
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  database.create = create;
  const [handler] = server.listeners('request');
  const store: Store | null = made;
  if (!isHandler(handler) || store === null) throw new BugError('dynalite is not built as expected');
  return { handler, store };
}

/** The part of a server response that dynalite's handler uses: status, headers, end. */
class CapturedAnswer extends EventEmitter {
  statusCode = 200;
  contentType = '';
  readonly headers: [string, string][] = [];
  setHeader(name: string, value: unknown): void {
    this.headers.push([name, String(value)]);
  }
  end(body: string | undefined): void {
    this.emit('ended', Buffer.from(body ?? ''));
  }
}

function handle(handler: Handler, raw: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const answer = new CapturedAnswer();
    answer.once('ended', (body: Buffer) =>
      resolve({ status: answer.statusCode, headers: answer.headers, body }),
    );
    const request = Object.assign(new EventEmitter(), {
      method: raw.method,
      url: raw.url,
      headers: headersByName(raw.rawHeaders),
    });
    try {
      handler(request, answer);
      if (raw.body.length > 0) request.emit('data', raw.body);
      request.emit('end');
    } catch (thrown) {
      resolve(
        dynamodbError(400, 'SerializationException', `The engine cannot read this: ${messageOf(thrown)}`),
      );
    }
  });
}

function headersByName(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers[(rawHeaders[index] ?? '').toLowerCase()] ??= rawHeaders[index + 1] ?? '';
  return headers;
}
