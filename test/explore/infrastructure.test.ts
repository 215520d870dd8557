/** Tables and buckets of infrastructure files: CloudFormation with its short tags, Serverless, Terraform in JSON. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dir } from 'tmp-promise';
import { expect, it } from 'vitest';
import { readInfrastructure } from '../../explore/infrastructure.ts';

async function read(files: Readonly<Record<string, string>>) {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
    return readInfrastructure(path);
  } finally {
    await cleanup();
  }
}

const table = `
Resources:
  NotesTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "\${Stage}-notes"
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
  Named:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
  Files: {Type: "AWS::S3::Bucket", Properties: {BucketName: app-files}}
  Other: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref Name}}
`;

it('reads CloudFormation: names that are put together match what they may become', async () => {
  const { tables, buckets } = await read({ 'infra/template.yaml': table });
  expect(buckets).toEqual(['app-files']);
  const fitting = (name: string) => tables.filter(({ fits }) => fits(name)).map(({ input }) => input);
  expect(fitting('prod-notes')).toMatchObject([{ KeySchema: [{ AttributeName: 'pk' }] }]);
  expect(fitting('prod-named')).toMatchObject([{ KeySchema: [{ AttributeName: 'id' }] }]);
  expect(fitting('others')).toEqual([]);
});

it('reads Serverless and Terraform in JSON', async () => {
  const serverless = `resources:\n${table.replace(/^/gm, '  ')}`;
  expect((await read({ 'serverless.yml': serverless })).tables.length).toBe(2);
  const terraform = {
    resource: {
      aws_dynamodb_table: {
        t: {
          ...{ name: 'orders', hash_key: 'id', range_key: 'day' },
          attribute: [
            { name: 'id', type: 'S' },
            { name: 'day', type: 'N' },
          ],
        },
      },
    },
  };
  const { tables } = await read({ 'main.tf.json': JSON.stringify(terraform) });
  expect(tables[0]?.fits('orders')).toBe(true);
  expect(tables[0]?.input).toMatchObject({
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'day', KeyType: 'RANGE' },
    ],
  });
});

it('leaves alone what it cannot read', async () => {
  expect(await read({ 'template.yaml': 'a: [', 'template.json': '{' })).toEqual({ tables: [], buckets: [] });
});
