/** What the recorder needs of an engine behind it, be it embedded or the user's own. */
import type { Json } from '../../model/attack.ts';
import { type JsonObject, textIn } from '../../model/json.ts';
import type { ItemImage } from '../../model/records.ts';
import type { RawAnswer, RawRequest } from '../wire/rawRequest.ts';

export interface BackendAnswer {
  readonly status: number;
  readonly body: Json;
}

export interface Backend {
  readonly forward: (request: RawRequest) => Promise<RawAnswer>;
  /** A request of our own, never recorded. */
  readonly call: (operation: string, input: JsonObject) => Promise<BackendAnswer>;
  /** The item of that key; null where there is none, or where the key is none of that table. */
  readonly item: (table: string, key: ItemImage) => Promise<ItemImage | null>;
  /** Puts an item back exactly as it was read, or removes it. */
  readonly restore: (table: string, key: ItemImage, image: ItemImage | null) => Promise<void>;
  /** The answer to a request that would kill or hang the engine; null where it may go on. */
  readonly refuse: (request: Json) => RawAnswer | null;
  /** How long to wait before looking again whether a table is ready, in milliseconds. */
  readonly pollMs: number;
}

/** An answer of our own in DynamoDB's form of an error. */
export function dynamodbError(status: number, type: string, message: string): RawAnswer {
  return jsonAnswer(status, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message });
}

/** The type of an error without its namespace, `ValidationException`; empty where the body says none. */
export function errorType(body: Json): string {
  return (textIn(body, '__type') ?? '').replace(/^.*#/, '');
}

/** What an error says; engines write the member in either way. */
export function errorMessage(body: Json): string {
  return textIn(body, 'message') ?? textIn(body, 'Message') ?? '';
}

/** Whether a condition of the request was not met. */
export function isConditionFailure(body: Json): boolean {
  return errorType(body).endsWith('ConditionalCheckFailedException');
}

/** An answer in the JSON protocol of DynamoDB. */
export function jsonAnswer(status: number, body: Json): RawAnswer {
  return {
    status,
    headers: [['content-type', 'application/x-amz-json-1.0']],
    body: Buffer.from(JSON.stringify(body)),
  };
}
