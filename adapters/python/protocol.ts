/**
 * Decodes what the driver sends: one JSON message a line, locations by number after their first mention. No I/O; `commands.ts`
 * encodes. A message that does not decode throws a `BugError`.
 */
import { z } from 'zod';
import type { Json } from '../../model/attack.ts';
import { BugError } from '../../model/errors.ts';
import type { StartFailure } from '../../model/exploring.ts';
import { headerValue } from '../../model/headerValue.ts';
import type { HookRecord, Location, StepResponse, TripwireRecord } from '../../model/records.ts';
import type { Intruded, StepReport, TargetDescription } from '../../model/target.ts';
import type { Computed } from './computeArguments.ts';
import { commandArgument, minedValue, projectFacts, routeView, startFailure } from './exploring.ts';
import { notedInRehearsal } from './notedInRehearsal.ts';
import { intrudedForm, turnForm, WayNumbers, waysForm } from './watched.ts';

const count = z.int().nonnegative();
const place = count.nullable();
const jsonOfDriver: z.ZodType<Json> = z.json();
const failure = z.object({
  ok: z.literal(false),
  message: z.string(),
  traceback: z.string(),
  mistake: z.boolean(),
  earlier: z.boolean(),
  lacked: startFailure.exactOptional(),
});
const success = z.looseObject({
  ok: z.literal(true),
  locations: z.array(z.tuple([z.string(), z.int(), z.string(), z.int()])).optional(),
});
const answer = z.discriminatedUnion('ok', [success, failure]);
const action = z.enum(['read', 'list', 'create', 'write', 'delete', 'metadata', 'link', 'wait']);
const kind = z.enum([
  'open',
  'access',
  'modify',
  'attribute',
  'extended',
  'close-write',
  'create',
  'delete',
  'moved-from',
  'moved-to',
  'overflow',
]);
const hook = z.object({
  event: z.string(),
  action,
  path: z.string(),
  asked: z.string(),
  full: z.string().nullable(),
  expected: z.boolean(),
  node: z.string().nullable(),
  refused: z.boolean(),
  location: place,
  callers: z.array(count),
  stack: z.array(count),
});
const response = z.object({
  status: z.int().nullable(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string(),
  value: jsonOfDriver,
  exception: z.object({ type: z.string(), message: z.string(), location: place }).nullable(),
  refusedByGuard: z.boolean(),
});
const report = z.object({
  response,
  hooks: z.array(hook),
  spawned: z.array(count),
  crossed: count.nullable(),
  tripwires: z.array(z.object({ path: z.string(), kinds: z.array(kind), directory: z.boolean() })),
  stirred: z.array(z.string()),
  calls: z.record(z.string(), z.array(count).min(1)),
  reached: z.array(z.string()),
  beside: z.boolean(),
  leaves: z.boolean(),
  faults: z.array(z.string()),
  intruded: intrudedForm.nullable(),
  turns: z.array(turnForm).nullable(),
  stopped: z.boolean(),
  withheld: z.boolean(),
  late: z.boolean(),
  mined: z.array(minedValue).exactOptional(),
  noted: notedInRehearsal,
  ways: waysForm.exactOptional(),
});
const computed = z.union([
  z.object({ text: z.string() }),
  z.object({ bytes: z.string() }),
  z.object({ json: jsonOfDriver }),
  z.object({ failed: z.string() }),
]);
const saved = z.object({ saved: z.string().nullable() });
const description = z.object({
  python: z.string(),
  django: z.string().nullable(),
  tripwires: z.boolean(),
  /** Headers that each actor sends with every request, those of a hook in the config included. */
  headers: z.record(z.string(), z.record(z.string(), z.string())),
  /** Primary keys of the users who were made for a `login`. */
  userIds: z.record(z.string(), z.string()),
  routes: z.array(
    z.object({
      path: z.string(),
      name: z.string().nullable(),
      methods: z.array(z.string()),
      parameters: z.array(z.object({ name: z.string(), converter: z.string() })),
      location: place,
      view: routeView.exactOptional(),
    }),
  ),
  commands: z.array(
    z.object({
      name: z.string(),
      application: z.string(),
      arguments: z.array(commandArgument).exactOptional(),
    }),
  ),
  offers: z.object({ logins: z.boolean(), uploads: z.boolean() }).nullable(),
  project: projectFacts.exactOptional(),
});

/** An answer to a command: its content, or why the driver could not carry it out. */
export type Answer =
  | { readonly ok: true; readonly carried: unknown }
  | {
      readonly ok: false;
      readonly message: string;
      readonly traceback: string;
      /** Whether the config asks for something that the target does not have. */
      readonly mistake: boolean;
      /** Whether the end of the previous case failed, so that the command was not carried out. */
      readonly earlier: boolean;
      /** What a target lacked that mines and did not start, where that is known. */
      readonly lacked?: StartFailure;
    };

/** Decodes the answers of one driver and follows its numbers of locations. */
export class AnswerDecoder {
  readonly #locations: Location[] = [];
  readonly #ways: WayNumbers = new WayNumbers();

  decode(line: string): Answer {
    const decoded = parsed(answer, parseJson(line));
    if (!decoded.ok) return decoded;
    for (const [file, lineNumber, name, start] of decoded.locations ?? []) {
      const begins = start > 0 ? { start } : {};
      this.#locations.push({ file, line: lineNumber, function: name, ...begins });
    }
    return { ok: true, carried: decoded };
  }

  description(carried: unknown): TargetDescription {
    const { routes, ...described } = parsed(description, carried);
    const located = routes.map((route) => ({ ...route, location: this.#location(route.location) }));
    return { ...described, routes: located };
  }

  saved(carried: unknown): string | null {
    return parsed(saved, carried).saved;
  }

  computed(carried: unknown): Computed {
    const answer = parsed(computed, carried);
    if ('failed' in answer) return answer;
    if ('text' in answer) return { argument: { kind: 'text', text: answer.text } };
    if ('json' in answer) return { argument: { kind: 'json', json: answer.json } };
    return { argument: { kind: 'bytes', bytes: Buffer.from(answer.bytes, 'base64') } };
  }

  /** Throws a `BugError` if the driver's own hook failed, because it may have missed something. */
  report(carried: unknown): StepReport {
    const decoded = parsed(report, carried);
    const { response: answered, hooks, tripwires, calls, reached, faults } = decoded;
    if (faults.length > 0) throw new BugError(`the driver's hook failed: ${faults.join('; ')}`);
    return {
      response: this.#response(answered),
      hooks: hooks.map((one): HookRecord => this.#hook(one)),
      tripwires: tripwires satisfies readonly TripwireRecord[],
      ...(decoded.stirred.length > 0 ? { stirred: decoded.stirred } : {}),
      spawned: decoded.spawned.map((number) => this.#known(number)),
      ...(decoded.beside ? { beside: true as const } : {}),
      ...(decoded.leaves ? { leaves: true as const } : {}),
      calls: this.#calls(calls),
      ...(decoded.crossed === null ? {} : { crossed: decoded.crossed }),
      ...(reached.length > 0 ? { limitsReached: reached } : {}),
      ...(decoded.mined === undefined ? {} : { mined: decoded.mined }),
      ...decoded.noted,
      ...this.#ways.told(decoded.ways),
      ...(decoded.intruded === null ? {} : { intruded: this.#intruded(decoded.intruded) }),
      ...this.#turns(decoded),
    };
  }

  #hook(one: z.infer<typeof hook>): HookRecord {
    const { location, callers, ...told } = one;
    const stack = one.stack.map((number) => this.#known(number));
    return { ...told, location: location === null ? null : this.#called([location, ...callers]), stack };
  }

  #intruded({ accesses, ...did }: z.infer<typeof intrudedForm>): Intruded {
    return {
      ...did,
      accesses: accesses.map((one) => ({ ...one, location: this.#location(one.location) })),
    };
  }

  #turns({ turns, stopped, withheld, late }: z.infer<typeof report>): Partial<StepReport> {
    return {
      ...(turns === null
        ? {}
        : { turns: turns.map((one) => ({ ...one, location: this.#location(one.location) })) }),
      ...(stopped ? { stopped: true as const } : {}),
      ...(withheld ? { withheld: true as const } : {}),
      ...(late ? { late: true as const } : {}),
    };
  }

  #calls(calls: Readonly<Record<string, readonly number[]>>): Record<string, Location> {
    return Object.fromEntries(Object.entries(calls).map(([name, numbers]) => [name, this.#called(numbers)]));
  }

  /** A location with those from which it was called. */
  #called([number = 0, ...callers]: readonly number[]): Location {
    const known = this.#known(number);
    return callers.length === 0 ? known : { ...known, callers: callers.map((one) => this.#known(one)) };
  }

  #response(answered: z.infer<typeof response>): StepResponse {
    const { exception, status, headers, body } = answered;
    const value = status === null ? answered.value : jsonBody(headers, body);
    const located =
      exception === null ? null : { ...exception, location: this.#location(exception.location) };
    const refused = answered.refusedByGuard ? { refusedByGuard: true as const } : {};
    return { status, headers, body, value, exception: located, ...refused };
  }

  #location(number: number | null): Location | null {
    return number === null ? null : this.#known(number);
  }

  #known(number: number): Location {
    const location = this.#locations[number];
    if (location === undefined)
      throw new BugError(`the driver named a location that it never sent: ${number}`);
    return location;
  }
}

function jsonBody(headers: StepResponse['headers'], body: string): Json {
  const type = headerValue(headers, 'content-type') ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return null;
  try {
    return jsonOfDriver.parse(JSON.parse(Buffer.from(body, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new BugError(`the driver's answer is no JSON: ${line.slice(0, 200)}`, { cause: error });
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BugError(`the driver's answer is not as agreed: ${issue?.path.join('.')} ${issue?.message}`, {
    cause: result.error,
  });
}
