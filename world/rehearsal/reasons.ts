/**
 * Explains why harmless runs fail if the config is the reason: no route matches, the method is not allowed, a table or a bucket
 * does not exist. Other examples would not help. `POST /asset/` in a project with `/assets/` becomes "no route of the project
 * answers POST /asset/; correct `http`".
 */

import type { Config } from '../../model/config.ts';
import { headerValue } from '../../model/headerValue.ts';
import { memberOf, objectIn } from '../../model/json.ts';
import { literalPattern } from '../../model/literalPattern.ts';
import type { Operation } from '../../model/operation.ts';
import type { WireRecord } from '../../model/records.ts';
import type { Route } from '../../model/target.ts';
import type { Seen } from '../step/step.ts';
import type { HarmlessListener } from './learner.ts';

export interface Reasons extends HarmlessListener {
  /** The tables that the operation requests and that do not exist. */
  readonly missingTables: (operation: Operation) => readonly string[];
  readonly adviceForTables: (missing: readonly string[]) => string;
  /** What to do about an operation whose last harmless run had this answer; null if none of these reasons applies. */
  readonly adviceFor: (operation: Operation, response: Seen['response']) => string | null;
}

/** `atStart`: the target's requests before any actor acted, which may be to create its tables. */
export function learnReasons(
  { stores: { dynamodb } }: Config,
  routes: readonly Route[],
  atStart: readonly WireRecord[],
): Reasons {
  const declared = (dynamodb?.tables ?? []).map((table) => memberOf(table, 'TableName'));
  const there = new Set<unknown>([...declared, ...atStart.filter(isSuccess).flatMap(requestedTables)]);
  const refused = new Map<string, Set<string>>();
  const missingTables = ({ name }: Operation): string[] =>
    [...(refused.get(name) ?? [])].filter((table) => !there.has(table));
  return {
    missingTables,
    adviceForTables,
    note: ({ operation: { name }, seen: { records } }) => {
      // An engine of the user's own may have tables that nobody declares here.
      if (dynamodb === null || dynamodb.endpoint !== null) return;
      const known = refused.get(name) ?? new Set();
      refused.set(name, known);
      for (const record of records)
        for (const table of requestedTables(record)) (isSuccess(record) ? there : known).add(table);
    },
    adviceFor: (operation, response) => {
      const missing = missingTables(operation);
      if (missing.length > 0) return adviceForTables(missing);
      if (response.exception?.type.endsWith('NoSuchBucket') === true)
        return 'the bucket that it asks for does not exist: declare it under s3.buckets';
      return routeAdvice(operation, response, routes);
    },
  };
}

function adviceForTables(missing: readonly string[]): string {
  return missing.length === 1
    ? `table ${missing[0]} does not exist: declare it under dynamodb.tables, or make it in setup`
    : `tables ${missing.join(', ')} do not exist: declare them under dynamodb.tables, or make them in setup`;
}

function isSuccess({ status }: WireRecord): boolean {
  return status < 400;
}

/** The table of a request, or those of a batch. */
function requestedTables({ table, request }: WireRecord): readonly string[] {
  return table === null ? Object.keys(objectIn(request, 'RequestItems') ?? {}) : [table];
}

function routeAdvice(
  { entry }: Operation,
  { status, headers }: Seen['response'],
  routes: readonly Route[],
): string | null {
  if (entry.kind !== 'http' || routes.length === 0 || status === null) return null;
  const asked = `${entry.method} ${entry.path}`;
  if (status === 405) {
    const [, allowed = ''] = headers.find(([name]) => name.toLowerCase() === 'allow') ?? [];
    const others = allowed === '' ? '' : `, but to ${allowed}`;
    return `the route of ${asked} does not answer to ${entry.method}${others}; correct \`http\``;
  }
  const path = (entry.path.split('?')[0] ?? '').replace(/\{\w+\}/g, 'x');
  if (status !== 404 && !(status >= 300 && status < 400 && isToSlash(headers))) return null;
  if (routes.some((route) => answers(route, path))) return null;
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  const near = routes.find((route) => answers(route, other));
  const instead =
    near === undefined ? ' (trespass operations lists those that there are)' : `, but ${near.path} is one`;
  return `no route of the project answers ${asked}${instead}; correct \`http\``;
}

/** Whether an answer sends to an address that differs by a slash at its end, as far as that is to be seen. */
function isToSlash(headers: Seen['response']['headers']): boolean {
  const location = headerValue(headers, 'location') ?? '';
  return (location.split('?')[0] ?? '').endsWith('/');
}

/** Whether a path matches a route's template: a parameter matches anything. */
function answers({ path: template }: Route, path: string): boolean {
  const parts = template.split(/\{\w+\}/).map(literalPattern);
  return new RegExp(`^${parts.join('.+')}$`).test(path);
}
