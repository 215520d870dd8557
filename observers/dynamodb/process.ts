/**
 * The engine's own process: an HTTP server on loopback with the recorder before the engine, commanded over the
 * channel of `node:child_process`. It ends when its parent does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { messageOf } from '../../model/errors.ts';
import { embeddedBackend } from './embedded.ts';
import { decodeCommand, type EngineAnswer } from './protocol.ts';
import { proxiedBackend } from './proxied.ts';
import { createRecorder } from './recorder.ts';

const bodyBytesMax = 17_000_000;

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
process.on('message', (message) => {
  const { id, work } = decodeCommand(message, recorder);
  work().then(
    (result) => send({ id, ok: true, result }),
    (thrown: unknown) => send({ id, ok: false, message: messageOf(thrown) }),
  );
});

function send(sent: EngineAnswer): void {
  process.send?.(sent);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await read(request);
  const { method = '', url = '', rawHeaders } = request;
  const raw = await recorder.handle({ method, url, rawHeaders, body });
  for (const [name, value] of raw.headers) response.setHeader(name, value);
  response.statusCode = raw.status;
  response.setHeader('content-length', raw.body.length);
  response.end(raw.body);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > bodyBytesMax) throw new RangeError(`a request has more than ${bodyBytesMax} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
