/**
 * Serves a recorder in a process of its own: HTTP on loopback and at a Unix socket, commanded over the channel of `node:child_process`. It
 * ends when its parent does.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../../model/errors.ts';
import { socketVariable } from './engineSocket.ts';
import type { EngineAnswer } from './protocol.ts';
import type { RawAnswer, RawRequest } from './rawRequest.ts';
import { requestCounter } from './requestCount.ts';

export interface Served {
  readonly bodyBytesMax: number;
  readonly handle: (request: RawRequest) => Promise<RawAnswer>;
  readonly refuseLong: (head: Omit<RawRequest, 'body'>) => Promise<RawAnswer>;
  /** Decodes a message of the parent and returns the work that it asks for. */
  readonly decode: (message: unknown) => { readonly id: number; readonly work: () => Promise<unknown> };
  /** Whether an exception means that the engine itself is gone. */
  readonly isLost: (thrown: unknown) => boolean;
}

/**
 * Serves until the parent is gone. The port is announced as the answer to command 0 before `load` has loaded the engine, so that a
 * target can be started meanwhile: requests and commands wait for it.
 */
export function serveRecorder(load: () => Promise<Served>): void {
  const count = requestCounter();
  const listening = async (...at: [path: string] | [port: number, host: string]): Promise<Server> => {
    const server = createServer((request, response) => {
      count();
      // A client that disconnects during its request needs no answer.
      loading.then((served) => answerRequest(served, request, response)).catch(() => response.destroy());
    });
    server.keepAliveTimeout = 600_000;
    await once(at.length === 1 ? server.listen(at[0]) : server.listen(...at), 'listening');
    return server;
  };
  const loading = announce(listening).then(load);
  loading.catch(endProcess);
  obeyParent(loading);
}

async function announce(
  listening: (...at: [path: string] | [port: number, host: string]) => Promise<Server>,
): Promise<void> {
  const path = process.env[socketVariable] ?? '';
  if (path !== '') await listening(path);
  const address = (await listening(0, '127.0.0.1')).address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  sendToParent({ id: 0, ok: true, result: port });
}

function obeyParent(loading: Promise<Served>): void {
  process.on('disconnect', () => process.exit(0));
  // The parent may have ended before the listener was added.
  if (!process.connected) process.exit(0);
  // Ctrl-C reaches the whole process group, but the parent still has to restore a world and then ends this process.
  process.on('SIGINT', () => undefined);
  process.on('uncaughtException', endProcess);
  process.on('message', (message) => {
    loading.then(({ decode, isLost }) => {
      const { id, work } = decode(message);
      work().then(
        (result) => sendToParent({ id, ok: true, result: result ?? null }),
        (thrown: unknown) =>
          sendToParent({ id, ok: false, message: messageOf(thrown), lost: isLost(thrown) }),
      );
    }, endProcess);
  });
}

function endProcess(thrown: unknown): void {
  process.stderr.write(`${messageOf(thrown)}\n`, () => process.exit(1));
}

function sendToParent(sent: EngineAnswer): void {
  if (process.connected) process.send?.(sent);
}

async function answerRequest(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '', rawHeaders } = request;
  const body = await read(request, served.bodyBytesMax);
  if (body === null) response.setHeader('connection', 'close');
  reply(
    response,
    body === null
      ? await served.refuseLong({ method, url, rawHeaders })
      : await served.handle({ method, url, rawHeaders, body }),
  );
}

function reply(response: ServerResponse, { status, headers, body }: RawAnswer): void {
  response.statusCode = status;
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'content-length') response.appendHeader(name, value);
  }
  response.setHeader('content-length', body.length);
  response.end(body);
}

/** The body of a request; null if it is longer than an engine accepts, in which case the rest is discarded. */
async function read(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length <= bytesMax) chunks.push(bytes);
  }
  return length > bytesMax ? null : Buffer.concat(chunks);
}
