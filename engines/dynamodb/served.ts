/**
 * What the process of the DynamoDB engine serves: the recorder in front of an engine. The argument of the process is the address of
 * the user's own engine; without one it starts the embedded engine.
 */
import { EngineLostError } from '../wire/rawRequest.ts';
import type { Served } from '../wire/serveRecorder.ts';
import { embeddedBackend } from './embedded.ts';
import { decodeCommand } from './protocol.ts';
import { proxiedBackend } from './proxied.ts';
import { createRecorder } from './recorder.ts';

/** DynamoDB's limit is 16 MiB. */
const dynamodbBodyBytesMax = 16_777_216;

const endpoint = process.argv[2] ?? '';
const itemRecorder = createRecorder(endpoint === '' ? embeddedBackend() : proxiedBackend(endpoint));

export const servedItems: Served = {
  bodyBytesMax: dynamodbBodyBytesMax,
  handle: itemRecorder.handle,
  refuseLong: itemRecorder.refuseLong,
  decode: (message) => decodeCommand(message, itemRecorder),
  isLost: (thrown) => thrown instanceof EngineLostError,
};
