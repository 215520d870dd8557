/**
 * Names the parameters of an HTTP operation by their places: `id` of `PUT /docs/{id}` in the path, and `json.id` in the body if
 * `json` has that name too.
 */
import { UsageError } from '../model/errors.ts';
import type { Operation, ParameterPlace } from '../model/operation.ts';
import type { HttpOperation, UserParameter } from './userConfig.ts';

export interface PlacedParameter {
  readonly name: string;
  readonly sentAs: string;
  readonly declared: UserParameter;
  readonly place: ParameterPlace;
}

/** Parameters that are sent several times under one name are called `tag`, `tag.1`, `tag.2`. */
export function placed(
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

/**
 * If a name occurs in several places of a request, the first keeps it and the others get their place: `json.id` beside `id` of
 * the path.
 */
export function namedApart(all: readonly PlacedParameter[]): readonly PlacedParameter[] {
  return all.map((one, at) =>
    all.slice(0, at).some(({ name }) => name === one.name)
      ? { ...one, name: `${one.place}.${one.name}` }
      : one,
  );
}

export function httpParameters(operation: HttpOperation): PlacedParameter[] {
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

export function httpEntry(http: string): Operation['entry'] {
  const space = http.indexOf(' ');
  return { kind: 'http', method: http.slice(0, space), path: http.slice(space + 1) };
}

export function checkPath(name: string, { http, path = {} }: HttpOperation, source: string): void {
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
