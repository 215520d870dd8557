/** The records that are made of what a step wrote have the form that a real Streams engine gives to the same writes. */
import {
  type AttributeValue,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import type { Json } from '../../model/attack.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { streamEvent } from '../../model/streamRecords.ts';
import { streamViews } from '../../model/streamView.ts';
import { causedChanges } from '../../world/case/consumers.ts';
import { clientOf } from '../engines/dynamodb/client.ts';
import { pythonWith } from '../python.ts';

const TableName = 'assets';
const key = { pk: { S: 'a' }, sk: { N: '1' } };
const Item: Record<string, AttributeValue> = {
  ...key,
  ...{ text: { S: 'é' }, number: { N: '7' }, yes: { BOOL: true }, none: { NULL: true } },
  ...{ list: { L: [{ S: 'x' }, { M: { deep: { SS: ['y'] } } }] } },
};
const update = {
  ...{ TableName, Key: key, UpdateExpression: 'SET #n = :two' },
  ...{ ExpressionAttributeNames: { '#n': 'number' }, ExpressionAttributeValues: { ':two': { N: '8' } } },
};
interface Write {
  /** As boto3 calls it. */
  readonly operation: string;
  readonly input: object;
  readonly send: (client: DynamoDBClient) => Promise<unknown>;
}

const put = (input: PutItemCommandInput): Write => ({
  ...{ operation: 'put_item', input },
  send: (client) => client.send(new PutItemCommand(input)),
});
const change = (input: UpdateItemCommandInput): Write => ({
  ...{ operation: 'update_item', input },
  send: (client) => client.send(new UpdateItemCommand(input)),
});
const remove = (input: DeleteItemCommandInput): Write => ({
  ...{ operation: 'delete_item', input },
  send: (client) => client.send(new DeleteItemCommand(input)),
});
/** A new item, a change, its end, and the end of nothing. A change of nothing is told by this engine alone, not by AWS. */
const writes: readonly Write[] = [
  put({ TableName, Item }),
  change(update),
  ...[remove({ TableName, Key: key }), remove({ TableName, Key: key })],
];

const table = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
};

async function ours(view: (typeof streamViews)[number]): Promise<Json> {
  const engine = await startItemEngine({ tables: [table], endpoint: null });
  const client = clientOf(engine.endpoint);
  try {
    for (const { send } of writes) await send(client);
    return streamEvent(TableName, view, causedChanges(await engine.drain(), TableName));
  } finally {
    client.destroy();
    await engine.stop();
  }
}

async function real(python: string, view: string): Promise<readonly StreamRecord[]> {
  const stream = { ...table, StreamSpecification: { StreamEnabled: true, StreamViewType: view } };
  const requests = writes.map(({ operation, input }) => [operation, input]);
  const script = `${packageRoot}/test/world/real_stream.py`;
  const { stdout } = await execa(python, [script], { input: JSON.stringify({ table: stream, requests }) });
  const records: StreamRecord[] = JSON.parse(stdout);
  return records;
}

interface StreamRecord {
  readonly eventName: string;
  readonly dynamodb: Readonly<Record<string, Json>>;
}

/** What differs from one engine to another: identities, times and sizes, of which the form alone is the same. */
function comparable({ dynamodb, ...record }: StreamRecord): object {
  const formOf = (value: Json | undefined): string => typeof value;
  const { ApproximateCreationDateTime, SequenceNumber, SizeBytes, ...images } = dynamodb;
  return {
    ...{ images, eventName: record.eventName, sequence: formOf(SequenceNumber), size: formOf(SizeBytes) },
    dated: ApproximateCreationDateTime !== undefined,
    members: Object.keys(record).filter((name) => name !== 'eventSourceARN'),
  };
}

describe('records of an item that is made, changed and removed', () => {
  let python: string;
  beforeAll(async () => {
    python = await pythonWith('moto', 'moto[dynamodb]==5.2.5');
  }, 300_000);

  it.each(streamViews)('are those of the real engine: %s', async (view) => {
    const made: { Records: StreamRecord[] } = JSON.parse(JSON.stringify(await ours(view)));
    const sort = (records: readonly StreamRecord[]) => records.map(comparable);
    expect(sort(made.Records)).toEqual(sort(await real(python, view)));
  });
});
