/**
 * Sends the harness's own requests to an engine's recorder in DynamoDB's JSON protocol. Not by the AWS SDK, which reads the
 * user's `~/.aws` before it sends anything, whatever credentials it is given.
 */
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Json } from '../../model/attack.ts';
import { engineCredentials } from '../../model/engineCredentials.ts';
import { EnvironmentError, messageOf } from '../../model/errors.ts';
import { limits } from '../../model/limits.ts';
import { type BackendAnswer, errorMessage, errorType } from './backend.ts';

/** An engine refused a request. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** The type of the error: `ResourceInUseException`. */
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Sends a request and resolves to its answer. Rejects with a `RefusedError` if that is an error. */
export async function askEngine(endpoint: string, operation: string, input: Json): Promise<Json> {
  const { status, body } = await sendRequest(new URL(endpoint), operation, JSON.stringify(input));
  if (status < 400) return body;
  const type = errorType(body);
  throw new RefusedError(type, errorMessage(body) || type || `status ${status}`);
}

function sendRequest(endpoint: URL, operation: string, input: string): Promise<BackendAnswer> {
  const credential = `${engineCredentials.accessKeyId}/20260101/us-east-1/dynamodb/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(input),
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
  };
  const deadline = AbortSignal.timeout(limits.stepDeadlineMs);
  return new Promise((resolve, reject) => {
    const asked = request(endpoint, { method: 'POST', headers, signal: deadline }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        try {
          resolve({ status: answer.statusCode ?? 500, body: JSON.parse(text || '{}') });
        } catch (thrown) {
          reject(thrown);
        }
      });
    });
    asked.on('error', reject);
    asked.end(input);
  });
}

/** Rejects with an `EnvironmentError` if nothing listens at an address of the config. */
export async function requireListener(endpoint: string): Promise<void> {
  const { hostname, port, protocol } = new URL(endpoint);
  const at = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ ...at, timeout: limits.connectDeadlineMs }, () => {
        socket.destroy();
        resolve();
      });
      socket.on('timeout', () => socket.destroy(new Error(`no answer in ${limits.connectDeadlineMs} ms`)));
      socket.on('error', reject);
    });
  } catch (cause) {
    const why = messageOf(cause) || 'no connection';
    throw new EnvironmentError(
      `dynamodb.endpoint: nobody answers at ${endpoint} (${why}); start the engine there, or leave \`endpoint\` out: then one is started for the run`,
      { cause },
    );
  }
}
