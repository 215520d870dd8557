/** Completes a checked config: fills in defaults, expands operations, resolves names. Pure but for paths. */
import { dirname, resolve } from 'node:path';
import type { Json } from '../model/attack.ts';
import type {
  Config,
  LimitsConfig,
  RootFile,
  RootsConfig,
  StoresConfig,
  TargetConfig,
} from '../model/config.ts';
import { UsageError } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import { holdsSource, type Operation, type Parameter, type ResponseMember } from '../model/operation.ts';
import { completeActors } from './actors.ts';
import { completeFrom, completeParameter, parseFrom } from './completeParameter.ts';
import type { Expanded } from './expandOperations.ts';
import { expandConsumer, expandStorage } from './expandOperations.ts';
import type { PlacedParameter } from './placedParameters.ts';
import { checkPath, httpEntry, httpParameters, namedApart, placed } from './placedParameters.ts';
import { completePowers, placeInRoots } from './powers.ts';
import type {
  ConsumerOperation,
  FieldOperation,
  StorageOperation,
  UserConfig,
  UserOperation,
} from './userConfig.ts';

/** The full config of a checked one that was read from `configFile` (absolute). */
export function completeConfig(user: UserConfig, configFile: string): Config {
  const folder = dirname(configFile);
  const operations = completeOperations(user.operations ?? {}, configFile, user.dynamodb?.tables ?? []).map(
    (operation) => (isToldNobody(operation, user) ? { ...operation, operator: true } : operation),
  );
  const roots = completeRoots(user);
  checkRoots(user, roots.names, configFile);
  const knows = (user.attacker?.knows ?? []).map((value) =>
    parseFrom(value, operations, `${configFile}: attacker.knows`),
  );
  return {
    file: configFile,
    folder,
    target: completeTarget(user, folder),
    roots,
    actors: completeActors(user, operations, configFile),
    operations,
    stores: completeStores(user),
    attacker: { ...completePowers(user, roots.names), knows },
    limits: completeLimits(user),
  };
}

function completeTarget(user: UserConfig, folder: string): TargetConfig {
  return {
    project: user.django === undefined ? null : resolve(folder, user.django.project),
    settingsModule: user.django?.settings ?? null,
    asgi: user.django?.asgi ?? false,
    server: user.django?.server ?? null,
    python: user.python ?? null,
    pythonPath: (user.pythonPath ?? []).map((path) => resolve(folder, path)),
    settings: user.settings ?? {},
    environment: user.environment ?? {},
    setup: user.setup ?? null,
    argv: user.argv ?? null,
  };
}

function completeRoots(user: UserConfig): RootsConfig {
  const sandbox =
    user.sandbox ??
    (user.django === undefined ? { roots: ['sandbox'] } : { settings: { MEDIA_ROOT: 'media' } });
  const { roots = [], settings = {}, environment = {} } = sandbox;
  const said = [...new Set([...roots, ...Object.values(settings), ...Object.values(environment)])];
  const names = said.length === 0 ? ['sandbox'] : said;
  return { names, files: completeRootFiles(user.sandbox?.files ?? {}, names), settings, environment };
}

function completeStores({ dynamodb, s3, shared }: UserConfig): StoresConfig {
  return {
    dynamodb:
      dynamodb === undefined ? null : { tables: dynamodb.tables ?? [], endpoint: dynamodb.endpoint ?? null },
    s3: s3 === undefined ? null : { buckets: s3.buckets ?? [] },
    shared: shared ?? null,
  };
}

function completeLimits(user: UserConfig): LimitsConfig {
  return {
    stepDeadlineMs: user.stepDeadlineMs ?? limits.stepDeadlineMs,
    memoryBytesMax: user.limits?.memory === undefined ? limits.memoryBytes : bytesOfSize(user.limits.memory),
    loopbackPorts: user.loopback ?? null,
  };
}

/** `512MB`, `4GB` as bytes, in powers of 1,024. */
function bytesOfSize(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith('GB') ? 1_073_741_824 : 1_048_576);
}

function completeRootFiles(files: Readonly<Record<string, string>>, roots: readonly string[]): RootFile[] {
  return Object.entries(files).map(([path, text]) => {
    const place = placeInRoots(path, roots);
    return place.path === '' ? { root: roots[0] ?? '', path, text } : { ...place, text };
  });
}

/** Checks that `{sandbox:exports}` names the root `exports`, wherever places are filled in. */
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

/**
 * Whether an operation does not know its actor: a Storage or a field gets no request, so checking owners is its caller's task.
 */
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
  const operator = 'operator' in operation && operation.operator === true ? { operator: true } : {};
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
