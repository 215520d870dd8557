/**
 * The engine's own process: the recorder before the engine, served on loopback. Its argument is the address of an
 * engine of the user's own; without one the embedded engine is started.
 */

import { EngineLostError } from '../wire/rawRequest.ts';
import { serveRecorder } from '../wire/serveRecorder.ts';
import { embeddedBackend } from './embedded.ts';
import { decodeCommand } from './protocol.ts';
import { proxiedBackend } from './proxied.ts';
import { createRecorder } from './recorder.ts';

/** DynamoDB takes 16 MiB. */
const dynamodbBodyBytesMax = 16_777_216;

const endpoint = process.argv[2] ?? '';
const itemRecorder = createRecorder(endpoint === '' ? embeddedBackend() : proxiedBackend(endpoint));

serveRecorder({
  bodyBytesMax: dynamodbBodyBytesMax,
  handle: itemRecorder.handle,
  refuseLong: itemRecorder.refuseLong,
  decode: (message) => decodeCommand(message, itemRecorder),
  isLost: (thrown) => thrown instanceof EngineLostError,
});
