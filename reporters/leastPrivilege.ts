/**
 * Makes the least-privilege access policy that harmless requests need: actions by table and index, and leading keys wherever
 * every partition key begins with a word of the actor. The policy is checked with the harmless requests themselves, in their
 * own session and in that of every other actor.
 */
import {
  type AccessPolicy,
  admits,
  type PolicyRequest,
  type PolicyStatement,
  patternLiteral,
} from '../model/accessPolicy.ts';
import type { Actor } from '../model/target.ts';
import type { HarmlessRequest, LeadingKey } from '../model/traffic.ts';

/** An action that leading keys do not limit, and why. */
export interface Unlimited {
  readonly action: string;
  readonly resource: string;
  readonly why: string;
}

export interface LeastPrivilege {
  readonly policy: AccessPolicy;
  readonly unlimited: readonly Unlimited[];
}

const leadingKeys = 'dynamodb:LeadingKeys';
const tagOf = (name: string): string => `aws:PrincipalTag/${name}`;

export function leastPrivilege(requests: readonly HarmlessRequest[]): LeastPrivilege {
  const grants = [
    ...grouped(requests, (request) => `${actionOf(request)} ${resourceOf(request)}`).values(),
  ].map(grantOf);
  const limited = grants.filter(({ why }) => why === null);
  const unlimited = grants.flatMap(({ action, resource, why }) =>
    why === null ? [] : [{ action, resource, why }],
  );
  const byLimit = grouped(limited, ({ resource, patterns }) => JSON.stringify([resource, patterns]));
  const byResource = grouped(unlimited, ({ resource }) => resource);
  const Statement = [
    ...[...byLimit.values()].map(
      (group, index): PolicyStatement => ({
        ...allowStatement(`LeadingKeys${index + 1}`, group),
        // `ForAllValues` is true of a request without leading keys, so that a Scan would pass: `Null` requires them.
        Condition: {
          'ForAllValues:StringLike': { [leadingKeys]: group[0]?.patterns ?? [] },
          Null: { [leadingKeys]: 'false' },
        },
      }),
    ),
    ...[...byResource.values()].map((group, index) => allowStatement(`NotLimited${index + 1}`, group)),
  ];
  return { policy: { Version: '2012-10-17', Statement }, unlimited };
}

function allowStatement(
  Sid: string,
  group: readonly { readonly action: string; readonly resource: string }[],
): PolicyStatement {
  const Action = group.map(({ action }) => action).sort();
  return { Sid, Effect: 'Allow', Action, Resource: [...new Set(group.map(({ resource }) => resource))] };
}

interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly patterns: readonly string[];
  /** Null if the patterns limit it. */
  readonly why: string | null;
}

function grantOf(requests: readonly [HarmlessRequest, ...HarmlessRequest[]]): Grant {
  const [first] = requests;
  const limits = requests.flatMap(({ actor, leadingKeys: keys }) =>
    keys === null ? [{ actor, ...withoutKeys }] : keys.map((key) => ({ actor, ...limitOf(key) })),
  );
  const patterns = [...new Set(limits.flatMap(({ pattern }) => pattern ?? []))].sort();
  const alone = patterns.find(
    (wanted) =>
      wanted.includes(tagOf('')) &&
      new Set(limits.filter(({ pattern }) => pattern === wanted).map(({ actor }) => actor)).size < 2,
  );
  const lone = alone === undefined ? null : 'its keys were seen of one actor alone';
  const why = limits.find((limit) => limit.why !== null)?.why ?? lone;
  return { action: actionOf(first), resource: resourceOf(first), patterns, why };
}

interface Limit {
  readonly pattern: string | null;
  readonly why: string | null;
}

const withoutKeys: Limit = { pattern: null, why: 'it names no partition key' };

/**
 * The pattern that allows this kind of key for its actor only, up to the delimiter after the part that identifies the actor.
 */
function limitOf({ parts }: LeadingKey): Limit {
  const at = parts.findIndex((part) => typeof part !== 'string');
  const before = patternLiteral(parts.slice(0, at < 0 ? parts.length : at).join(''));
  if (at < 0) return { pattern: before, why: null };
  const part = parts[at];
  if (part === undefined || typeof part === 'string' || !('actor' in part))
    return { pattern: null, why: 'its partition keys do not begin with what tells the actor' };
  const next = parts[at + 1];
  if (next !== undefined && typeof next !== 'string')
    return { pattern: null, why: 'no delimiter stands behind what tells the actor' };
  const more = parts.length > at + 2 ? '*' : '';
  return { pattern: `${before}\${${tagOf(part.actor)}}${patternLiteral(next ?? '')}${more}`, why: null };
}

function actionOf({ api }: HarmlessRequest): string {
  return `dynamodb:${api}`;
}

function resourceOf({ table, index }: HarmlessRequest): string {
  if (table === null) return '*';
  return `arn:aws:dynamodb:*:*:table/${table}${index === null ? '' : `/index/${index}`}`;
}

/** The result of checking the harmless requests against the policy. */
export interface PolicyCheck {
  readonly recorded: number;
  readonly refused: readonly HarmlessRequest[];
  /** How many requests were checked in another actor's session. */
  readonly swapped: number;
  /** Those that were allowed although they name partition keys of the other actor. */
  readonly passed: readonly HarmlessRequest[];
}

/** Checks each request against the policy, in the session of its actor and in those of the others. */
export function checkPolicy(
  policy: AccessPolicy,
  requests: readonly HarmlessRequest[],
  actors: readonly Actor[],
): PolicyCheck {
  const asked = (request: HarmlessRequest, actor: Actor): boolean =>
    admits(policy, asRequest(request, actor));
  const own = (request: HarmlessRequest): Actor | undefined =>
    actors.find(({ name }) => name === request.actor);
  const refused = requests.filter((request) => {
    const actor = own(request);
    return actor === undefined || !asked(request, actor);
  });
  const telling = requests.filter(({ leadingKeys: keys }) => keys?.some(tellsActor) ?? false);
  const swaps = telling.flatMap((request) =>
    actors.filter(({ name }) => name !== request.actor).map((actor) => ({ request, actor })),
  );
  const passed = swaps.filter(({ request, actor }) => asked(request, actor)).map(({ request }) => request);
  return { recorded: requests.length, refused, swapped: swaps.length, passed };
}

function tellsActor({ parts }: LeadingKey): boolean {
  return parts.some((part) => typeof part !== 'string' && 'actor' in part);
}

function asRequest(request: HarmlessRequest, actor: Actor): PolicyRequest {
  const own = Object.entries({ ...actor.headers, ...actor.cookies, ...actor.words, actor: actor.name });
  const tags = own.map(([name, value]): [string, string[]] => [tagOf(name), [value]]);
  const keys = request.leadingKeys?.map(({ value }) => value);
  const context = new Map<string, readonly string[]>([
    ...tags,
    ...(keys === undefined ? [] : [[leadingKeys, keys] as const]),
  ]);
  // A policy covers any region and account; a request has one.
  const resource = resourceOf(request).replace(':*:*:', ':eu-central-1:123456789012:');
  return { action: actionOf(request), resource, context };
}

function grouped<T>(
  values: readonly T[],
  identity: (value: T) => string,
): ReadonlyMap<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const value of values) {
    const group = groups.get(identity(value));
    if (group === undefined) groups.set(identity(value), [value]);
    else group.push(value);
  }
  return groups;
}
