/**
 * Operations as exploring thinks of them: a method of a route, and the parameters that are known of it so far. `PUT
 * /notes/{name}/` begins with `name` in the path; `text` of its JSON is added once the view was seen to look it up.
 */
import type { Json } from '../model/attack.ts';
import { isObject, memberOf } from '../model/json.ts';
import type { Operation, ParameterPlace } from '../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../model/resolvedArgument.ts';
import type { Route } from '../model/target.ts';
import { bytesOfText } from '../model/text.ts';
import { fileArgument } from './files.ts';
import type { ValueHints } from './values.ts';

/** Where a value comes from, as `from` of a config names it. */
export type Source =
  | { readonly operation: string; readonly member: string }
  | { readonly operation: string; readonly header?: string; readonly match: string };

/** Places in which exploring puts parameters. A text beside a file becomes a part of the same form; `body` is a body of plain bytes. */
export type WantedPlace = 'path' | 'query' | 'header' | 'cookie' | 'form' | 'json' | 'body';

/** A parameter that an operation seems to take. */
export interface Wanted {
  readonly place: WantedPlace;
  /** Members of JSON by dots, `*` for the members of a list: `items.*.id`. The body itself has no name. */
  readonly name: string;
  readonly isFile: boolean;
  /** What is known of its value. */
  readonly hints: ValueHints;
  /** Harmless values that may do, the likeliest first, with placeholders as in examples of a config. At least one. */
  readonly values: readonly Json[];
  /** Which of them is sent. */
  readonly chosen: number;
  /** Where the value comes from instead. */
  readonly source: Source | null;
  /** Whether the operation is known to fail without it. */
  readonly isNeeded: boolean;
}

export interface Candidate {
  readonly name: string;
  readonly method: string;
  readonly route: Route;
  readonly wanted: readonly Wanted[];
  /** Keys of parameters that it does better without. */
  readonly dropped: ReadonlySet<string>;
  /** The identity by which it is asked; absent for the usual one. */
  readonly as?: string;
}

/** Whether it makes things, so that what it is sent and answers names one. */
export function makesThings({ method }: Candidate): boolean {
  return method === 'POST' || method === 'PUT';
}

export function keyOf({ place, name }: Pick<Wanted, 'place' | 'name'>): string {
  return `${place}:${name}`;
}

/** The value of a parameter as a template: of a config's example, or of what `from` gives. */
export function templateOf({ values, chosen }: Wanted): Json {
  return values[chosen] ?? values[0] ?? '{token}';
}

/** A candidate with another value, source or the like for one of its parameters. */
export function withWanted(candidate: Candidate, key: string, change: Partial<Wanted>): Candidate {
  const wanted = candidate.wanted.map((one) => (keyOf(one) === key ? { ...one, ...change } : one));
  return { ...candidate, wanted };
}

/** Values that were filled in, by the key of their parameter. */
export type Filled = ReadonlyMap<string, Json>;

export interface PreparedRequest {
  readonly operation: Operation;
  readonly args: ResolvedArguments;
}

/** The candidate as an operation that an adapter can perform, with these values. */
export function requestOf(candidate: Candidate, filled: Filled): PreparedRequest {
  const hasFile = candidate.wanted.some(({ isFile }) => isFile);
  const hasParts = hasBodyParts(candidate);
  const parameters: Operation['parameters'][number][] = [];
  const args: Record<string, ResolvedArgument> = {};
  const add = (place: ParameterPlace, sentAs: string, argument: ResolvedArgument): void => {
    const name = `${place} ${sentAs}`;
    parameters.push({ name, sentAs, place, kind: argument.kind === 'path' ? 'bytes' : argument.kind });
    args[name] = argument;
  };
  for (const one of candidate.wanted) {
    if (one.place === 'json') continue;
    const value = filled.get(keyOf(one)) ?? '';
    if (one.place === 'body') {
      if (!hasParts) add('body', 'body', { kind: 'bytes', bytes: bytesOfText(String(value)) });
    } else if (one.isFile) add('multipart', one.name, fileArgument(value));
    else add(one.place === 'form' && hasFile ? 'multipart' : one.place, one.name, textArgument(value));
  }
  const body = jsonBodyOf(candidate, (one) => filled.get(keyOf(one)) ?? null);
  if (body !== undefined && !hasFile) add('body', 'body', { kind: 'json', json: body });
  const entry = { kind: 'http', method: candidate.method, path: candidate.route.path } as const;
  return { operation: { name: candidate.name, entry, parameters }, args };
}

/** Whether the body is a form or JSON. */
export function hasBodyParts({ wanted }: Candidate): boolean {
  return wanted.some(({ place }) => place === 'form' || place === 'json');
}

function textArgument(value: Json): ResolvedArgument {
  return { kind: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** The JSON of a body whose members are these parameters; undefined if it has none. */
export function jsonBodyOf(candidate: Candidate, given: (one: Wanted) => Json): Json | undefined {
  const members = candidate.wanted.filter(({ place }) => place === 'json');
  if (members.length === 0) return undefined;
  return members.reduce<Json>((body, one) => withMember(body, pathOf(one.name), given(one)), null) ?? {};
}

function pathOf(name: string): readonly string[] {
  return name === '' ? [] : name.split('.');
}

/** The JSON with a value at a path; what is no object or list on the way becomes one. */
function withMember(json: Json, path: readonly string[], value: Json): Json {
  const [first, ...rest] = path;
  // A value that a longer path has made an object of already stays.
  if (first === undefined) return typeof json === 'object' && json !== null ? json : value;
  if (first === '*' || /^\d+$/.test(first)) {
    const held = Array.isArray(json) ? json[0] : null;
    return [withMember(held ?? null, rest, value)];
  }
  const held = isObject(json) ? json : {};
  return { ...held, [first]: withMember(memberOf(held, first) ?? null, rest, value) };
}
