/** PartiQL on an engine that has none: done as the requests that it comes to, recorded as those, and put back. */
import {
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startItemEngine } from '../../../engines/dynamodb/engine.ts';
import { literalEndedBy, statementWords } from '../../../engines/dynamodb/partiql/words.ts';
import type { ItemEngine } from '../../../model/itemEngine.ts';
import { assets, clientOf, counters, lines } from './client.ts';

const key = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } });
const first = { ...key('1'), state: { S: 'open' }, size: { N: '3' }, tags: { SS: ['x'] } };
const second = { ...key('2'), state: { S: 'shut' }, size: { N: '5' }, meta: { M: { by: { S: 'me' } } } };
const other = { pk: { S: 'b' }, sk: { S: '1' }, state: { S: 'open' } };

let engine: ItemEngine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startItemEngine({ tables: [assets, counters], endpoint: null });
  client = clientOf(engine.endpoint);
  await engine.write(
    [first, second, other].map((item) => ({
      table: 'assets',
      key: { pk: item.pk, sk: item.sk },
      item,
    })),
  );
  await engine.seal();
});
beforeEach(() => engine.undo());
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

const run = (Statement: string, Parameters?: { S: string }[]) =>
  client.send(
    new ExecuteStatementCommand({ Statement, ...(Parameters === undefined ? {} : { Parameters }) }),
  );
const items = async (statement: string, parameters?: { S: string }[]) =>
  (await run(statement, parameters)).Items?.map(({ pk, sk }) => `${pk?.S}/${sk?.S}`);
const asked = async () => (await engine.drain()).map(({ operation }) => operation);

describe('a SELECT', () => {
  it.each([
    ["SELECT * FROM assets WHERE pk = 'a' AND sk = '1'", 'Query', ['a/1']],
    [`SELECT * FROM "assets" WHERE "pk" = 'a' AND begins_with("sk", '')`, 'Query', ['a/1', 'a/2']],
    ["SELECT * FROM assets WHERE pk = 'a' AND sk BETWEEN '0' AND '1'", 'Query', ['a/1']],
    ["SELECT * FROM assets WHERE 'a' = pk ORDER BY sk DESC", 'Query', ['a/2', 'a/1']],
    ["SELECT * FROM assets WHERE pk = 'a' AND state <> 'open'", 'Query', ['a/2']],
    ["SELECT * FROM assets WHERE pk = 'a' AND (size > 4 OR contains(tags, 'x'))", 'Query', ['a/1', 'a/2']],
    ["SELECT * FROM assets WHERE pk = 'a' AND meta.by = 'me'", 'Query', ['a/2']],
    ["SELECT * FROM assets WHERE pk = 'a' AND meta IS MISSING", 'Query', ['a/1']],
    ["SELECT * FROM assets WHERE pk = 'a' AND sk <> '1'", 'Scan', ['a/2']],
    ["SELECT * FROM assets WHERE pk = 'x' OR pk <> 'a'", 'Scan', ['b/1']],
    ["SELECT * FROM assets WHERE pk IN ['a', 'c'] AND NOT size < 4", 'Scan', ['a/2']],
    [`SELECT * FROM assets."by-state" WHERE state = 'shut'`, 'Query', ['a/2']],
  ])('%s is a %s', async (statement, operation, found) => {
    expect(await items(statement)).toEqual(found);
    const records = await engine.drain();
    expect(records.map((one) => [one.operation, one.statement])).toEqual([[operation, statement]]);
    expect(lines(records)).toEqual(found.map((one) => `read assets ${one}`));
  });

  it('takes parameters in order', async () => {
    expect(
      await items('SELECT * FROM assets WHERE pk = ? AND sk = ?', [{ S: 'a' }, { S: "2' OR 'x" }]),
    ).toEqual([]);
    expect(await items('SELECT * FROM assets WHERE pk = ? AND sk = ?', [{ S: 'a' }, { S: '2' }])).toEqual([
      'a/2',
    ]);
  });

  it('answers with the fields that it names, and is recorded with whole items', async () => {
    const { Items } = await run("SELECT size, meta.by FROM assets WHERE pk = 'a' AND sk = '2'");
    expect(Items).toEqual([{ size: { N: '5' }, by: { S: 'me' } }]);
    expect((await engine.drain())[0]?.touches[0]?.after).toEqual(second);
  });

  it('goes on where the page before ended', async () => {
    const Statement = "SELECT * FROM assets WHERE pk = 'a'";
    const { Items, NextToken } = await client.send(new ExecuteStatementCommand({ Statement, Limit: 1 }));
    const next = await client.send(new ExecuteStatementCommand({ Statement, NextToken }));
    expect([Items, next.Items]).toEqual([[first], [second]]);
  });
});

describe('a write', () => {
  it('makes an item, once', async () => {
    const statement = `INSERT INTO assets VALUE {'pk': 'a', 'sk': '3', 'size': -2, 'deep': {'list': [1, 'it''s', true, null]}}`;
    await run(statement);
    await expect(run(statement)).rejects.toMatchObject({ name: 'DuplicateItemException' });
    const { Items } = await run("SELECT size, deep.list FROM assets WHERE pk = 'a' AND sk = '3'");
    const list = { L: [{ N: '1' }, { S: "it's" }, { BOOL: true }, { NULL: true }] };
    expect(Items).toEqual([{ size: { N: '-2' }, list }]);
    expect(await asked()).toEqual(['PutItem', 'PutItem', 'Query']);
    await engine.undo();
    expect(await items("SELECT * FROM assets WHERE pk = 'a' AND sk = '3'")).toEqual([]);
  });

  it('changes an item that is there, and none that is not', async () => {
    const { Items } = await run(
      "UPDATE assets SET size = size + 4 SET state = 'shut' REMOVE meta SET tags = set_add(tags, <<'y'>>) WHERE pk = 'a' AND sk = '1' RETURNING MODIFIED NEW *",
    );
    expect(Items).toEqual([{ size: { N: '7' }, state: { S: 'shut' }, tags: { SS: ['x', 'y'] } }]);
    await expect(run("UPDATE assets SET size = 1 WHERE pk = 'a' AND sk = 'x'")).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    expect(lines(await engine.drain())).toEqual(['write assets a/1', 'requested assets a/x']);
  });

  it('removes an item under a condition', async () => {
    const remove = "DELETE FROM assets WHERE pk = 'a' AND sk = '1' AND state = ";
    await expect(run(`${remove}'shut'`)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect((await run(`${remove}'open' RETURNING ALL OLD *`)).Items).toEqual([first]);
    expect(lines(await engine.drain())).toEqual(['requested assets a/1', 'delete assets a/1']);
  });

  it('of a part of a key is refused', async () => {
    await expect(run("DELETE FROM assets WHERE pk = 'a'")).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

it('a batch does what it can', async () => {
  const Statements = [
    { Statement: "SELECT * FROM assets WHERE pk = 'a' AND sk = '1'" },
    { Statement: "UPDATE assets SET size = 1 WHERE pk = 'a' AND sk = 'x'" },
    { Statement: "SELECT * FROM assets WHERE pk = 'a' AND" },
  ];
  const { Responses } = await client.send(new BatchExecuteStatementCommand({ Statements }));
  expect(Responses?.map(({ Item, Error: fault }) => Item?.sk?.S ?? fault?.Code)).toEqual([
    '1',
    'ConditionalCheckFailed',
    'ValidationError',
  ]);
});

describe('a transaction', () => {
  const transact = (...texts: string[]) =>
    client.send(
      new ExecuteTransactionCommand({ TransactStatements: texts.map((Statement) => ({ Statement })) }),
    );

  it('is done as a whole or not at all', async () => {
    const remove = "DELETE FROM assets WHERE pk = 'a' AND sk = '1'";
    const check = (sk: string) => `EXISTS(SELECT * FROM assets WHERE pk = 'a' AND sk = '${sk}')`;
    await expect(transact(remove, check('x'))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    await transact(remove, check('2'));
    expect(lines(await engine.drain())).toEqual([
      'requested assets a/1',
      'requested assets a/x',
      'delete assets a/1',
      'requested assets a/2',
    ]);
  });

  it('reads items by their keys', async () => {
    const { Responses } = await transact("SELECT * FROM assets WHERE pk = 'a' AND sk = '2'");
    expect(Responses).toEqual([{ Item: second }]);
  });
});

it.each([
  "SELECT * FROM assets WHERE pk = 'a'' AND sk = '1'",
  "SELECT * FROM assets WHERE pk = 'a' --",
  'SELECT * FROM nowhere',
  "SELECT * FROM assets WHERE pk = 'a' AND sk = ?",
  `SELECT * FROM assets WHERE ${'('.repeat(200)}pk = 'a'${')'.repeat(200)}`,
  '',
])('what is no statement is refused, and recorded: %s', async (statement) => {
  await expect(run(statement)).rejects.toMatchObject({ name: 'ValidationException' });
  if (statement !== '')
    expect((await engine.drain())[0]).toMatchObject({ status: 400, statement, touches: [] });
});

describe('the words of a statement', () => {
  it('leave out values, written or bound', () => {
    const bound = statementWords('SELECT * FROM t WHERE pk = ? AND n > ?');
    expect(statementWords(`select * FROM "t" WHERE pk = 'x''y' AND n > 12.5`)).toEqual(bound);
  });

  it.each([
    ["pk = 'abc' OR 'a'='a'", "abc' OR 'a'='a", true],
    ["pk = 'abc''s'", "abc's", false],
    ["pk = 'abc'", 'abc', false],
    ["pk IN ['abc', 'def']", "', '", false],
    ["pk = 'abc'", "abc'", false],
  ])('%s with %s', (statement, sent, isEnded) => {
    expect(literalEndedBy(statement, [sent])).toBe(isEnded ? sent : null);
  });
});
