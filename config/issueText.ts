/**
 * Says what is wrong with a value of a config: what is allowed, and what was given. `powers: ['fly']` becomes `must be one of
 * request, own-folder, …; it is "fly"`.
 */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Kinds of values by the checker's names, and in plain words. */
const valueKinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

/** The members of an operation that contain parameters by name. */
const parameterGroups = [
  'arguments',
  'options',
  'path',
  'query',
  'headers',
  'cookies',
  'form',
  'json',
  'multipart',
];

/** Field and text of an issue; `root` is the checked value, and `prefix` its place in the config. */
export function tellValue(
  issue: Issue,
  root: unknown,
  prefix: readonly string[],
): readonly [path: readonly string[], words: string] {
  const path = [...prefix, ...issue.path.map(String)];
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat();
    const deeper = inner.find((one) => one.path.length > 0);
    if (deeper !== undefined) return tellValue(deeper, valueAt(root, issue.path), path);
    const allowed = [...new Set(inner.flatMap(allowedBy))];
    return [
      path,
      allowed.length === 0 ? issue.message : `must be ${allowed.join(' or ')}; ${givenValue(root, issue)}`,
    ];
  }
  return [path, issueSentence(issue, root, path)];
}

function issueSentence(issue: Issue, root: unknown, path: readonly string[]): string {
  if (issue.code === 'invalid_type' && isParameter(path) && issue.expected === 'object')
    return `must be made by text(), file(), bytes(), archive(), json() or fixed(); ${givenValue(root, issue)}`;
  const [allowed] = allowedBy(issue);
  if (allowed !== undefined) return `must be ${allowed}; ${givenValue(root, issue)}`;
  if (issue.code !== 'too_small') return issue.message;
  if (issue.origin === 'array') return `must hold at least ${issue.minimum}`;
  const least = issue.inclusive === true ? `at least ${issue.minimum}` : `more than ${issue.minimum}`;
  return issue.origin === 'string' ? 'must not be empty' : `must be ${least}; ${givenValue(root, issue)}`;
}

function allowedBy(issue: Issue): string[] {
  if (issue.code === 'invalid_type') return [valueKinds[issue.expected] ?? issue.expected];
  if (issue.code !== 'invalid_value') return [];
  return [
    issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`,
  ];
}

function isParameter(path: readonly string[]): boolean {
  const [top, , group = ''] = path;
  return (
    top === 'operations' &&
    (path.length === 4 ? parameterGroups.includes(group) : path.length === 3 && group === 'body')
  );
}

/** Length up to which a value is shown as it was given. */
const shownCharactersMax = 60;

function givenValue(root: unknown, { path }: Issue): string {
  const value = valueAt(root, path);
  if (value === undefined) return 'it is missing';
  if (Array.isArray(value)) return 'it is a list';
  if (typeof value === 'function') return 'it is a function';
  if (typeof value === 'object' && value !== null) return 'it is an object';
  const text = typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value));
  return `it is ${text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}…` : text}`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let at = root;
  for (const member of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.getOwnPropertyDescriptor(at, member)?.value;
  }
  return at;
}
