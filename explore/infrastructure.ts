/**
 * Reads the tables and buckets that infrastructure files of a project declare: CloudFormation, SAM and Serverless in YAML or
 * JSON, what CDK puts out, Terraform in JSON. Names that are put together at deployment (`${Stage}-notes`) match what they may
 * become.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, type ScalarTag } from 'yaml';
import type { Json } from '../model/attack.ts';
import { isList, isObject, memberOf, objectIn, objectsIn, textIn } from '../model/json.ts';
import { literalPattern } from '../model/literalPattern.ts';

export interface DeclaredTable {
  /** Whether the name that a target uses may be this table's. */
  readonly fits: (name: string) => boolean;
  /** Its CreateTable input, but for the name. */
  readonly input: Json;
}

export interface Infrastructure {
  readonly tables: readonly DeclaredTable[];
  /** Names of buckets that are fixed. */
  readonly buckets: readonly string[];
}

const infrastructureFiles =
  /^(?:template|serverless|sam|cloudformation|stack|infrastructure|dynamodb|tables|resources)[\w.-]*\.(?:ya?ml|json)$|\.template\.(?:ya?ml|json)$|\.tf\.json$/i;
const unreadFolders = new Set([
  'node_modules',
  '.git',
  '.venv',
  'venv',
  'env',
  'static',
  'media',
  '__pycache__',
]);
const folderDepthMax = 3;
const bytesMax = 1_000_000;
const filesMax = 50;

export function readInfrastructure(folder: string): Infrastructure {
  const resources = filesBelow(folder, 0).slice(0, filesMax).flatMap(resourcesIn);
  return { tables: resources.flatMap(declaredTable), buckets: resources.flatMap(declaredBucket) };
}

function filesBelow(folder: string, depth: number): string[] {
  if (depth > folderDepthMax) return [];
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return unreadFolders.has(entry.name) ? [] : filesBelow(path, depth + 1);
      return entry.isFile() && infrastructureFiles.test(entry.name) && statSync(path).size <= bytesMax
        ? [path]
        : [];
    });
  } catch {
    return [];
  }
}

interface DeclaredResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Json;
}

function resourcesIn(path: string): DeclaredResource[] {
  return yamlDocuments(path).flatMap((document) => {
    const cloud =
      objectIn(document, 'Resources') ?? objectIn(objectIn(document, 'resources') ?? null, 'Resources') ?? {};
    const declared = Object.entries(cloud).map(([id, one]) => ({
      id,
      type: textIn(one, 'Type') ?? '',
      properties: memberOf(one, 'Properties') ?? {},
    }));
    return [...declared, ...terraformIn(objectIn(document, 'resource'))];
  });
}

/** A tag of CloudFormation keeps the text or the list behind it, so that `!Sub` and `!Ref` can be told from plain names. */
function intrinsic(tag: string): ScalarTag {
  return { tag, resolve: (text: string) => ({ [tag.slice(1)]: text }) };
}

const tags = ['!Ref', '!Sub', '!GetAtt', '!ImportValue', '!Base64', '!Condition'].map(intrinsic);

function yamlDocuments(path: string): Json[] {
  try {
    const text = readFileSync(path, 'utf8');
    if (path.endsWith('.json')) return [JSON.parse(text) as Json];
    return [...parseAllDocuments(text, { customTags: tags, logLevel: 'silent' })].map(
      (one) => one.toJS() as Json,
    );
  } catch {
    // A file of another kind by the same name.
    return [];
  }
}

/** `resource "aws_dynamodb_table"` in the words of CreateTable. */
function terraformIn(resource: Json | null): DeclaredResource[] {
  const tables = Object.entries(objectIn(resource, 'aws_dynamodb_table') ?? {});
  const buckets = Object.entries(objectIn(resource, 'aws_s3_bucket') ?? {});
  const named = (value: Json | undefined): Json => value ?? null;
  return [
    ...tables.map(([id, one]) => ({
      ...{ id, type: 'AWS::DynamoDB::Table' },
      properties: {
        TableName: named(memberOf(one, 'name')),
        AttributeDefinitions: many(one, 'attribute').map((attribute) => ({
          AttributeName: textIn(attribute, 'name'),
          AttributeType: textIn(attribute, 'type'),
        })),
        KeySchema: keysOf(one),
        GlobalSecondaryIndexes: many(one, 'global_secondary_index').map((index) => ({
          ...{ IndexName: textIn(index, 'name'), KeySchema: keysOf(index) },
          Projection: { ProjectionType: textIn(index, 'projection_type') ?? 'ALL' },
        })),
      },
    })),
    ...buckets.map(([id, one]) => ({
      ...{ id, type: 'AWS::S3::Bucket' },
      properties: { BucketName: named(memberOf(one, 'bucket')) },
    })),
  ];
}

function many(one: Json, name: string): readonly Json[] {
  const value = memberOf(one, name);
  return isList(value) ? value : isObject(value) ? [value] : [];
}

function keysOf(one: Json): Json {
  const key = (name: string, KeyType: string): Json[] => {
    const attribute = textIn(one, name);
    return attribute === null ? [] : [{ AttributeName: attribute, KeyType }];
  };
  return [...key('hash_key', 'HASH'), ...key('range_key', 'RANGE')];
}

function declaredTable({ id, type, properties }: DeclaredResource): DeclaredTable[] {
  if (type === 'AWS::Serverless::SimpleTable') {
    const key = objectIn(properties, 'PrimaryKey');
    const AttributeName = textIn(key, 'Name') ?? 'id';
    const kind = textIn(key, 'Type') === 'Number' ? 'N' : 'S';
    return [
      {
        fits: nameTest(id, memberOf(properties, 'TableName')),
        input: {
          AttributeDefinitions: [{ AttributeName, AttributeType: kind }],
          KeySchema: [{ AttributeName, KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
    ];
  }
  if (type !== 'AWS::DynamoDB::Table' || !isObject(properties)) return [];
  if (objectsIn(properties, 'KeySchema').length === 0) return [];
  const index = (one: Json): Json =>
    isObject(one)
      ? {
          IndexName: one['IndexName'] ?? null,
          KeySchema: one['KeySchema'] ?? null,
          Projection: one['Projection'] ?? { ProjectionType: 'ALL' },
        }
      : one;
  const global = objectsIn(properties, 'GlobalSecondaryIndexes').map(index);
  const local = objectsIn(properties, 'LocalSecondaryIndexes').map(index);
  return [
    {
      fits: nameTest(id, properties['TableName']),
      input: {
        AttributeDefinitions: properties['AttributeDefinitions'] ?? [],
        KeySchema: properties['KeySchema'] ?? [],
        BillingMode: 'PAY_PER_REQUEST',
        ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global }),
        ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local }),
      },
    },
  ];
}

/** Whether a name may be the one that is declared: the same, or what a template may become, or one like the resource's own id. */
function nameTest(id: string, declared: Json | undefined): (name: string) => boolean {
  const template =
    typeof declared === 'string'
      ? declared
      : (textIn(declared ?? null, 'Sub') ?? textIn(declared ?? null, 'Fn::Sub'));
  if (template !== null) {
    const pieces = template.split(/\$\{[^}]*\}/).map(literalPattern);
    const pattern = new RegExp(`^${pieces.join('.*')}$`);
    return (name) => pattern.test(name);
  }
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .replace(/table$/, '');
  return (name) => plain(name) === plain(id) || plain(name).endsWith(plain(id));
}

function declaredBucket({ type, properties }: DeclaredResource): string[] {
  const name = type === 'AWS::S3::Bucket' ? textIn(properties, 'BucketName') : null;
  return name !== null && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) ? [name] : [];
}
