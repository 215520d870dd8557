/** The engine behind the recorder, as the recorder sees it: the embedded one or the user's own. */
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
  /** Sends a request of our own, which is never recorded. */
  readonly call: (operation: string, input: JsonObject) => Promise<BackendAnswer>;
  /** The item with this key; null if there is none or the key does not fit the table. */
  readonly item: (table: string, key: ItemImage) => Promise<ItemImage | null>;
  /** Restores an item exactly as it was read, or removes it. */
  readonly restore: (table: string, key: ItemImage, image: ItemImage | null) => Promise<void>;
  /** The answer to a request that would kill or hang the engine; null if the request is harmless. */
  readonly refuse: (request: Json) => RawAnswer | null;
  /** Milliseconds between two checks whether a table is ready. */
  readonly pollMs: number;
}

/** An error answer in DynamoDB's format. */
export function dynamodbError(status: number, type: string, message: string): RawAnswer {
  return jsonAnswer(status, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message });
}

/** The type of an error without its namespace, `ValidationException`; empty if the body has none. */
export function errorType(body: Json): string {
  return (textIn(body, '__type') ?? '').replace(/^.*#/, '');
}

/** The message of an error; engines spell the member `message` or `Message`. */
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
