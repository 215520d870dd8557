/**
 * The recorder: stands before an engine, passes bytes untouched both ways, and keeps a decoded record of every
 * request with the pre-image of every write. One request at a time, so that images are exact.
 */
import type { Json } from '../../model/attack.ts';
import { messageOf } from '../../model/errors.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import type { ItemImage, WireRecord } from '../../model/records.ts';
import { type Backend, errorAnswer, type RawAnswer, type RawRequest } from './backend.ts';
import { type Decoded, decodeRequest, knownOperations, type Look, nameOfTable } from './decode.ts';
import { type JsonObject, memberOf, objectIn, objectsIn, pick, textIn } from './json.ts';
import { openUndoLog } from './undoLog.ts';

export interface Recorder {
  readonly handle: (request: RawRequest) => Promise<RawAnswer>;
  /** Records since the last call, and why some request could not be decoded. */
  readonly drain: () => Promise<{
    readonly records: readonly WireRecord[];
    readonly undecoded: readonly string[];
  }>;
  /** Forgets records and pre-images: the present is what undo goes back to. */
  readonly seal: () => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly write: (writes: readonly HarnessWrite[]) => Promise<void>;
}

/** A recorder before `backend`. */
export function createRecorder(backend: Backend): Recorder {
  const schemas = new Map<string, readonly string[]>();
  let records: WireRecord[] = [];
  let undecoded: string[] = [];
  let sequence = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const keyOf = async (table: string, source: JsonObject): Promise<ItemImage | null> => {
    const names = schemas.get(table) ?? (await keyNames(backend, table));
    if (names === null) return null;
    schemas.set(table, names);
    return pick(source, names);
  };
  const look: Look = {
    keyOf,
    item: async (table, key) => {
      const { body } = await backend.call('GetItem', { TableName: table, Key: key, ConsistentRead: true });
      return objectIn(body, 'Item');
    },
    repeat: async (operation, input) => (await backend.call(operation, input)).body,
  };
  const log = openUndoLog(backend, keyOf);

  const refuseUnknown = (what: string): RawAnswer => {
    undecoded.push(what);
    return errorAnswer(400, 'UnknownOperationException', what);
  };

  const perform = async (raw: RawRequest): Promise<RawAnswer> => {
    const operation = operationOf(raw);
    if (operation === null)
      return refuseUnknown(`${raw.method} ${raw.url} is no request in the JSON protocol of DynamoDB`);
    const request = parse(raw.body);
    if (request === undefined) return errorAnswer(400, 'SerializationException', 'The request is not JSON.');
    const refused = backend.refuse(operation, request);
    if (refused !== null) return refused;
    const decoded = await decodeRequest(operation, request, look);
    if (decoded === null)
      return refuseUnknown(
        `${operation} is not among the operations that can be recorded: ${knownOperations().join(', ')}`,
      );
    return record(raw, operation, request, decoded);
  };

  const record = async (
    raw: RawRequest,
    operation: string,
    request: Json,
    decoded: Decoded,
  ): Promise<RawAnswer> => {
    const table = tableOf(request);
    const forget = operation === 'DeleteTable' && table !== null ? await log.snapshotTable(table) : null;
    const answer = await backend.forward(raw);
    const ok = answer.status < 400;
    if (ok) log.note(decoded.pending);
    if (ok && table !== null && /^(Create|Update|Delete)Table$/.test(operation)) schemas.delete(table);
    if (ok && operation === 'CreateTable' && table !== null) log.noteCreatedTable(table);
    if (ok) forget?.();
    const touches = await decoded.touches(answer.status, parse(answer.body) ?? null);
    sequence += 1;
    records.push({ sequence, operation, table, status: answer.status, touches, call: callOf(raw), request });
    return answer;
  };

  return {
    handle: (raw) =>
      inTurn(() =>
        perform(raw).catch((thrown: unknown) => {
          undecoded.push(`a request could not be recorded: ${messageOf(thrown)}`);
          return errorAnswer(500, 'InternalServerError', messageOf(thrown));
        }),
      ),
    drain: () =>
      inTurn(async () => {
        const drained = { records, undecoded };
        records = [];
        undecoded = [];
        return drained;
      }),
    seal: () =>
      inTurn(async () => {
        records = [];
        log.clear();
      }),
    undo: () =>
      inTurn(async () => {
        await log.undo();
        records = [];
      }),
    write: (writes) =>
      inTurn(async () => {
        for (const { table, key, item } of writes) {
          log.note([{ table, key, before: await look.item(table, key) }]);
          await backend.restore(table, key, item);
        }
      }),
  };
}

async function keyNames(backend: Backend, table: string): Promise<readonly string[] | null> {
  const { status, body } = await backend.call('DescribeTable', { TableName: table });
  if (status >= 400) return null;
  return objectsIn(memberOf(body, 'Table'), 'KeySchema').flatMap(
    (entry) => textIn(entry, 'AttributeName') ?? [],
  );
}

function tableOf(request: Json): string | null {
  const name = textIn(request, 'TableName');
  return name === null ? null : nameOfTable(name);
}

/** The operation of a request in the JSON protocol; null for any other protocol or path. */
function operationOf({ method, url, rawHeaders }: RawRequest): string | null {
  const target = headerOf(rawHeaders, 'x-amz-target') ?? '';
  const [, operation] = /^DynamoDB_20120810\.(\w+)$/.exec(target) ?? [];
  return method === 'POST' && url.split('?')[0] === '/' && operation !== undefined ? operation : null;
}

function callOf({ rawHeaders }: RawRequest): number | null {
  const call = Number(headerOf(rawHeaders, 'x-trespass-call') ?? Number.NaN);
  return Number.isSafeInteger(call) ? call : null;
}

function headerOf(rawHeaders: readonly string[], name: string): string | null {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if ((rawHeaders[index] ?? '').toLowerCase() === name) return rawHeaders[index + 1] ?? null;
  }
  return null;
}

function parse(body: Buffer): Json | undefined {
  try {
    const parsed: Json = JSON.parse(body.toString('utf8'));
    return parsed;
  } catch {
    return undefined;
  }
}
