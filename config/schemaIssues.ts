/** Describes what a schema refuses: the field by its path, and the allowed fields. */
import { z } from 'zod';
import { tellValue } from './issueText.ts';

/** The first issue in one line: where, what, and what is allowed. */
export function describeIssue(
  error: z.ZodError,
  root: z.ZodType,
  value: unknown,
  prefix: readonly string[],
): string {
  const [first] = error.issues;
  if (first === undefined) return 'is not a config';
  const issue = meantIssue(first);
  const path = [...prefix, ...issue.path.map(String)].join('.');
  if (issue.code === 'invalid_key') return `${path}: ${issue.issues[0]?.message ?? issue.message}`;
  if (issue.code !== 'unrecognized_keys') {
    const [field, words] = tellValue(issue, value, prefix);
    return `${field.join('.') || 'the config'}: ${words}`;
  }
  const unknown = issue.keys.map((key) => [path, key].filter((part) => part !== '').join('.')).join(', ');
  const allowed = fieldsAt(root, issue.path);
  return `${unknown}: unknown field${allowed.length === 0 ? '' : `; allowed: ${allowed.join(', ')}`}`;
}

/** For a value with several possible forms, the issue in the form that it has. */
function meantIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const tried = issue.errors.flatMap(([one]) => (one === undefined ? [] : [one]));
  const meant = tried.find(({ code, path }) => code !== 'invalid_type' || path.length > 0);
  return meant === undefined ? issue : meantIssue({ ...meant, path: [...issue.path, ...meant.path] });
}

/** The field names of the object at a path of a schema. */
function fieldsAt(root: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = root;
  for (const member of path) {
    at = unwrap(at);
    if (at instanceof z.ZodUnion) at = at.options.map(unwrap).find((one) => one instanceof z.ZodObject);
    if (at instanceof z.ZodObject) at = at.shape[String(member)];
    else if (at instanceof z.ZodRecord) at = at.valueType;
    else return [];
  }
  at = unwrap(at);
  if (at instanceof z.ZodUnion) at = at.options.map(unwrap).find((one) => one instanceof z.ZodObject);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrap(type: unknown): unknown {
  return type instanceof z.ZodOptional ? unwrap(type.unwrap()) : type;
}
