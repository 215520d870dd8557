/**
 * Executes transactions, which the embedded engine lacks, as the single requests of which they consist: the engine checks each
 * condition, and if one fails, the writes of the others are undone. The recorder handles one request at a time, so no other
 * request sees an intermediate state. Each part is recorded as a request of its own.
 */
import type { Json } from '../../model/attack.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import { isObject, type JsonObject, memberOf, objectIn, objectsIn, omit, textIn } from '../../model/json.ts';
import type { ItemTouch } from '../../model/records.ts';
import type { RawAnswer } from '../wire/rawRequest.ts';
import {
  type Backend,
  type BackendAnswer,
  dynamodbError,
  errorMessage,
  errorType,
  isConditionFailure,
  jsonAnswer,
} from './backend.ts';
import { type Decoded, decodeRequest, type Look, type PendingWrite } from './decode.ts';

/** One request of a transaction, by its name in IAM. */
export interface TransactionPart {
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem' | 'GetItem';
  readonly input: JsonObject;
}

/** A request that was made for another one: a part of a transaction, or the translation of a statement. */
export interface PartRecord {
  readonly operation: string;
  readonly input: JsonObject;
  readonly status: number;
  /** The PartiQL statement that was translated to it. */
  readonly statement?: string;
  readonly touches: readonly ItemTouch[];
}

export interface Transacted {
  readonly answer: RawAnswer;
  readonly records: readonly PartRecord[];
}

const partsMax = 100;
/** The parts of a transaction; null for any other operation. */
export function transactionParts(operation: string, request: Json): readonly TransactionPart[] | null {
  const entries = objectsIn(request, 'TransactItems');
  if (operation === 'TransactGetItems')
    return entries.flatMap((entry) => entryParts(entry, 'Get', 'GetItem'));
  if (operation !== 'TransactWriteItems') return null;
  return entries.flatMap((entry) => [
    ...entryParts(entry, 'Put', 'PutItem'),
    ...entryParts(entry, 'Update', 'UpdateItem'),
    ...entryParts(entry, 'Delete', 'DeleteItem'),
    ...entryParts(entry, 'ConditionCheck', 'ConditionCheckItem'),
  ]);
}

function entryParts(
  entry: JsonObject,
  member: string,
  operation: TransactionPart['operation'],
): TransactionPart[] {
  const input = objectIn(entry, member);
  return input === null ? [] : [{ operation, input }];
}

interface PartDone {
  readonly part: TransactionPart;
  readonly decoded: Decoded;
  readonly answer: BackendAnswer;
}

/** Executes all parts or none. `note` is called with the possible writes before they are made. */
export async function transact(
  parts: readonly TransactionPart[],
  backend: Backend,
  look: Look,
  note: (pending: readonly PendingWrite[]) => void,
): Promise<Transacted> {
  if (parts.length === 0 || parts.length > partsMax)
    return invalid(`A transaction has 1 to ${partsMax} items`);
  const asked: { readonly part: TransactionPart; readonly decoded: Decoded }[] = [];
  for (const part of parts) asked.push({ part, decoded: await decodePart(part, look) });
  const keys = asked.flatMap(({ decoded: { pending } }) =>
    pending.map(({ table, key }) => itemIdentity(table, key)),
  );
  if (new Set(keys).size < keys.length)
    return invalid('Transaction request cannot include multiple operations on one item');
  const done: PartDone[] = [];
  for (const { part, decoded } of asked) {
    note(decoded.pending);
    done.push({ part, decoded, answer: await performPart(part, decoded, backend) });
  }
  const failed = done.some(({ answer }) => answer.status >= 400);
  if (failed) for (const one of done) await putBack(one, backend);
  const records: PartRecord[] = [];
  for (const one of done)
    records.push({ ...one.part, status: one.answer.status, touches: await partTouches(one, failed) });
  return { answer: failed ? cancelled(done) : committed(done), records };
}

/** Items that a part will touch. A condition check reads an item as a write does. */
async function decodePart({ operation, input }: TransactionPart, look: Look): Promise<Decoded> {
  const known = operation === 'ConditionCheckItem' ? 'UpdateItem' : operation;
  return (await decodeRequest(known, input, look)) ?? { pending: [], touches: async () => [] };
}

/**
 * Sends a part to the engine. A condition check is an update without changes, which may create an item that is removed at once.
 */
async function performPart(
  part: TransactionPart,
  { pending }: Decoded,
  backend: Backend,
): Promise<BackendAnswer> {
  if (part.operation !== 'ConditionCheckItem')
    return withOldItem(part, pending, await backend.call(part.operation, part.input));
  const answer = await backend.call('UpdateItem', omit(part.input, ['ReturnValues']));
  for (const { table, key, before } of pending) await backend.restore(table, key, before);
  return withOldItem(part, pending, answer);
}

/** Adds to a failed condition the item that the request wants returned, which the embedded engine leaves out. */
function withOldItem(
  { input }: TransactionPart,
  [first]: readonly PendingWrite[],
  answer: BackendAnswer,
): BackendAnswer {
  const asked = textIn(input, 'ReturnValuesOnConditionCheckFailure') === 'ALL_OLD';
  const refused = isConditionFailure(answer.body);
  const before = first?.before ?? null;
  if (!asked || !refused || before === null || !isObject(answer.body)) return answer;
  return { ...answer, body: { ...answer.body, Item: before } };
}

async function putBack({ decoded: { pending }, answer }: PartDone, backend: Backend): Promise<void> {
  if (answer.status >= 400) return;
  for (const { table, key, before } of pending) await backend.restore(table, key, before);
}

/** The touches of a part. One that was undone, or only checks, counts as a request without effect. */
async function partTouches(
  { part, decoded, answer }: PartDone,
  failed: boolean,
): Promise<readonly ItemTouch[]> {
  const asksOnly = part.operation === 'ConditionCheckItem' || (failed && part.operation !== 'GetItem');
  if (answer.status >= 400 || !asksOnly) return decoded.touches(answer.status, answer.body);
  return decoded.pending.map((one) => ({ ...one, action: 'requested', after: null }));
}

function committed(done: readonly PartDone[]): RawAnswer {
  const read = done.filter(({ part }) => part.operation === 'GetItem');
  const items = read.map(({ answer }) => objectIn(answer.body, 'Item'));
  const body = read.length === 0 ? {} : { Responses: items.map((Item) => (Item === null ? {} : { Item })) };
  return jsonAnswer(200, body);
}

function cancelled(done: readonly PartDone[]): RawAnswer {
  const reasons = done.map(({ answer }) => cancellationReason(answer));
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const answer = dynamodbError(
    400,
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
  );
  const body: JsonObject = JSON.parse(answer.body.toString());
  return { ...answer, body: Buffer.from(JSON.stringify({ ...body, CancellationReasons: reasons })) };
}

function cancellationReason({ status, body }: BackendAnswer): { readonly Code: string } & JsonObject {
  if (status < 400) return { Code: 'None' };
  const type = errorType(body);
  const item = memberOf(body, 'Item');
  return {
    Code: type === 'ValidationException' ? 'ValidationError' : type.replace(/Exception$/, ''),
    Message: errorMessage(body),
    ...(item === undefined ? {} : { Item: item }),
  };
}

/** A request that is refused before any part is executed. */
export function invalid(message: string): Transacted {
  return { answer: dynamodbError(400, 'ValidationException', message), records: [] };
}
