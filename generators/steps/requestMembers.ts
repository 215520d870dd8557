/**
 * JSON objects with members that are parameters of requests to DynamoDB and S3: a target that passes `{"Limit": 5}` on as a whole
 * passes `{"Limit": 5, "TableName": "orders"}` on as well. First one that most requests take, so that whatever is passed on
 * shows; then those that reach what is a victim's.
 */
import type { Argument, Json, JsonArgument } from '../../model/attack.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { furtherMark } from '../../model/jsonText.ts';
import { objectKeyName } from '../../model/keyShape.ts';
import type { Knowledge, KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { type Aim, keyAttributes, knownPart } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { bodyOf, type JsonPath, replacedAt } from './bodies.ts';

/** Each object of the parameter's harmless JSON with such members: all of them where it has some already, else the first few. */
export function requestMembers(aim: Aim): readonly Argument[] {
  const { knowledge, operation } = aim;
  const body = bodyOf(aim, () => knowledge.actors.attacker);
  const reached = knowledge.stores.reached[operation.name] ?? [];
  if (body === null || !reached.some((store) => store !== 'file')) return [];
  const sets = memberSets(knowledge);
  const perObject = objectsOf(body.json, []).map(({ path, object }) => {
    const isRequest = Object.keys(object).some((name) => requestNames.has(name));
    return sets
      .slice(0, isRequest ? sets.length : fewSets)
      .map((set) => withMembers(body, path, object, set));
  });
  const what = 'parameters of requests are sent as members of JSON';
  return firstTried(knowledge, operation, inTurn(perObject), limits.requestMembersMax, what);
}

/** Members to add, by what stands in them: JSON in which the known values are filled in by their number. */
interface MemberSet {
  readonly known: readonly KnownValue[];
  readonly members: (marks: readonly string[]) => JsonObject;
}

/** How many are tried on objects that look like no request. */
const fewSets = 3;

/** Parameters of reads and writes of items and objects, as boto3 names them. */
const requestNames: ReadonlySet<string> = new Set([
  ...['Limit', 'ScanIndexForward', 'ConsistentRead', 'Select', 'IndexName', 'TableName', 'Key', 'Item'],
  ...['FilterExpression', 'ProjectionExpression', 'KeyConditionExpression', 'ExclusiveStartKey'],
  ...['ReturnValues', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'],
  ...['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'StartAfter', 'CopySource', 'Range', 'Metadata', 'ACL'],
]);

function memberSets(knowledge: Knowledge): readonly MemberSet[] {
  const { keyPatterns, objectPatterns } = knowledge.stores;
  const plain = (members: JsonObject): MemberSet => ({ known: [], members: () => members });
  const all = (name: string, values: readonly (string | null)[]): MemberSet[] =>
    [...new Set(values)].flatMap((value) => (value === null ? [] : [plain({ [name]: value })]));
  const object = knowledge.stores.objectKeys.find(
    ({ actor, name }) => name === objectKeyName && knowledge.actors.victims.includes(actor),
  );
  return [
    plain({ ConsistentRead: true }),
    ...keysOfVictims(knowledge).flatMap(keySets),
    ...(object === undefined ? [] : objectSets(object, objectPatterns[0]?.table ?? null)),
    ...all(
      'TableName',
      keyPatterns.map(({ table }) => table),
    ),
    ...all(
      'IndexName',
      keyPatterns.map(({ index }) => index),
    ),
    ...all(
      'Bucket',
      objectPatterns.map(({ table }) => table),
    ),
    plain({ Prefix: '' }),
    plain({ Select: 'ALL_ATTRIBUTES' }),
    plain({ ProjectionExpression: keyAttributes(knowledge.stores).slice(0, 1).join() || 'id' }),
    plain({ FilterExpression: 'attribute_exists(#any)', ExpressionAttributeNames: { '#any': 'id' } }),
    plain({ ReturnValues: 'ALL_OLD' }),
  ];
}

/** The key attributes of the first item that each victim's harmless runs wrote. */
function keysOfVictims({ actors, stores }: Knowledge): readonly (readonly KnownValue[])[] {
  const attributes = keyAttributes(stores).map((name) => `item.${name}`);
  return actors.victims
    .map((victim) => {
      const theirs = stores.written.filter(
        ({ actor, name }) => actor === victim && attributes.includes(name),
      );
      return theirs.filter(({ operation }) => operation === theirs[0]?.operation);
    })
    .filter((key) => key.length > 0)
    .slice(0, 1);
}

/** The key as boto3's resources and as its clients take it, and the condition for all items with its first attribute. */
function keySets(known: readonly KnownValue[]): readonly MemberSet[] {
  const named = (marks: readonly string[], write: (mark: string) => Json): JsonObject =>
    Object.fromEntries(known.map(({ name }, at) => [name.replace(/^item\./, ''), write(marks[at] ?? '')]));
  const asIs = (mark: string): Json => mark;
  const typed = (mark: string): Json => ({ S: mark });
  const [first] = known;
  const condition = (write: (mark: string) => Json) => ({
    known,
    members: ([mark = '']: readonly string[]) => ({
      KeyConditionExpression: '#k = :k',
      ExpressionAttributeNames: { '#k': first?.name.replace(/^item\./, '') ?? '' },
      ExpressionAttributeValues: { ':k': write(mark) },
    }),
  });
  return [asIs, typed].flatMap((write) => [
    { known, members: (marks: readonly string[]) => ({ Key: named(marks, write) }) },
    condition(write),
    { known, members: (marks: readonly string[]) => ({ ExclusiveStartKey: named(marks, write) }) },
  ]);
}

function objectSets(known: KnownValue, bucket: string | null): readonly MemberSet[] {
  const of = (members: (mark: string) => JsonObject): MemberSet => ({
    known: [known],
    members: ([mark = '']) => members(mark),
  });
  return [
    of((mark) => ({ Key: mark })),
    of((mark) => ({ Prefix: mark })),
    ...(bucket === null ? [] : [of((mark) => ({ CopySource: { Bucket: bucket, Key: mark } }))]),
  ];
}

function withMembers(
  body: JsonArgument,
  path: JsonPath,
  object: JsonObject,
  { known, members }: MemberSet,
): JsonArgument {
  const { further = [] } = body;
  const marks = known.map((_, at) => furtherMark(further.length + at + 1));
  const texts = [...further, ...known.map((one) => [knownPart(one)])];
  return {
    json: replacedAt(body.json, path, { ...object, ...members(marks) }),
    ...(texts.length === 0 ? {} : { further: texts }),
  };
}

/** The objects of JSON, inner ones first: what is passed on is seldom all that is sent. */
function objectsOf(
  json: Json,
  path: JsonPath,
): readonly { readonly path: JsonPath; readonly object: JsonObject }[] {
  if (typeof json !== 'object' || json === null) return [];
  const inner = Object.entries(json).flatMap(([name, value]) => objectsOf(value, [...path, name]));
  return isObject(json) ? [...inner, { path, object: json }] : inner;
}
