/** Writes down what exploring found as a config: operations with their parameters, actors, folders, tables, buckets. */

import type { HttpOperation, OperationOptions, UserConfig, UserParameter } from '../config/userConfig.ts';
import type { Json } from '../model/attack.ts';
import {
  type Candidate,
  hasBodyParts,
  jsonBodyOf,
  type Source,
  templateOf,
  type Wanted,
} from './candidate.ts';
import { fileParameter } from './files.ts';
import { laidText } from './laidFile.ts';
import { tenantName } from './nameValues.ts';
import type { FoundProject } from './project.ts';

/** An operation of the config for what a candidate has come to. */
export function operationOf(candidate: Candidate): HttpOperation & OperationOptions {
  const { wanted } = candidate;
  const hasFile = wanted.some(({ isFile }) => isFile);
  const at = (place: Wanted['place'], member: string): Readonly<Record<string, ParameterMap>> => {
    const found = wanted.filter((one) => one.place === place);
    const parameters = Object.fromEntries(found.map((one) => [one.name, parameterOf(one)]));
    return found.length === 0 ? {} : { [member]: parameters };
  };
  return {
    http: `${candidate.method} ${candidate.route.path}`,
    ...(candidate.as === undefined ? {} : { as: candidate.as, operator: true }),
    ...at('path', 'path'),
    ...at('query', 'query'),
    ...at('header', 'headers'),
    ...at('cookie', 'cookies'),
    ...at('form', hasFile ? 'multipart' : 'form'),
    ...(hasFile ? {} : jsonOf(candidate)),
    ...(hasBodyParts(candidate) ? {} : rawBodyOf(candidate)),
  };
}

/**
 * The operation with the actor's own tenant wherever one is sent: nothing else tells who acts, so that whoever sends another
 * tenant's name is that tenant.
 */
export function actingByTenant(
  operation: HttpOperation & OperationOptions,
): HttpOperation & OperationOptions {
  const { path, query, json } = operation;
  return {
    ...operation,
    ...(path === undefined ? {} : { path: withFixedTenant(path) }),
    ...(query === undefined ? {} : { query: withFixedTenant(query) }),
    ...(json === undefined ? {} : { json: withFixedTenant(json) }),
  };
}

function withFixedTenant<Given>(parameters: Readonly<Record<string, Given>>): Record<string, Given> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, one]) => [name, isTenant(one) ? { ...one, fixed: true } : one]),
  );
}

function isTenant(parameter: unknown): boolean {
  return (
    typeof parameter === 'object' &&
    parameter !== null &&
    'example' in parameter &&
    parameter.example === '{actor.tenant}'
  );
}

/** A body of plain bytes, as a client that uploads a file by PUT sends it. */
function rawBodyOf({ wanted }: Candidate): Pick<HttpOperation, 'body'> {
  const raw = wanted.find(({ place }) => place === 'body');
  return raw === undefined ? {} : { body: { kind: 'bytes', example: templateOf(raw) } };
}

type ParameterMap = Readonly<Record<string, UserParameter>>;

function parameterOf(one: Wanted): UserParameter {
  const template = templateOf(one);
  const from = one.source === null ? {} : { from: fromOf(one.source) };
  if (one.isFile) return fileParameter(template);
  if (one.source !== null) {
    // The token of a session, which no attacker has of another.
    const isToken = typeof template === 'string' && template.includes('{from}');
    return {
      kind: 'text',
      ...(isToken ? { example: template } : {}),
      ...(isToken || isPassword(one) ? { secret: true } : {}),
      ...from,
    };
  }
  const word = one.name.split('.').at(-1) ?? one.name;
  const isOwn = typeof template === 'string' && template.includes('{actor') && tenantName.test(word);
  const example = typeof template === 'string' ? template : JSON.stringify(template);
  return {
    kind: 'text',
    ...(example === '{token}' ? {} : { example }),
    ...(isOwn ? { public: true } : {}),
    ...(isPassword(one) ? { secret: true } : {}),
  };
}

function isPassword({ name }: Wanted): boolean {
  return /passw(?:or)?d/i.test(name);
}

function fromOf(source: Source): NonNullable<UserParameter['from']> {
  if ('member' in source) return `${source.operation}.${source.member}`;
  const { operation, header, match } = source;
  return { operation, ...(header === undefined ? {} : { header }), match };
}

/** The members of a JSON body, one parameter for each at its top; or the body itself, where that is no object. */
function jsonOf(candidate: Candidate): Pick<HttpOperation, 'json' | 'body'> {
  const members = candidate.wanted.filter(({ place }) => place === 'json');
  if (members.length === 0) return {};
  const body = jsonBodyOf(candidate, (one) =>
    one.source === null ? templateOf(one) : listed(one, '{from}'),
  );
  if (typeof body !== 'object' || body === null || Array.isArray(body) || Object.keys(body).length === 0)
    return { body: { kind: 'json', example: body ?? {} } };
  const json = Object.entries(body).map(([name, example]): [string, UserParameter] => {
    const own = members.filter((one) => one.name === name || one.name.startsWith(`${name}.`));
    return [name, jsonParameter(name, own, example)];
  });
  return { json: Object.fromEntries(json) };
}

function listed(one: Wanted, value: Json): Json {
  return Array.isArray(templateOf(one)) ? [value] : value;
}

function jsonParameter(name: string, own: readonly Wanted[], example: Json): UserParameter {
  const [only] = own;
  if (own.length === 1 && only !== undefined && only.name === name && typeof example === 'string')
    return parameterOf(only);
  const sourced = own.find(({ source }) => source !== null)?.source ?? null;
  return { kind: 'json', example, ...(sourced === null ? {} : { from: fromOf(sourced) }) };
}

/** The parts of a config that exploring fills beside its operations. */
export interface ExploredStores {
  /** Root names by dotted setting. */
  readonly roots: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, Json>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly tables: readonly Json[];
  readonly buckets: readonly string[];
  /** Paths behind the names of their roots. */
  readonly files: readonly string[];
}

/** How the project of a config is started. */
export function projectOf({ project, settings, pythonPath }: FoundProject): UserConfig {
  return { django: { project, settings }, ...(pythonPath.length === 0 ? {} : { pythonPath }) };
}

export function storesOf(stores: ExploredStores): UserConfig {
  const { roots, settings, environment, tables, buckets, files } = stores;
  const isEmpty = (values: object): boolean => Object.keys(values).length === 0;
  return {
    sandbox: {
      ...(isEmpty(roots) ? { roots: ['sandbox'] } : { settings: roots }),
      ...(files.length === 0 ? {} : { files: Object.fromEntries(files.map((path) => [path, laidText])) }),
    },
    ...(isEmpty(settings) ? {} : { settings }),
    ...(isEmpty(environment) ? {} : { environment }),
    ...(tables.length === 0 ? {} : { dynamodb: { tables } }),
    ...(buckets.length === 0 ? {} : { s3: { buckets } }),
  };
}
