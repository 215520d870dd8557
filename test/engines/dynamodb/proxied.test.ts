import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import {
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startItemEngine } from '../../../engines/dynamodb/engine.ts';
import { TargetLostError } from '../../../model/errors.ts';
import { assets, clientOf, counters, lines, send } from './client.ts';

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}

const key = { pk: { S: 'a' }, sk: { S: '1' } };
const Item = { ...key, note: { S: 'the user’s own' } };
let theirs: Server;
let endpoint: string;
let direct: DynamoDBClient;
beforeAll(async () => {
  theirs = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  endpoint = await listen(theirs);
  direct = clientOf(endpoint);
  const engine = await startItemEngine({ tables: [], endpoint });
  await send(engine.endpoint, 'CreateTable', JSON.stringify(assets));
  await engine.stop();
  await send(endpoint, 'CreateTable', JSON.stringify(assets));
  await direct.send(new PutItemCommand({ TableName: 'assets', Item }));
});
afterAll(() => {
  direct.destroy();
  theirs.closeAllConnections();
  theirs.close();
});

describe("an engine of the user's own", () => {
  it('is recorded through a proxy and gets everything back', async () => {
    const engine = await startItemEngine({ tables: [assets, counters], endpoint });
    const client = clientOf(engine.endpoint);
    await client.send(new PutItemCommand({ TableName: 'assets', Item: key }));
    await client.send(new PutItemCommand({ TableName: 'counters', Item: { id: { N: '1' } } }));
    await client.send(new GetItemCommand({ TableName: 'assets', Key: key }));
    expect(lines(await engine.drain())).toEqual(['write assets a/1', 'create counters 1', 'read assets a/1']);
    expect((await direct.send(new ScanCommand({ TableName: 'assets' }))).Items).toEqual([key]);
    await engine.undo();
    expect((await direct.send(new ScanCommand({ TableName: 'assets' }))).Items).toEqual([Item]);
    await client.send(new PutItemCommand({ TableName: 'assets', Item: key }));
    client.destroy();
    await engine.stop();
    expect((await direct.send(new ListTablesCommand({}))).TableNames).toEqual(['assets']);
    expect((await direct.send(new ScanCommand({ TableName: 'assets' }))).Items).toEqual([Item]);
  });

  it('is sent the bytes and headers of the client, and its answer comes back as it is', async () => {
    const seen: { body: string; host: string; authorization: string; url: string }[] = [];
    const answer = gzipSync('{"TableNames":[]}');
    const odd = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { host = '', authorization = '' } = request.headers;
      seen.push({ body: Buffer.concat(chunks).toString(), host, authorization, url: request.url ?? '' });
      response.setHeader('content-encoding', 'gzip');
      response.setHeader('x-amz-crc32', '12345');
      response.end(answer);
    });
    const engine = await startItemEngine({ tables: [], endpoint: await listen(odd) });
    const body = '{ "Limit": 1.0e0, "Limit": 2 }';
    const response = await fetch(`${engine.endpoint}/?a=b`, {
      method: 'POST',
      body,
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', authorization: 'AWS4-HMAC-SHA256 mine' },
    });
    expect(await response.json()).toEqual({ TableNames: [] });
    expect(response.headers.get('x-amz-crc32')).toBe('12345');
    const host = new URL(engine.endpoint).host;
    expect(seen).toEqual([{ body, host, authorization: 'AWS4-HMAC-SHA256 mine', url: '/?a=b' }]);
    expect(await engine.drain()).toMatchObject([{ operation: 'ListTables', status: 200 }]);
    await engine.stop();
    odd.closeAllConnections();
    odd.close();
  });

  it('that goes away is lost', async () => {
    const short = dynalite({ createTableMs: 0 });
    const engine = await startItemEngine({ tables: [assets], endpoint: await listen(short) });
    short.closeAllConnections();
    short.close();
    const body = JSON.stringify({ TableName: 'assets', Key: key });
    expect(await send(engine.endpoint, 'GetItem', body)).toMatchObject({ status: 500 });
    await expect(engine.drain()).rejects.toThrow(TargetLostError);
    await engine.stop();
  });
});
