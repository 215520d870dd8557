/** DynamoDB clients of a target: all of them go to the engine, and each request names its call site. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import type { ItemEngine } from '../../model/itemEngine.ts';
import type { Target } from '../../model/target.ts';
import { callProbe, type Ground, jsonOf, makeGround, removeGround, startTarget } from './kit.ts';

const probe = `
import boto3
import botocore.session
from botocore.config import Config

KEY = {"pk": {"S": "a"}}

def client():
    made = boto3.client("dynamodb")
    return made.get_item(TableName="items", Key=KEY).get("Item", None)

def resource():
    table = boto3.resource("dynamodb", region_name="eu-west-1").Table("items")
    table.put_item(Item={"pk": "a"})
    return table.get_item(Key={"pk": "a"})["Item"]

def elsewhere():
    made = boto3.client("dynamodb", endpoint_url="http://192.0.2.1:8000", aws_access_key_id="real",
                        aws_secret_access_key="real", config=Config(retries={"max_attempts": 10}))
    return [made.meta.endpoint_url, made._request_signer._credentials.access_key]

def agents():
    made = [boto3.client("dynamodb", config=config) for config in (None, Config(user_agent="shop/1"))]
    return [one.meta.config.user_agent.split()[0] for one in made]

def plain_botocore():
    made = botocore.session.get_session().create_client("dynamodb", "us-west-2")
    return made.list_tables()["TableNames"]

def other_service():
    return boto3.client("sts", region_name="us-east-1").meta.endpoint_url
`;

const keySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }];
const attributes = [{ AttributeName: 'pk', AttributeType: 'S' }];
const tables = [
  {
    TableName: 'items',
    KeySchema: keySchema,
    AttributeDefinitions: attributes,
    BillingMode: 'PAY_PER_REQUEST',
  },
];

let ground: Ground;
let engine: ItemEngine;
let target: Target;

beforeAll(async () => {
  ground = await makeGround({ 'probe.py': probe });
  engine = await startItemEngine({ tables, endpoint: null });
  target = await startTarget(ground, { dynamodbEndpoint: engine.endpoint });
});

afterAll(async () => {
  await target.stop();
  await engine.stop();
  await removeGround(ground);
});

it('names the line of the target that made each request', async () => {
  await engine.drain();
  const { calls } = await callProbe(target, 'resource');
  const records = await engine.drain();
  expect(records.map(({ operation }) => operation)).toEqual(['PutItem', 'GetItem']);
  const lines = records.map(({ call }) => calls[String(call)]);
  const file = join(ground.config, 'probe.py');
  expect(lines).toEqual([
    { file, line: lineOf('table.put_item'), function: 'resource', start: lineOf('def resource') },
    { file, line: lineOf('return table.get_item'), function: 'resource', start: lineOf('def resource') },
  ]);
});

function lineOf(code: string): number {
  return probe.split('\n').findIndex((line) => line.includes(code)) + 1;
}

it('sends a client without any settings to the engine', async () => {
  await callProbe(target, 'resource');
  expect(jsonOf(await callProbe(target, 'client'))).toEqual({ pk: { S: 'a' } });
});

it('sends a client that names another endpoint to the engine, with fake credentials', async () => {
  expect(jsonOf(await callProbe(target, 'elsewhere'))).toEqual([engine.endpoint, 'trespass']);
});

it('keeps the name that a client gives itself, and gives one that need not be made anew to others', async () => {
  expect(jsonOf(await callProbe(target, 'agents'))).toEqual(['trespass', 'shop/1']);
});

it('sends a client of botocore alone to the engine', async () => {
  expect(jsonOf(await callProbe(target, 'plain_botocore'))).toEqual(['items']);
});

it('leaves clients of other services as they are', async () => {
  expect(jsonOf(await callProbe(target, 'other_service'))).toContain('amazonaws.com');
});

it('fails within the deadline of a step where the engine is dead', async () => {
  const alone = await startTarget(ground, { dynamodbEndpoint: 'http://127.0.0.1:9' });
  const { response } = await callProbe(alone, 'client');
  await alone.stop();
  expect(response.exception?.type).toContain('EndpointConnectionError');
});
