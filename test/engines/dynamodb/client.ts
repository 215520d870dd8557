/** The real AWS client on an engine's endpoint, raw requests beside it, and the tables that the tests use. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../../model/attack.ts';
import type { ItemTouch, WireRecord } from '../../../model/records.ts';

export function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'trespass', secretAccessKey: 'trespass' },
    maxAttempts: 1,
  });
}

const onDemand = { BillingMode: 'PAY_PER_REQUEST' };

/** `assets`: string partition key `pk`, string sort key `sk`, and an index of which only the keys are projected. */
export const assets: Json = {
  ...onDemand,
  TableName: 'assets',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-state',
      KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

/** `counters`: a number as partition key, and nothing else. */
export const counters: Json = {
  ...onDemand,
  TableName: 'counters',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
};

/** Sends a body as it is, under the headers that a client would send. */
export async function send(
  endpoint: string,
  operation: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; type: string; message: string }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      ...headers,
    },
  });
  const answer: { __type?: string; message?: string } = JSON.parse((await response.text()) || '{}');
  return { status: response.status, type: answer.__type ?? '', message: answer.message ?? '' };
}

/** One line a touch: `read assets a/1`. */
export function lines(records: readonly WireRecord[]): string[] {
  return records.flatMap(({ touches }) => touches.map(line));
}

function line({ action, table, key }: ItemTouch): string {
  const values = Object.values(key).map((value) => Object.values(value ?? {}).join());
  return `${action} ${table} ${values.join('/')}`;
}
