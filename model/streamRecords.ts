/**
 * Makes records of DynamoDB Streams as a Lambda function receives them, from the attributes of an operation or from what
 * earlier steps really wrote. Pure. Sequence numbers count from one; the time is always the same.
 */
import { z } from 'zod';
import type { Json } from './attack.ts';
import { isList, isObject, type JsonObject, textIn } from './json.ts';
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
  readonly times: 0 | 1 | 2;
  readonly after: 'nothing' | 'harmless';
  /** Whether harmless records of other actors are in the batch too, before or behind them. */
  readonly others: 'none' | 'before' | 'behind';
  /** DynamoDB type of sent attributes: `S` keeps their own types; `absent` leaves them out. Those of a table's keys are fixed. */
  readonly type: 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'absent';
  /** The attribute that has the type; null for all. */
  readonly typed: string | null;
}

type ChosenShape = Omit<RecordShape, 'typed'>;

const plainChosen: ChosenShape = {
  ...{ sentIn: 'new', times: 1, after: 'nothing' },
  ...{ others: 'none', type: 'S' },
};

const shapes: { readonly [Member in keyof ChosenShape]: readonly ChosenShape[Member][] } = {
  sentIn: ['new', 'old', 'both', 'removed'],
  times: [0, 1, 2],
  after: ['nothing', 'harmless'],
  others: ['none', 'before', 'behind'],
  type: ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'absent'],
};

/** The shape in a JSON value; missing or invalid members become plain. */
export function recordShapeOf(json: Json | undefined): RecordShape {
  const asked = (name: keyof RecordShape): Json | undefined =>
    isObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
  const member = <Name extends keyof ChosenShape>(name: Name): ChosenShape[Name] =>
    shapes[name].find((known) => known === asked(name)) ?? plainChosen[name];
  const typed = asked('typed');
  return {
    ...{ sentIn: member('sentIn'), times: member('times'), after: member('after') },
    ...{ others: member('others'), type: member('type') },
    typed: typeof typed === 'string' ? typed : null,
  };
}

/** What a world adds to a consumer's step besides its attributes. */
export interface Consumption {
  readonly shape: RecordShape;
  /** Harmless attributes of the same actor, in DynamoDB JSON. */
  readonly harmless: ItemImage;
  /** What earlier steps of that actor really changed; if nothing, records are generated. */
  readonly caused: readonly ItemChange[];
  /** Harmless changes of other actors in the same batch. */
  readonly beside: readonly ItemChange[];
}

/** Stored in the argument for the form of records. */
export function encodeConsumption({ shape, harmless, caused, beside }: Consumption): Json {
  return { ...shape, harmless, caused: caused.map(changeJson), beside: beside.map(changeJson) };
}

function changeJson({ keys, before, after }: ItemChange): Json {
  return { keys, before, after };
}

/** Decodes it; a plain shape has nothing else. */
export function consumption(json: Json): Consumption {
  const read = z
    .object({
      harmless: imageForm.default({}),
      caused: z.array(changeForm).default([]),
      beside: z.array(changeForm).default([]),
    })
    .safeParse(json);
  const rest = read.success ? read.data : { harmless: {}, caused: [], beside: [] };
  return { shape: recordShapeOf(json), ...rest };
}

const imageForm = z.record(z.string(), z.json());
const changeForm = z.object({ keys: imageForm, before: imageForm.nullable(), after: imageForm.nullable() });

/** All changes of a batch: those of the sent attributes or the caused ones, and those of other actors. */
export function batchOf(
  { shape, harmless, caused, beside }: Consumption,
  sent: ItemImage,
  keyNames: readonly string[],
  earlier?: ItemImage,
): readonly ItemChange[] {
  const made = changesOf(shape, sent, { ...sent, ...harmless }, keyNames, earlier);
  const own = shape.times > 0 && caused.length > 0 ? caused : made;
  return shape.others === 'before' ? [...beside, ...own] : [...own, ...beside];
}

/** A harmless change of an actor, whose key no other actor's has. */
export function harmlessChange(
  shape: RecordShape,
  actor: string,
  image: ItemImage,
  keyNames: readonly string[],
  earlier: ItemImage = {},
): readonly ItemChange[] {
  const own = Object.fromEntries(keyNames.map((name) => [name, { S: actor }]));
  return changesOf(shape, { ...own, ...image }, { ...own, ...image }, keyNames, earlier);
}

/** The event with these changes, as a Lambda function receives it. */
export function streamEvent(table: string, view: StreamView, changes: readonly ItemChange[]): Json {
  return { Records: changes.map((change, index) => recordOf(table, view, change, index + 1)) };
}

/** The changes for sent attributes. `harmless` are the same actor's own, `earlier` those that had other values before. */
function changesOf(
  shape: RecordShape,
  sent: ItemImage,
  harmless: ItemImage,
  keyNames: readonly string[],
  earlier: ItemImage = {},
): readonly ItemChange[] {
  if (shape.times === 0) return [];
  const hostile = recordImage(sent, shape, keyNames);
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

/** The attributes with the type of a shape where it may be given. */
function recordImage(
  attributes: ItemImage,
  { type, typed }: RecordShape,
  keyNames: readonly string[],
): ItemImage {
  if (type === 'S') return attributes;
  const isTyped = (name: string): boolean => !keyNames.includes(name) && (typed ?? name) === name;
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]): [string, Json][] => {
      if (!isTyped(name)) return [[name, value]];
      return type === 'absent' ? [] : [[name, typedAttribute(attributeText(value), type)]];
    }),
  );
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
