/** Harmless requests to DynamoDB: those that an access policy has to allow. */
import type { KeyPart } from './keyPattern.ts';

/** A partition key value of a request. */
export interface LeadingKey {
  /** As IAM compares it: the text of a string or number, the base64 of binary. */
  readonly value: string;
  readonly parts: readonly KeyPart[];
}

export interface HarmlessRequest {
  readonly operation: string;
  readonly actor: string;
  /** `BatchGetItem`; a batch appears once for each of its tables. */
  readonly api: string;
  /** Null if the request names no table. */
  readonly table: string | null;
  /** Null for the table itself. */
  readonly index: string | null;
  /** Null if the request names no partition key. */
  readonly leadingKeys: readonly LeadingKey[] | null;
}
