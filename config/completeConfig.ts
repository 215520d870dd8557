/** Completes a checked config: defaults filled in, operations in their full form, names resolved. Pure but for paths. */
import { dirname, resolve } from 'node:path';
import { sourceName } from '../model/answerSource.ts';
import { archiveFormats, kindsOf } from '../model/archive.ts';
import type { Json } from '../model/attack.ts';
import type { Config, RootFile } from '../model/config.ts';
import { UsageError } from '../model/errors.ts';
import { memberOf, objectsIn, textIn } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import {
  type ArchiveTaken,
  harmlessMembers,
  holdsSource,
  type Operation,
  type Parameter,
  type ParameterPlace,
  type ParameterSource,
  type ResponseMember,
  recordsParameter,
  type StorageMethod,
} from '../model/operation.ts';
import { archiveKindOf } from '../model/recogniseArchive.ts';
import type { ItemImage } from '../model/records.ts';
import { attributeOf, type StreamEventName } from '../model/streamRecords.ts';
import { completeActors } from './actors.ts';
import { completePowers, placeInRoots } from './powers.ts';
import type {
  ConsumerOperation,
  FieldOperation,
  HttpOperation,
  StorageOperation,
  UserConfig,
  UserOperation,
  UserParameter,
} from './userConfig.ts';

/** The full config of a checked one that was read from `configFile` (absolute). */
export function completeConfig(user: UserConfig, configFile: string): Config {
  const folder = dirname(configFile);
  const operations = completeOperations(user.operations ?? {}, configFile, user.dynamodb?.tables ?? []).map(
    (operation) => (isToldNobody(operation, user) ? { ...operation, operator: true } : operation),
  );
  const sandbox =
    user.sandbox ??
    (user.django === undefined ? { roots: ['sandbox'] } : { settings: { MEDIA_ROOT: 'media' } });
  const rootSettings = sandbox.settings ?? {};
  const rootEnvironment = sandbox.environment ?? {};
  const rootNames = [
    ...new Set([...(sandbox.roots ?? []), ...Object.values(rootSettings), ...Object.values(rootEnvironment)]),
  ];
  const names = rootNames.length === 0 ? ['sandbox'] : rootNames;
  checkRoots(user, names, configFile);
  return {
    file: configFile,
    folder,
    project: user.django === undefined ? null : resolve(folder, user.django.project),
    settingsModule: user.django?.settings ?? null,
    asgi: user.django?.asgi ?? false,
    python: user.python ?? null,
    pythonPath: (user.pythonPath ?? []).map((path) => resolve(folder, path)),
    rootNames: names,
    rootFiles: completeRootFiles(user.sandbox?.files ?? {}, names),
    rootSettings,
    rootEnvironment,
    settings: user.settings ?? {},
    environment: user.environment ?? {},
    actors: completeActors(user, operations, configFile),
    operations,
    setup: user.setup ?? null,
    argv: user.argv ?? null,
    dynamodb:
      user.dynamodb === undefined
        ? null
        : { tables: user.dynamodb.tables ?? [], endpoint: user.dynamodb.endpoint ?? null },
    s3: user.s3 === undefined ? null : { buckets: user.s3.buckets ?? [] },
    ...completePowers(user, names),
    attackerKnows: (user.attacker?.knows ?? []).map((value) =>
      parseFrom(value, operations, `${configFile}: attacker.knows`),
    ),
    shared: user.shared ?? null,
    stepDeadlineMs: user.stepDeadlineMs ?? limits.stepDeadlineMs,
    memoryBytesMax: user.limits?.memory === undefined ? limits.memoryBytes : bytesOfSize(user.limits.memory),
    loopbackPorts: user.loopback ?? null,
  };
}

/** `512MB`, `4GB`, in powers of 1,024 as the kernel counts. */
function bytesOfSize(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith('GB') ? 1_073_741_824 : 1_048_576);
}

function completeRootFiles(files: Readonly<Record<string, string>>, roots: readonly string[]): RootFile[] {
  return Object.entries(files).map(([path, text]) => {
    const place = placeInRoots(path, roots);
    return place.path === '' ? { root: roots[0] ?? '', path, text } : { ...place, text };
  });
}

/** `{sandbox:exports}` stands for the root `exports`, wherever places are filled in. */
function checkRoots(
  { settings, environment, operations }: UserConfig,
  names: readonly string[],
  source: string,
): void {
  for (const [name, part] of Object.entries({ settings, environment, operations }))
    for (const [all, root = ''] of JSON.stringify(part ?? {}).matchAll(/\{sandbox:([\w-]+)\}/g))
      if (!names.includes(root))
        throw new UsageError(`${source}: ${name}: ${all} names no root; there are ${names.join(', ')}`);
}

/** A Storage or a field is told of no request, so that all actors are one to it: whose a name is was for its caller to ask. */
function isToldNobody({ entry }: Operation, { actors = {} }: UserConfig): boolean {
  return (entry.kind === 'storage' || entry.kind === 'field') && Object.keys(actors).length > 1;
}

function completeOperations(
  operations: Readonly<Record<string, UserOperation>>,
  source: string,
  tables: readonly Json[],
): Operation[] {
  const expanded = Object.entries(operations).flatMap(([name, operation]) =>
    expand(name, operation, source, tables).map((one) => withOptions(one, operation)),
  );
  checkAfter(operations, expanded, source);
  const all = expanded.map(({ operation }) => operation);
  return expanded.map(({ operation, froms }) => ({
    ...operation,
    parameters: operation.parameters.map((parameter) => {
      const from = froms.get(parameter.name);
      const where = `${source}: operations.${operation.name}: ${parameter.name}`;
      if (from !== undefined) return { ...parameter, from: completeFrom(from, all, `${where}.from`) };
      if (holdsSource(parameter.example))
        throw new UsageError(`${where}: the example holds {from}, and no \`from\` says what goes there`);
      return parameter;
    }),
  }));
}

function withOptions(
  expanded: Expanded,
  { after, response, as, public: everybody }: UserOperation,
): Expanded {
  const members = Object.entries(response ?? {}).map(([path, member]): ResponseMember => {
    return {
      name: path === '' ? 'response' : `response.${path}`,
      is: 'secret' in member ? 'secret' : 'public',
    };
  });
  return {
    ...expanded,
    operation: {
      ...expanded.operation,
      ...(after === undefined ? {} : { after }),
      ...(as === undefined ? {} : { as }),
      ...(everybody === true ? { public: true } : {}),
      ...(members.length === 0 ? {} : { response: members }),
    },
  };
}

function checkAfter(
  operations: Readonly<Record<string, UserOperation>>,
  expanded: readonly Expanded[],
  source: string,
): void {
  const names = expanded.map(({ operation }) => operation.name);
  for (const [name, { after = [] }] of Object.entries(operations)) {
    const unknown = after.find((one) => one === name || !names.includes(one));
    if (unknown !== undefined)
      throw new UsageError(
        `${source}: operations.${name}.after: "${unknown}" is no other operation; there are ${names.filter((one) => one !== name).join(', ') || 'none'}`,
      );
  }
}

type From = NonNullable<UserParameter['from']>;

interface Expanded {
  readonly operation: Operation;
  /** `from` of parameters, by parameter name, as the user wrote them. */
  readonly froms: ReadonlyMap<string, From>;
}

function expand(name: string, operation: UserOperation, source: string, tables: readonly Json[]): Expanded[] {
  if ('storage' in operation) return expandStorage(name, operation);
  if ('consumer' in operation) return [expandConsumer(name, operation, tables)];
  if ('field' in operation) return [fieldOperation(name, operation)];
  const entries = namedApart(placedParameters(operation));
  if ('http' in operation) checkPath(name, operation, source);
  const parameters = entries.map(({ name: parameter, sentAs, declared, place }) => ({
    ...completeParameter(parameter, declared, place),
    ...(sentAs === parameter ? {} : { sentAs }),
  }));
  const froms = new Map(
    entries.flatMap(({ name: parameter, declared: { from } }) =>
      from === undefined ? [] : [[parameter, from] as const],
    ),
  );
  const operator = 'command' in operation && operation.operator === true ? { operator: true } : {};
  return [{ operation: { name, entry: operationEntry(operation), parameters, ...operator }, froms }];
}

type Single = Exclude<UserOperation, StorageOperation | FieldOperation | ConsumerOperation>;

function operationEntry(operation: Single): Operation['entry'] {
  if ('http' in operation) return httpEntry(operation.http);
  if ('command' in operation) return { kind: 'command', command: operation.command };
  return { kind: 'call', function: operation.call };
}

function placedParameters(operation: Single): PlacedParameter[] {
  if ('http' in operation) return httpParameters(operation);
  return [
    ...Object.entries(operation.arguments ?? {}).flatMap(placed('argument')),
    ...('command' in operation ? Object.entries(operation.options ?? {}).flatMap(placed('option')) : []),
  ];
}

function fieldOperation(name: string, { field }: FieldOperation): Expanded {
  const parameters: Parameter[] = [
    { name: 'name', kind: 'text', place: 'argument', example: '{token}.txt' },
    { name: 'content', kind: 'bytes', place: 'argument' },
  ];
  return { operation: { name, entry: { kind: 'field', field }, parameters }, froms: new Map() };
}

interface PlacedParameter {
  readonly name: string;
  readonly sentAs: string;
  readonly declared: UserParameter;
  readonly place: ParameterPlace;
}

/** What is sent several times under one name is called `tag`, `tag.1`, `tag.2`. */
function placed(
  place: ParameterPlace,
): (entry: [string, UserParameter | readonly UserParameter[]]) => PlacedParameter[] {
  return ([sentAs, declared]) =>
    (isSeveral(declared) ? declared : [declared]).map((one, at) => ({
      ...{ name: at === 0 ? sentAs : `${sentAs}.${at}`, sentAs, declared: one, place },
    }));
}

function isSeveral(declared: UserParameter | readonly UserParameter[]): declared is readonly UserParameter[] {
  return Array.isArray(declared);
}

/** Of a name in several places of a request the first one keeps it, the next ones say their place: `json.id` beside `id` of the path. */
function namedApart(all: readonly PlacedParameter[]): readonly PlacedParameter[] {
  return all.map((one, at) =>
    all.slice(0, at).some(({ name }) => name === one.name)
      ? { ...one, name: `${one.place}.${one.name}` }
      : one,
  );
}

function httpParameters(operation: HttpOperation): PlacedParameter[] {
  const {
    path = {},
    query = {},
    headers = {},
    cookies = {},
    form = {},
    json = {},
    multipart = {},
    body,
  } = operation;
  return [
    ...Object.entries(path).flatMap(placed('path')),
    ...Object.entries(query).flatMap(placed('query')),
    ...Object.entries(headers).flatMap(placed('header')),
    ...Object.entries(cookies).flatMap(placed('cookie')),
    ...Object.entries(form).flatMap(placed('form')),
    ...Object.entries(json).flatMap(placed('json')),
    ...Object.entries(multipart).flatMap(placed('multipart')),
    ...(body === undefined ? [] : placed('body')(['body', body])),
  ];
}

function httpEntry(http: string): Operation['entry'] {
  const space = http.indexOf(' ');
  return { kind: 'http', method: http.slice(0, space), path: http.slice(space + 1) };
}

function checkPath(name: string, { http, path = {} }: HttpOperation, source: string): void {
  const named = [...http.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter ?? '');
  const missing = named.find((parameter) => !(parameter in path));
  if (missing !== undefined)
    throw new UsageError(
      `${source}: operations.${name}.path.${missing}: missing, though the path has {${missing}}; add path: { ${missing}: text() }`,
    );
  const extra = Object.keys(path).find((parameter) => !named.includes(parameter));
  if (extra !== undefined)
    throw new UsageError(`${source}: operations.${name}.path.${extra}: the path ${http} has no {${extra}}`);
}

function completeParameter(name: string, declared: UserParameter, place: ParameterPlace): Parameter {
  const { kind, example, fixed, compute, public: everybody, secret, as, format, name: fileName } = declared;
  const archive = declaredArchive(declared);
  return {
    name,
    kind,
    place,
    ...(example === undefined ? {} : { example }),
    ...(fixed === undefined ? {} : { fixed }),
    ...(compute === undefined ? {} : { compute, fixed: true }),
    ...(everybody === undefined ? {} : { public: everybody }),
    ...(secret === undefined ? {} : { secret }),
    ...(as === 'path' && (kind === 'bytes' || kind === 'file') ? { as } : {}),
    ...(fileName === undefined ? {} : { fileName }),
    ...(format !== undefined && (kind === 'bytes' || kind === 'file') ? { format } : {}),
    ...(archive === null ? {} : { archive }),
  };
}

/** What the user says of archives, or what the example turns out to be; null where neither speaks of any. */
function declaredArchive({ kind, archive, example }: UserParameter): ArchiveTaken | null {
  if ((kind !== 'bytes' && kind !== 'file') || archive === false) return null;
  if (archive === undefined) {
    const shown = archiveKindOf(exampleBytes(example));
    return shown === null ? null : { kinds: [shown], members: harmlessMembers };
  }
  const { formats = archiveFormats, members = harmlessMembers } = archive === true ? {} : archive;
  return { kinds: formats.flatMap(kindsOf), members };
}

function exampleBytes(example: UserParameter['example']): Uint8Array {
  const given =
    typeof example === 'object' && example !== null && 'base64' in example ? example.base64 : null;
  return typeof given === 'string' ? Buffer.from(given, 'base64') : new Uint8Array();
}

function completeFrom(from: From, operations: readonly Operation[], where: string): ParameterSource {
  if (typeof from === 'string') return parseFrom(from, operations, where);
  const { operation, ...place } = from;
  const names = operations.map(({ name }) => name);
  if (!names.includes(operation))
    throw new UsageError(`${where}.operation: "${operation}" is no operation; there are ${names.join(', ')}`);
  return { operation, name: sourceName(place) };
}

/** `upload.response.id` as the longest operation name that fits and the rest. */
function parseFrom(from: string, operations: readonly Operation[], where: string): ParameterSource {
  const fitting = operations
    .filter(({ name }) => from.startsWith(`${name}.`))
    .sort((one, other) => other.name.length - one.name.length)[0];
  const name = fitting === undefined ? '' : from.slice(fitting.name.length + 1);
  if (fitting === undefined || !/^(arguments\.|response(\.|$))/.test(name)) {
    throw new UsageError(
      `${where}: "${from}" names no value; write OPERATION.arguments.NAME or OPERATION.response.FIELD with one of the operations ${operations.map((one) => one.name).join(', ')}`,
    );
  }
  checkArgument(name, fitting, where);
  return { operation: fitting.name, name };
}

/** What an operation is sent is known beforehand; members of JSON are not, because its value may come from elsewhere. */
function checkArgument(name: string, { name: operation, parameters }: Operation, where: string): void {
  if (!name.startsWith('arguments.')) return;
  const argument = name.slice('arguments.'.length);
  const isThere = parameters.some(
    ({ name: one, kind }) => one === argument || (kind === 'json' && argument.startsWith(`${one}.`)),
  );
  if (isThere) return;
  const others = parameters.filter(({ place }) => place !== 'records').map((one) => one.name);
  throw new UsageError(
    `${where}: ${operation} has no parameter ${argument}; it has ${others.join(', ') || 'none'}`,
  );
}

/** A consumer's attributes, and how the records around them look. */
function expandConsumer(name: string, operation: ConsumerOperation, tables: readonly Json[]): Expanded {
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

/** What harmless records look like, by what happened to the item (see `RecordShape`). */
const shapesOf: Readonly<Record<StreamEventName, Json>> = {
  INSERT: {},
  MODIFY: { sentIn: 'both' },
  REMOVE: { sentIn: 'removed' },
};

function eachAttribute(values: Readonly<Record<string, Json>>): ItemImage {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, attributeOf(value)]));
}

/** The key attributes of a table as its CreateTable input names them. */
function declaredKeyNames(tables: readonly Json[], table: string): readonly string[] {
  const input = tables.find((one) => memberOf(one, 'TableName') === table);
  return objectsIn(input, 'KeySchema').flatMap((entry) => textIn(entry, 'AttributeName') ?? []);
}

/** The others only look or make names, of which nothing is seen: they are there for Storages that do more. */
const methodsOfStorage: readonly StorageMethod[] = ['save', 'open', 'listdir', 'delete'];
/** These take a name that need not exist, and make one of it. */
const methodsOfNewNames: readonly StorageMethod[] = [
  'save',
  'getAvailableName',
  'generateFilename',
  'getValidName',
];

/** A Storage stands for one operation a method; names that exist come from its own `save`. */
function expandStorage(name: string, { storage, options = {}, methods }: StorageOperation): Expanded[] {
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
