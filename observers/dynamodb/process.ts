/**
 * The engine's own process: an HTTP server on loopback with the recorder before the engine, commanded over the
 * channel of `node:child_process`. It ends when its parent does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { messageOf } from '../../model/errors.ts';
import { EngineLostError, type RawAnswer } from './backend.ts';
import { embeddedBackend } from './embedded.ts';
import { decodeCommand, type EngineAnswer } from './protocol.ts';
import { proxiedBackend } from './proxied.ts';
import { createRecorder } from './recorder.ts';

/** DynamoDB takes 16 MiB. */
const bodyBytesMax = 16_777_216;

const endpoint = process.argv[2] ?? '';
const recorder = createRecorder(endpoint === '' ? embeddedBackend() : proxiedBackend(endpoint));

const server = createServer((request, response) => {
  // A client that goes away in mid-request leaves nothing to answer.
  answer(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  send({ id: 0, ok: true, result: port });
});

process.on('disconnect', () => process.exit(0));
// The parent may have been gone before anybody listened.
if (!process.connected) process.exit(0);
// Ctrl-C reaches the whole group; the parent still has a world to put back and ends this process when it is done.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (error) => {
  process.stderr.write(`${messageOf(error)}\n`, () => process.exit(1));
});
process.on('message', (message) => {
  const { id, work } = decodeCommand(message, recorder);
  work().then(
    (result) => send({ id, ok: true, result: result ?? null }),
    (thrown: unknown) =>
      send({ id, ok: false, message: messageOf(thrown), lost: thrown instanceof EngineLostError }),
  );
});

function send(sent: EngineAnswer): void {
  if (process.connected) process.send?.(sent);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '', rawHeaders } = request;
  const body = await read(request);
  if (body === null) response.setHeader('connection', 'close');
  reply(
    response,
    body === null
      ? await recorder.refuseLong({ method, url, rawHeaders })
      : await recorder.handle({ method, url, rawHeaders, body }),
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

/** The body of a request; null where it is longer than an engine would take, of which the rest is not kept. */
async function read(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length <= bodyBytesMax) chunks.push(bytes);
  }
  return length > bodyBytesMax ? null : Buffer.concat(chunks);
}
