/** What the recorder needs of an engine behind it, be it embedded or the user's own. */
import type { Json } from '../../model/attack.ts';
import type { ItemImage } from '../../model/records.ts';
import type { JsonObject } from './json.ts';

/** A request as it came: nothing of it is changed on its way. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export interface Backend {
  readonly forward: (request: RawRequest) => Promise<RawAnswer>;
  /** A request of our own, never recorded. */
  readonly call: (operation: string, input: JsonObject) => Promise<Answer>;
  /** Puts an item back exactly as it was read, or removes it. */
  readonly restore: (table: string, key: ItemImage, image: ItemImage | null) => Promise<void>;
  /** The answer to a request that would kill or hang the engine; null where it may go on. */
  readonly refuse: (operation: string, request: Json) => RawAnswer | null;
  /** How long to wait before looking again whether a table is ready, in milliseconds. */
  readonly pollMs: number;
}

/** An answer of our own in DynamoDB's form of an error. */
export function errorAnswer(status: number, type: string, message: string): RawAnswer {
  return {
    status,
    headers: [['content-type', 'application/x-amz-json-1.0']],
    body: Buffer.from(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message })),
  };
}
