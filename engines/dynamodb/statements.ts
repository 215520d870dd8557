/**
 * Executes PartiQL statements, which the embedded engine lacks, as requests of DynamoDB's own API. Each is recorded as such a
 * request, together with the statement, and judged like any other.
 */
import type { Json } from '../../model/attack.ts';
import {
  isObject,
  type JsonObject,
  listIn,
  memberOf,
  objectIn,
  objectsIn,
  textIn,
} from '../../model/json.ts';
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
import { decodeRequest, type Look, type PendingWrite } from './decode.ts';
import type { KeyNames } from './partiql/keyConditions.ts';
import { type Path, StatementFault } from './partiql/reader.ts';
import { type NativeRequest, nativeRequest, type StatementPage, singleRead } from './partiql/requests.ts';
import { parseStatement, type Statement } from './partiql/statement.ts';
import { readKeyNames } from './tables.ts';
import { invalid, type PartRecord, type Transacted, type TransactionPart, transact } from './transactions.ts';

export const statementOperations: readonly string[] = [
  'BatchExecuteStatement',
  'ExecuteStatement',
  'ExecuteTransaction',
];

type Note = (pending: readonly PendingWrite[]) => void;

interface StatementParts {
  readonly backend: Backend;
  readonly look: Look;
  readonly note: Note;
}

/** Executes a request of {@link statementOperations}. `note` is called with the possible writes before they are made. */
export async function executeStatements(
  operation: string,
  request: Json,
  parts: StatementParts,
): Promise<Transacted> {
  if (operation === 'ExecuteTransaction') return transaction(request, parts);
  if (operation === 'BatchExecuteStatement') return executeBatch(request, parts);
  const { answer, records } = await executeSingle(request, parts);
  return { answer: jsonAnswer(answer.status, answer.body), records };
}

interface StatementDone {
  readonly table: string | null;
  readonly answer: BackendAnswer;
  readonly records: readonly PartRecord[];
}

const batchMax = 25;
const transactionMax = 100;

async function executeSingle(request: Json, { backend, look, note }: StatementParts): Promise<StatementDone> {
  const text = textIn(request, 'Statement') ?? '';
  try {
    const statement = parseStatement(text, listIn(request, 'Parameters'));
    const keys = await statementKeys(statement, backend);
    const native = nativeRequest(statement, keys, statementPage(request));
    const refused = backend.refuse(native.input);
    if (refused !== null) return { table: statement.table, answer: decodedAnswer(refused), records: [] };
    const decoded = await decodeRequest(native.operation, native.input, look);
    note(decoded?.pending ?? []);
    const answer = await backend.call(native.operation, native.input);
    const touches = (await decoded?.touches(answer.status, answer.body)) ?? [];
    const records = [{ ...native, status: answer.status, touches, statement: text }];
    return { table: statement.table, answer: answeredAs(statement, native, answer), records };
  } catch (thrown) {
    if (!(thrown instanceof StatementFault)) throw thrown;
    const answer = decodedAnswer(dynamodbError(400, 'ValidationException', thrown.message));
    return { table: null, answer, records: [refusedRecord(text)] };
  }
}

/** A statement that is refused while it is parsed has touched nothing, but its text is judged. */
function refusedRecord(statement: string): PartRecord {
  return { operation: 'Scan', input: {}, status: 400, touches: [], statement };
}

function decodedAnswer({ status, body }: RawAnswer): BackendAnswer {
  return { status, body: JSON.parse(body.toString()) };
}

async function statementKeys(statement: Statement, backend: Backend): Promise<KeyNames> {
  const index = 'index' in statement ? statement.index : null;
  const keys = await readKeyNames(backend, statement.table, index);
  if (keys === null) throw new StatementFault('Requested resource not found');
  return keys;
}

function statementPage(request: Json): StatementPage {
  const token = textIn(request, 'NextToken');
  const limit = memberOf(request, 'Limit');
  return {
    limit: typeof limit === 'number' ? limit : null,
    after: token === null ? null : pageToken(token),
    consistent: memberOf(request, 'ConsistentRead') === true,
  };
}

function pageToken(token: string): Json {
  try {
    return JSON.parse(Buffer.from(token, 'base64').toString());
  } catch {
    throw new StatementFault('Invalid NextToken');
  }
}

/** The answer of the translated request, in the format for statements. */
function answeredAs(
  statement: Statement,
  { operation }: NativeRequest,
  { status, body }: BackendAnswer,
): BackendAnswer {
  if (status >= 400) return { status, body: statement.kind === 'insert' ? asDuplicate(body) : body };
  if (statement.kind !== 'select') {
    const attributes = objectIn(body, 'Attributes');
    return { status, body: { Items: attributes === null ? [] : [attributes] } };
  }
  const found = operation === 'GetItem' ? [] : objectsIn(body, 'Items');
  const last = objectIn(body, 'LastEvaluatedKey');
  const token = last === null ? {} : { NextToken: Buffer.from(JSON.stringify(last)).toString('base64') };
  return { status, body: { Items: found.map((item) => projected(item, statement.fields)), ...token } };
}

/** An INSERT of an existing item has its own error. */
function asDuplicate(body: Json): Json {
  if (!isConditionFailure(body)) return body;
  return {
    __type: 'com.amazonaws.dynamodb.v20120810#DuplicateItemException',
    Message: 'Duplicate primary key exists in table',
  };
}

function projected(item: JsonObject, fields: readonly Path[] | null): JsonObject {
  if (fields === null) return item;
  const entries = fields.flatMap((path): [string, Json][] => {
    const value = valueAtPath(item, path);
    return value === undefined ? [] : [[nameFor(path), value]];
  });
  return Object.fromEntries(entries);
}

/** A field is named by the last name in its path. */
function nameFor(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string') ?? '');
}

function valueAtPath(item: JsonObject, [first, ...rest]: Path): Json | undefined {
  return rest.reduce<Json | undefined>(
    (value, step) =>
      typeof step === 'number' ? listIn(value, 'L')[step] : memberOf(objectIn(value, 'M') ?? {}, step),
    memberOf(item, String(first)),
  );
}

async function executeBatch(request: Json, parts: StatementParts): Promise<Transacted> {
  const statements = objectsIn(request, 'Statements');
  if (statements.length === 0 || statements.length > batchMax)
    return invalid(`A batch has 1 to ${batchMax} statements`);
  const records: PartRecord[] = [];
  const responses: JsonObject[] = [];
  for (const one of statements) {
    const done = await executeSingle(one, parts);
    records.push(...done.records);
    responses.push(responseOf(done));
  }
  return { answer: jsonAnswer(200, { Responses: responses }), records };
}

function responseOf({ table, answer: { status, body } }: StatementDone): JsonObject {
  const named = table === null ? {} : { TableName: table };
  if (status < 400) {
    const [Item] = objectsIn(body, 'Items');
    return { ...named, ...(Item === undefined ? {} : { Item }) };
  }
  const type = errorType(body).replace(/Exception$/, '');
  const Message = errorMessage(body);
  return { ...named, Error: { Code: type === 'Validation' ? 'ValidationError' : type, Message } };
}

async function transaction(request: Json, { backend, look, note }: StatementParts): Promise<Transacted> {
  const asked = objectsIn(request, 'TransactStatements');
  if (asked.length === 0 || asked.length > transactionMax)
    return invalid(`A transaction has 1 to ${transactionMax} statements`);
  try {
    const natives: TransactionPart[] = [];
    for (const one of asked) natives.push(await transactionPartOf(one, backend));
    const done = await transact(natives, backend, look, note);
    const records = done.records.map((record, at) => ({
      ...record,
      statement: textIn(asked[at], 'Statement') ?? '',
    }));
    return { answer: withResponses(done.answer, natives.length), records };
  } catch (thrown) {
    if (!(thrown instanceof StatementFault)) throw thrown;
    const texts = asked.map((one) => textIn(one, 'Statement') ?? '');
    return { ...invalid(thrown.message), records: texts.map(refusedRecord) };
  }
}

async function transactionPartOf(request: Json, backend: Backend): Promise<TransactionPart> {
  const statement = parseStatement(textIn(request, 'Statement') ?? '', listIn(request, 'Parameters'));
  const keys = await statementKeys(statement, backend);
  const native =
    statement.kind === 'select'
      ? singleRead(statement, keys)
      : nativeRequest(statement, keys, statementPage({}));
  const { operation, input } = native;
  if (operation === 'Query' || operation === 'Scan')
    throw new StatementFault('A transaction reads single items.');
  return { operation, input };
}

/** Writes have an empty response each. */
function withResponses(answer: RawAnswer, count: number): RawAnswer {
  const { status, body } = decodedAnswer(answer);
  if (status >= 400 || !isObject(body) || memberOf(body, 'Responses') !== undefined) return answer;
  return jsonAnswer(status, { ...body, Responses: Array.from({ length: count }, () => ({})) });
}
