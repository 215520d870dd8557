/**
 * Expands declarations that stand for several operations, or for one in another form: `storage` becomes a save, an open, a
 * listdir and a delete.
 */
import type { Json } from '../model/attack.ts';
import { memberOf, objectsIn, textIn } from '../model/json.ts';
import { type Operation, type Parameter, recordsParameter, type StorageMethod } from '../model/operation.ts';
import type { ItemImage } from '../model/records.ts';
import { attributeOf, type StreamEventName } from '../model/streamRecords.ts';
import type { From } from './completeParameter.ts';
import { completeParameter } from './completeParameter.ts';
import type { ConsumerOperation, StorageOperation } from './userConfig.ts';

export interface Expanded {
  readonly operation: Operation;
  /** `from` of parameters, by parameter name, as in the user's config. */
  readonly froms: ReadonlyMap<string, From>;
}

/** Expands a consumer: its attributes become parameters, and one more sets the form of the records. */
export function expandConsumer(
  name: string,
  operation: ConsumerOperation,
  tables: readonly Json[],
): Expanded {
  const { consumer, table, event = 'lambda', view = 'NEW_AND_OLD_IMAGES', attributes = {} } = operation;
  const { change = 'INSERT', before } = operation;
  const declared = Object.entries(attributes);
  const parameters: Parameter[] = [
    ...declared.map(([attribute, parameter]) => completeParameter(attribute, parameter, 'attribute')),
    { name: recordsParameter, kind: 'json', place: 'records', example: shapesOf[change], public: true },
  ];
  const keyNames = declaredKeyNames(tables, table);
  return {
    operation: {
      name,
      entry: {
        ...{ kind: 'consumer', function: consumer, table, takes: event, view, keyNames },
        ...(before === undefined ? {} : { before: eachAttribute(before) }),
      },
      parameters,
    },
    froms: new Map(
      declared.flatMap(([attribute, { from }]) => (from === undefined ? [] : [[attribute, from]])),
    ),
  };
}

/** The form of harmless records, by the kind of change (see `RecordShape`). */
const shapesOf: Readonly<Record<StreamEventName, Json>> = {
  INSERT: {},
  MODIFY: { sentIn: 'both' },
  REMOVE: { sentIn: 'removed' },
};

function eachAttribute(values: Readonly<Record<string, Json>>): ItemImage {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, attributeOf(value)]));
}

/** The key attributes of a table, from its CreateTable input. */
function declaredKeyNames(tables: readonly Json[], table: string): readonly string[] {
  const input = tables.find((one) => memberOf(one, 'TableName') === table);
  return objectsIn(input, 'KeySchema').flatMap((entry) => textIn(entry, 'AttributeName') ?? []);
}

/** The other methods only look up or make names, of which nothing is observed, so they are for Storages that do more. */
const methodsOfStorage: readonly StorageMethod[] = ['save', 'open', 'listdir', 'delete'];
/** Methods that take a new name and make a valid one of it. */
const methodsOfNewNames: readonly StorageMethod[] = [
  'save',
  'getAvailableName',
  'generateFilename',
  'getValidName',
];

/** A Storage becomes one operation for each method; existing names come from its own `save`. */
export function expandStorage(
  name: string,
  { storage, options = {}, methods }: StorageOperation,
): Expanded[] {
  const chosen = methods ?? methodsOfStorage;
  return chosen.map((method) => {
    const fresh = methodsOfNewNames.includes(method);
    const saved = !fresh && method !== 'listdir' && chosen.includes('save');
    const argument: Parameter = {
      name: method === 'listdir' ? 'path' : 'name',
      kind: 'text',
      place: 'argument',
      ...(fresh ? { example: '{token}.txt' } : {}),
      ...(method === 'listdir' ? { example: '' } : {}),
    };
    const content: Parameter[] =
      method === 'save' ? [{ name: 'content', kind: 'bytes', place: 'argument' }] : [];
    const operation: Operation = {
      name: `${name}.${method}`,
      entry: { kind: 'storage', storage, options, method },
      parameters: [argument, ...content],
    };
    return { operation, froms: new Map(saved ? [['name', `${name}.save.response`]] : []) };
  });
}
