/**
 * The recorder: a proxy in front of an engine that passes bytes unchanged both ways and stores a decoded record of every
 * request, with the pre-image of every write. It handles one request at a time, so that images are exact.
 */
import type { Json } from '../../model/attack.ts';
import { EnvironmentError, messageOf } from '../../model/errors.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import { isObject, pick, textIn } from '../../model/json.ts';
import type { ItemTouch } from '../../model/records.ts';
import { EngineLostError, headerOf, plainBody, type RawAnswer, type RawRequest } from '../wire/rawRequest.ts';
import { type Backend, dynamodbError } from './backend.ts';
import {
  decodeRequest,
  knownOperations,
  type Look,
  tableOf,
  tableOperations,
  tagOperations,
} from './decode.ts';
import { executeStatements, statementOperations } from './statements.ts';
import {
  readKeyNames,
  readTable,
  readTables,
  readTags,
  restoreTables,
  settleTable,
  type TableSnapshot,
} from './tables.ts';
import { type Drained, openTape } from './tape.ts';
import { type Transacted, transact, transactionParts } from './transactions.ts';
import { openUndoLog, type UndoLog } from './undoLog.ts';

export interface Recorder {
  readonly handle: (request: RawRequest) => Promise<RawAnswer>;
  /** Answers a request whose body is too long to read, and records it. */
  readonly refuseLong: (head: Omit<RawRequest, 'body'>) => Promise<RawAnswer>;
  /** The records since the last call, after all received requests are answered. Rejects with `EngineLostError`. */
  readonly drain: () => Promise<Drained>;
  /** Drops records and pre-images: `undo` returns to the present state. */
  readonly seal: () => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly write: (writes: readonly HarnessWrite[]) => Promise<void>;
  /** Every table as it is. */
  readonly save: () => Promise<readonly TableSnapshot[]>;
  /** Replaces every table, also as the state to which `undo` returns. */
  readonly load: (saved: readonly TableSnapshot[]) => Promise<void>;
}

const noJson = dynamodbError(400, 'SerializationException', 'The request is no JSON.');

/** A recorder in front of `backend`. */
export function createRecorder(backend: Backend): Recorder {
  const schemas = new Map<string, readonly string[]>();
  const look = lookInto(backend, schemas);
  const log = openUndoLog(backend);
  const tape = openTape();
  const inTurn = openWorkQueue();
  let lost: EngineLostError | null = null;

  /** Records a request that the engine lacks as the requests that replaced it. */
  const recordParts = (raw: RawRequest, { answer, records }: Transacted): RawAnswer => {
    for (const { operation, input, status, touches, statement } of records)
      tape.keep(raw, operation, input, { ...answer, status }, touches, statement);
    return answer;
  };
  const perform = async (raw: RawRequest): Promise<RawAnswer> => {
    const operation = jsonOperation(raw);
    const request = parse(raw.body);
    const isPlain = (headerOf(raw.rawHeaders, 'content-encoding') ?? '') === '';
    if (operation === null || (request === undefined && !isPlain))
      return tape.refuse(`${requestName(raw)} is no request in the JSON protocol of DynamoDB`);
    // DynamoDB refuses it as well, and it touches nothing.
    if (request === undefined) return tape.keep(raw, operation, null, noJson, []);
    const refused = backend.refuse(request);
    if (refused !== null) return tape.keep(raw, operation, request, refused, []);
    const parts = transactionParts(operation, request);
    if (parts !== null) return recordParts(raw, await transact(parts, backend, look, log.noteItems));
    if (statementOperations.includes(operation)) {
      const asked = { backend, look, note: log.noteItems };
      return recordParts(raw, await executeStatements(operation, request, asked));
    }
    const decoded = await decodeRequest(operation, request, look);
    if (decoded === null) {
      const known = knownOperations().join(', ');
      return tape.refuse(`${operation} is not among the operations that can be recorded: ${known}`);
    }
    const around = await watchTables(operation, request, backend, log);
    const answer = await backend.forward(raw);
    const body = parse(plainBody(answer)) ?? null;
    if (mayHaveWritten(answer.status)) log.noteItems(decoded.pending);
    const gone = await around(answer.status);
    if (tableOperations.includes(operation)) schemas.clear();
    const touches = [...(await decoded.touches(answer.status, body)), ...gone];
    return tape.keep(raw, operation, request, answer, touches);
  };

  return {
    handle: (raw) =>
      inTurn(() =>
        perform(raw).catch((thrown: unknown) => {
          if (thrown instanceof EngineLostError) lost = thrown;
          const why = `${requestName(raw)} could not be recorded: ${messageOf(thrown)}`;
          return tape.refuse(why, 500, 'InternalServerError');
        }),
      ),
    refuseLong: (head) =>
      inTurn(async () => {
        const raw = { ...head, body: Buffer.alloc(0) };
        const answer = dynamodbError(413, 'RequestTooLargeException', 'The request is too long.');
        return tape.keep(raw, requestName(raw), null, answer, []);
      }),
    drain: () =>
      inTurn(async () => {
        if (lost !== null) throw lost;
        return tape.take();
      }),
    seal: () =>
      inTurn(async () => {
        tape.forget();
        log.clear();
      }),
    undo: () =>
      inTurn(async () => {
        await log.undo();
        schemas.clear();
        tape.forget();
      }),
    write: (writes) =>
      inTurn(async () => {
        for (const write of writes) await writeItem(write, backend, look, log);
      }),
    save: () => inTurn(() => readTables(backend)),
    load: (saved) =>
      inTurn(async () => {
        await restoreTables(backend, saved);
        schemas.clear();
        tape.forget();
        log.clear();
      }),
  };
}

/** Whether a status leaves open that the engine carried out the request. */
function mayHaveWritten(status: number): boolean {
  return status < 400 || status >= 500;
}

async function writeItem(
  { table, key, item }: HarnessWrite,
  backend: Backend,
  look: Look,
  log: UndoLog,
): Promise<void> {
  const image = item === null ? null : { ...key, ...item };
  log.noteItems([{ table, key, before: await look.item(table, key) }]);
  await backend.restore(table, key, image);
}

/** Runs tasks one after the other, in the order of their arrival. */
function openWorkQueue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** Reads tables before a request changes them. The returned function records the change, and what was deleted, afterwards. */
async function watchTables(
  operation: string,
  request: Json,
  backend: Backend,
  log: UndoLog,
): Promise<(status: number) => Promise<readonly ItemTouch[]>> {
  const arn = textIn(request, 'ResourceArn');
  if (tagOperations.includes(operation) && arn !== null) {
    const were = await readTags(backend, arn);
    return async (status) => {
      if (mayHaveWritten(status)) log.noteTags(arn, were);
      return [];
    };
  }
  const table = tableOf(request);
  if (!tableOperations.includes(operation) || table === null) return async () => [];
  const was = await readTable(backend, table);
  return async (status) => {
    if (!mayHaveWritten(status)) return [];
    log.noteTable(table, was);
    await settleTable(backend, table);
    return operation === 'DeleteTable' && was !== null ? deletedItems(table, was) : [];
  };
}

function deletedItems(table: string, { items, keyNames }: TableSnapshot): ItemTouch[] {
  return items.flatMap((before) => {
    const key = pick(before, keyNames);
    return key === null ? [] : [{ table, key, action: 'delete', before, after: null }];
  });
}

/** Looks up items without a record. */
function lookInto(backend: Backend, schemas: Map<string, readonly string[]>): Look {
  return {
    keyOf: async (table, source) => {
      const names = schemas.get(table) ?? (await readKeyNames(backend, table));
      if (names === null) return null;
      schemas.set(table, names);
      const key = pick(source, names);
      // The engine refuses what is none; it cannot be asked for it.
      return key !== null && Object.values(key).every(isKeyValue) ? key : null;
    },
    item: backend.item,
    repeat: async (operation, input) => {
      const { status, body } = await backend.call(operation, input);
      if (status >= 400) throw new EnvironmentError(`${operation} was refused: ${JSON.stringify(body)}`);
      return body;
    },
  };
}

const keyTypes: ReadonlySet<string> = new Set(['S', 'N', 'B']);

/** Whether a value may stand in a key: a text of one of three types, where a client may send any JSON. */
function isKeyValue(value: Json): boolean {
  const [only, ...others] = isObject(value) ? Object.entries(value) : [];
  return only !== undefined && others.length === 0 && keyTypes.has(only[0]) && typeof only[1] === 'string';
}

/** The operation of a request in the JSON protocol; null for any other protocol or path. */
function jsonOperation({ method, url, rawHeaders }: RawRequest): string | null {
  const target = headerOf(rawHeaders, 'x-amz-target') ?? '';
  const [, operation] = /^DynamoDB_20120810\.(\w+)$/.exec(target) ?? [];
  if (operation !== undefined) return method === 'POST' && url.split('?')[0] === '/' ? operation : null;
  return null;
}

/** The operation that a request names, for messages. */
function requestName(raw: RawRequest): string {
  return jsonOperation(raw) ?? headerOf(raw.rawHeaders, 'x-amz-target') ?? `${raw.method} ${raw.url}`;
}

/** The JSON value of a body; undefined if it is no JSON. */
function parse(body: Buffer): Json | undefined {
  try {
    const parsed: Json = JSON.parse(body.toString('utf8'));
    return parsed;
  } catch {
    return undefined;
  }
}
