/**
 * Makes records of DynamoDB Streams as a Lambda function receives them, from the attributes of an operation or from what
 * earlier steps really wrote. Pure. Sequence numbers count from one; the time is always the same.
 */
import { z } from 'zod';
import type { Json } from './attack.ts';
import { isList, type JsonObject, textIn } from './json.ts';
import { recordsParameter } from './operation.ts';
import type { ItemImage } from './records.ts';
import type { ResolvedArgument, ResolvedArguments } from './resolvedArgument.ts';
import type { StreamView } from './streamView.ts';

export type StreamEventName = 'INSERT' | 'MODIFY' | 'REMOVE';

/** One change of an item: null if it did not exist before or after. */
export interface ItemChange {
  readonly keys: ItemImage;
  readonly before: ItemImage | null;
  readonly after: ItemImage | null;
}

/** The form of generated records around the sent attributes. */
export interface RecordShape {
  /** Which images contain the sent attributes: the other one has harmless attributes of the same actor. */
  readonly sentIn: 'new' | 'old' | 'both' | 'removed';
  /** How often the record is sent, and whether a harmless one of the same actor precedes it. */
  readonly times: 1 | 2;
  readonly after: 'nothing' | 'harmless';
  /** DynamoDB type of every sent attribute: `S` keeps its own type; `absent` leaves them out. */
  readonly type: 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'absent';
}

export const plainShape: RecordShape = { sentIn: 'new', times: 1, after: 'nothing', type: 'S' };

const shapes: { readonly [Member in keyof RecordShape]: readonly RecordShape[Member][] } = {
  sentIn: ['new', 'old', 'both', 'removed'],
  times: [1, 2],
  after: ['nothing', 'harmless'],
  type: ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'absent'],
};

/** The shape in a JSON value; missing or invalid members become plain. */
export function recordShapeOf(json: Json | undefined): RecordShape {
  const member = <Name extends keyof RecordShape>(name: Name): RecordShape[Name] => {
    const asked =
      typeof json === 'object' && json !== null
        ? Object.entries(json).find(([at]) => at === name)?.[1]
        : undefined;
    return shapes[name].find((known) => known === asked) ?? plainShape[name];
  };
  return { sentIn: member('sentIn'), times: member('times'), after: member('after'), type: member('type') };
}

/** What a world adds to a consumer's step besides its attributes. */
export interface Consumption {
  readonly shape: RecordShape;
  /** Harmless attributes of the same actor, in DynamoDB JSON. */
  readonly harmless: ItemImage;
  /** What earlier steps of that actor really changed; if nothing, records are generated. */
  readonly caused: readonly ItemChange[];
}

/** Stored in the argument for the form of records. */
export function encodeConsumption({ shape, harmless, caused }: Consumption): Json {
  return { ...shape, harmless, caused: caused.map(({ keys, before, after }) => ({ keys, before, after })) };
}

/** Decodes it; a plain shape has nothing else. */
export function consumption(json: Json): Consumption {
  const read = z
    .object({ harmless: imageForm.default({}), caused: z.array(changeForm).default([]) })
    .safeParse(json);
  return { shape: recordShapeOf(json), ...(read.success ? read.data : { harmless: {}, caused: [] }) };
}

const imageForm = z.record(z.string(), z.json());
const changeForm = z.object({ keys: imageForm, before: imageForm.nullable(), after: imageForm.nullable() });

/** The event with these changes, as a Lambda function receives it. */
export function streamEvent(table: string, view: StreamView, changes: readonly ItemChange[]): Json {
  return { Records: changes.map((change, index) => recordOf(table, view, change, index + 1)) };
}

/** The changes for sent attributes. `harmless` are the same actor's own, `earlier` those that had other values before. */
export function changesOf(
  shape: RecordShape,
  sent: ItemImage,
  harmless: ItemImage,
  keyNames: readonly string[],
  earlier: ItemImage = {},
): readonly ItemChange[] {
  const hostile = recordImage(sent, shape.type);
  const plain = harmless;
  const images = {
    new: { before: null, after: hostile },
    old: { before: otherwise(hostile, plain, earlier), after: plain },
    both: { before: { ...plain, ...earlier }, after: hostile },
    removed: { before: hostile, after: null },
  }[shape.sentIn];
  const change = { ...images, keys: keysIn({ ...plain, ...hostile }, keyNames) };
  const first = { before: null, after: plain, keys: keysIn(plain, keyNames) };
  return [
    ...(shape.after === 'harmless' ? [first] : []),
    ...Array.from({ length: shape.times }, () => change),
  ];
}

/** Attributes that the attack did not send keep their earlier values. */
function otherwise(image: ItemImage, plain: ItemImage, earlier: ItemImage): ItemImage {
  const same = Object.entries(earlier).filter(
    ([name]) => JSON.stringify(image[name]) === JSON.stringify(plain[name]),
  );
  return { ...image, ...Object.fromEntries(same) };
}

/** A value in DynamoDB JSON: `7` as `{"N": "7"}`. */
export function attributeOf(value: Json): Json {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return isList(value) ? { L: value.map(attributeOf) } : { M: eachMember(value, attributeOf) };
}

function eachMember(image: JsonObject, into: (value: Json) => Json): ItemImage {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, into(value)]));
}

/** A consumer's arguments as attributes of an item: text and JSON as they are, bytes as binary. */
export function imageOfArguments(args: ResolvedArguments): ItemImage {
  const attributes = Object.entries(args).filter(([name]) => name !== recordsParameter);
  return Object.fromEntries(attributes.map(([name, argument]) => [name, attributeOfArgument(argument)]));
}

function attributeOfArgument(argument: ResolvedArgument): Json {
  switch (argument.kind) {
    case 'text':
      return { S: argument.text };
    case 'json':
      return attributeOf(argument.json);
    case 'bytes':
      return { B: Buffer.from(argument.bytes).toString('base64') };
    case 'file':
      return { B: Buffer.from(argument.content).toString('base64') };
    case 'path':
      return { S: argument.path };
  }
}

/** The attributes unchanged, or each with another type. */
function recordImage(attributes: ItemImage, type: RecordShape['type']): ItemImage {
  if (type === 'absent') return {};
  return type === 'S'
    ? attributes
    : eachMember(attributes, (value) => typedAttribute(attributeText(value), type));
}

function attributeText(attribute: Json): string {
  return (
    textIn(attribute, 'S') ?? textIn(attribute, 'N') ?? textIn(attribute, 'B') ?? JSON.stringify(attribute)
  );
}

function typedAttribute(text: string, type: Exclude<RecordShape['type'], 'absent'>): Json {
  switch (type) {
    case 'S':
      return { S: text };
    case 'N':
      return { N: /^-?\d+$/.test(text) ? text : '0' };
    case 'B':
      return { B: Buffer.from(text).toString('base64') };
    case 'BOOL':
      return { BOOL: true };
    case 'NULL':
      return { NULL: true };
    case 'L':
      return { L: [{ S: text }] };
    case 'M':
      return { M: { S: { S: text } } };
  }
}

/** The key attributes of an image; a missing one gets a fixed word. */
function keysIn(image: ItemImage, names: readonly string[]): ItemImage {
  return Object.fromEntries(names.map((name) => [name, image[name] ?? { S: 'record' }]));
}

function recordOf(table: string, view: StreamView, change: ItemChange, number: number): Json {
  const keys = { ...change.keys };
  const before = change.before === null ? null : { ...change.before, ...keys };
  const after = change.after === null ? null : { ...change.after, ...keys };
  const old = before !== null && (view === 'NEW_AND_OLD_IMAGES' || view === 'OLD_IMAGE');
  const fresh = after !== null && (view === 'NEW_AND_OLD_IMAGES' || view === 'NEW_IMAGE');
  const images = { Keys: keys, ...(fresh ? { NewImage: after } : {}), ...(old ? { OldImage: before } : {}) };
  return {
    eventID: number.toString(16).padStart(32, '0'),
    eventName: before === null ? 'INSERT' : after === null ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: 1_767_225_600,
      ...images,
      SequenceNumber: String(100_000_000_000_000_000_000n + BigInt(number)),
      SizeBytes: Buffer.byteLength(JSON.stringify(images)),
      StreamViewType: view,
    },
    eventSourceARN: `arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/2026-01-01T00:00:00.000`,
  };
}
