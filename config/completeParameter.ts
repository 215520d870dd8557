/** Completes a parameter: `from: 'create.response.id'` becomes the operation and the member from which the value is taken. */
import { sourceName } from '../model/answerSource.ts';
import { archiveFormats, kindsOf } from '../model/archive.ts';
import { UsageError } from '../model/errors.ts';
import {
  type ArchiveTaken,
  harmlessMembers,
  type Operation,
  type Parameter,
  type ParameterPlace,
  type ParameterSource,
} from '../model/operation.ts';
import { archiveKindOf } from '../model/recogniseArchive.ts';
import type { UserParameter } from './userConfig.ts';

export type From = NonNullable<UserParameter['from']>;

export function completeParameter(name: string, declared: UserParameter, place: ParameterPlace): Parameter {
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

/** The archive that the user declares, or that the example contains; null if there is none. */
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

export function completeFrom(from: From, operations: readonly Operation[], where: string): ParameterSource {
  if (typeof from === 'string') return parseFrom(from, operations, where);
  const { operation, ...place } = from;
  const names = operations.map(({ name }) => name);
  if (!names.includes(operation))
    throw new UsageError(`${where}.operation: "${operation}" is no operation; there are ${names.join(', ')}`);
  return { operation, name: sourceName(place) };
}

/** Splits `upload.response.id` into the longest operation name that fits and the rest. */
export function parseFrom(from: string, operations: readonly Operation[], where: string): ParameterSource {
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

/** The arguments of an operation are known in advance. Members of JSON are not, because the value may come from elsewhere. */
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
