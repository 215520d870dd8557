import { connect } from 'node:net';
import { DescribeTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { execa, execaNode } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startItemEngine } from '../../../engines/dynamodb/engine.ts';
import { TargetLostError, UndecodedError } from '../../../model/errors.ts';
import type { ItemEngine } from '../../../model/itemEngine.ts';
import { packageRoot } from '../../../model/packageRoot.ts';
import { assets, clientOf, send } from './client.ts';

const key = { pk: { S: 'a' }, sk: { S: '1' } };
let engine: ItemEngine;
let hanging: ItemEngine;
/** What a drain of an engine that hangs rejects with, asked at the beginning, because that takes the whole deadline. */
let hung: Promise<unknown>;
beforeAll(async () => {
  engine = await startItemEngine({ tables: [assets], endpoint: null });
  hanging = await startItemEngine({ tables: [assets], endpoint: null });
  process.kill(await listener(hanging.endpoint), 'SIGSTOP');
  hung = hanging.drain().catch((thrown: unknown) => thrown);
});
afterAll(() => Promise.all([engine.stop(), hanging.stop()]));

function ask(operation: string, input: object): ReturnType<typeof send> {
  return send(engine.endpoint, operation, JSON.stringify({ TableName: 'assets', ...input }));
}

/** Process that listens on the engine's port, a child of ours. */
async function listener(endpoint: string): Promise<number> {
  const port = Number(new URL(endpoint).port).toString(16).toUpperCase().padStart(4, '0');
  const script = `
    inode=$(awk -v p=":${port}$" '$2 ~ p && $4 == "0A" {print $10}' /proc/net/tcp | head -1)
    for d in /proc/[0-9]*; do
      ls -l $d/fd 2>/dev/null | grep -q "socket:\\[$inode\\]" && basename $d && exit
    done`;
  return Number((await execa('bash', ['-c', script])).stdout);
}

describe('a request that would kill the engine', () => {
  const deep = (levels: number): object =>
    Array.from({ length: levels }).reduce<object>((inner) => ({ L: [inner] }), { S: 'x' });
  const rows: readonly (readonly [string, string, string])[] = [
    ['null-body', 'GetItem', 'null'],
    ['list-body', 'GetItem', '[]'],
    ['null-key-value', 'GetItem', '{"TableName":"assets","Key":{"pk":null}}'],
    ['null-in-list', 'PutItem', '{"TableName":"assets","Item":{"pk":{"L":[null]}}}'],
    ['null-table-of-batch', 'BatchGetItem', '{"RequestItems":{"assets":null}}'],
    [
      'null-definition',
      'CreateTable',
      '{"TableName":"other","AttributeDefinitions":[null],"KeySchema":[null]}',
    ],
    [
      'null-tag',
      'TagResource',
      '{"ResourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/assets","Tags":[null]}',
    ],
    ['deep', 'PutItem', JSON.stringify({ TableName: 'assets', Item: { ...key, d: deep(2_000) } })],
  ];

  it.each(rows)('is answered with 400 and recorded: %s', async (_name, operation, body) => {
    expect(await send(engine.endpoint, operation, body)).toMatchObject({
      status: 400,
      type: expect.stringMatching(/#(Validation|Serialization)Exception$/),
    });
    expect(await engine.drain()).toMatchObject([{ operation, status: 400, touches: [] }]);
  });

  const conditions: readonly (readonly [string, string])[] = [
    ['closed', `${'('.repeat(200)}a = :v${')'.repeat(200)}`],
    ['open', `${'('.repeat(200)}a = :v`],
    ['without-comparison', `${'('.repeat(12)}a${')'.repeat(12)}`],
    ['malformed-inside', `${'(a = :v AND '.repeat(12)} b ~ ${')'.repeat(12)}`],
    ['operands', `${'('.repeat(12)}a${')'.repeat(12)} = :v`],
    ['too-long', `a = :v${' AND a = :v'.repeat(500)}`],
  ];

  it.each(conditions)('or hang it is answered at once: condition %s', async (_name, FilterExpression) => {
    const ExpressionAttributeValues = { ':v': { S: 'v' } };
    const answer = await ask('Scan', { FilterExpression, ExpressionAttributeValues });
    expect(answer).toMatchObject({ status: 400, type: expect.stringMatching(/ValidationException$/) });
    await engine.drain();
  });

  it('is not confused with a condition that boto3 builds of many parts', async () => {
    const FilterExpression = Array.from({ length: 30 }).reduce<string>(
      (left) => `(${left} AND attribute_exists(pk))`,
      'attribute_exists(sk)',
    );
    expect(await ask('Scan', { FilterExpression })).toMatchObject({ status: 200 });
    await engine.drain();
  });

  it('and that its client breaks off, leaves no trace', async () => {
    const socket = connect(Number(new URL(engine.endpoint).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"Table');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resetAndDestroy();
    expect(await ask('GetItem', { Key: key })).toMatchObject({ status: 200 });
    expect(await engine.drain()).toHaveLength(1);
  });

  const values = ['0.1', 'true', '{}', '{"$ne":"a"}', '["a"]', '{"S":1}'];
  const malformed = values.flatMap((value) => [
    ['GetItem', `{"TableName":"assets","Key":{"pk":{"S":${value}},"sk":{"S":"b"}}}`],
    ['PutItem', `{"TableName":"assets","Item":{"pk":{"S":"a"},"sk":{"B":${value}}}}`],
    ['PutItem', `{"TableName":"assets","Item":{"pk":{"S":"a"},"sk":${value}}}`],
    ['UpdateItem', `{"TableName":"assets","Key":{"pk":{"S":"a"},"sk":{"N":${value}}}}`],
    ['DeleteItem', `{"TableName":"assets","Key":{"pk":{"S":${value}},"sk":{"S":"b"}}}`],
    ['BatchGetItem', `{"RequestItems":{"assets":{"Keys":[{"pk":{"S":${value}},"sk":{"S":"b"}}]}}}`],
    [
      'BatchWriteItem',
      `{"RequestItems":{"assets":[{"PutRequest":{"Item":{"pk":{"S":${value}},"sk":{"S":"b"}}}}]}}`,
    ],
    [
      'TransactWriteItems',
      `{"TransactItems":[{"Put":{"TableName":"assets","Item":{"pk":{"S":${value}},"sk":{"S":"b"}}}}]}`,
    ],
    [
      'TransactGetItems',
      `{"TransactItems":[{"Get":{"TableName":"assets","Key":{"pk":{"S":${value}},"sk":{"S":"b"}}}}]}`,
    ],
    [
      'Query',
      `{"TableName":"assets","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":${value}}}}`,
    ],
    ['Scan', `{"TableName":"assets","ExclusiveStartKey":{"pk":{"S":${value}},"sk":{"S":"b"}}}`],
  ]);
  it.each(malformed)(
    'or has no text in a key, is refused and touches nothing: %s %s',
    async (operation, body) => {
      expect(await send(engine.endpoint, operation, body)).toMatchObject({ status: 400 });
      const records = await engine.drain();
      expect(records.map(({ status }) => status)).toEqual([400]);
      expect(records.flatMap(({ touches }) => touches)).toEqual([]);
    },
  );

  it.each(['\u00bfgTableName', '{"TableName": "assets", "Limit": NaN}', ''])(
    'or is no JSON, is answered as DynamoDB does, and recorded: %j',
    async (body) => {
      const answer = await send(engine.endpoint, 'Scan', body);
      expect(answer).toMatchObject({ status: 400, type: expect.stringMatching(/SerializationException$/) });
      expect(await engine.drain()).toMatchObject([{ operation: 'Scan', status: 400, touches: [] }]);
    },
  );

  it('or is too long, is answered with 413 and recorded', async () => {
    expect(await send(engine.endpoint, 'PutItem', 'x'.repeat(17_000_000))).toMatchObject({ status: 413 });
    expect(await engine.drain()).toMatchObject([{ operation: 'PutItem', status: 413, touches: [] }]);
  });
});

describe('a request that cannot be decoded', () => {
  it.each(['DescribeLimits', 'UpdateContinuousBackups', 'constructor'])(
    'fails the drain and is refused by name: %s',
    async (operation) => {
      const answer = await ask(operation, {});
      expect(answer).toMatchObject({ status: 400, message: expect.stringContaining(operation) });
      await expect(engine.drain()).rejects.toThrow(`${operation} is not among the operations`);
      expect(await engine.drain()).toEqual([]);
    },
  );

  it('fails the drain: a body that is encoded', async () => {
    await send(engine.endpoint, 'GetItem', '\u00bfgTableName', { 'content-encoding': 'gzip' });
    await expect(engine.drain()).rejects.toThrow(UndecodedError);
  });

  it('fails the drain: the Streams API', async () => {
    await send(engine.endpoint, '', '{}', { 'x-amz-target': 'DynamoDBStreams_20120810.GetRecords' });
    await expect(engine.drain()).rejects.toThrow(/GetRecords/);
  });

  it('fails the drain: another path, another method', async () => {
    await fetch(`${engine.endpoint}/service/DynamoDB_20120810/operation/GetItem`, { method: 'POST' });
    await expect(engine.drain()).rejects.toThrow(/operation\/GetItem/);
    await fetch(engine.endpoint);
    await expect(engine.drain()).rejects.toThrow(/GET \//);
  });

  it('fails the drain: more requests than are kept', async () => {
    const body = JSON.stringify({ TableName: 'assets', Key: key });
    for (let round = 0; round < 21; round += 1)
      await Promise.all(Array.from({ length: 100 }, () => send(engine.endpoint, 'GetItem', body)));
    await expect(engine.drain()).rejects.toThrow(/more than 2000 requests/);
  });
});

describe('an engine', () => {
  it('that is killed is lost, and another can be started', async () => {
    const doomed = await startItemEngine({ tables: [assets], endpoint: null });
    process.kill(await listener(doomed.endpoint), 'SIGKILL');
    await expect(doomed.drain()).rejects.toThrow(TargetLostError);
    await expect(doomed.undo()).rejects.toMatchObject({ reason: 'engine' });
    await doomed.stop();
    const next = await startItemEngine({ tables: [assets], endpoint: null });
    expect(await next.drain()).toEqual([]);
    await next.stop();
  });

  it('that hangs is lost when its deadline is over', async () => {
    expect(await hung).toMatchObject({ message: expect.stringMatching(/did not answer within 10 s/) });
  });

  it('refuses a table that is none with the reason', async () => {
    const started = startItemEngine({ tables: [{ TableName: 'x' }], endpoint: null });
    await expect(started).rejects.toThrow(
      /dynamodb.tables: the engine refused the table x: TableName must be/,
    );
  });

  it('holds the tables it was given, ready for use', async () => {
    const client = clientOf(engine.endpoint);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['assets']);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'assets' }));
    expect(Table?.TableStatus).toBe('ACTIVE');
    client.destroy();
  });

  it('ends when its parent is gone', async () => {
    const script = `
      import { startItemEngine } from ${JSON.stringify(`${packageRoot}/dist/engines/dynamodb/engine.js`)};
      const { endpoint } = await startItemEngine({ tables: [], endpoint: null });
      process.stdout.write(endpoint);
      process.kill(process.pid, 'SIGKILL');`;
    const parent = await execaNode({ reject: false, input: script })('-', ['--input-type=module']);
    const endpoint = parent.stdout;
    expect(endpoint).toMatch(/^http/);
    await expect
      .poll(
        () =>
          fetch(endpoint).then(
            () => 'there',
            () => 'gone',
          ),
        { timeout: 5_000 },
      )
      .toBe('gone');
  });
});
