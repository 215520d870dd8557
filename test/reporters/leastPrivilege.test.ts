/** Least-privilege policies: what they admit, what they refuse, and what weakening them would admit. */
import { describe, expect, it } from 'vitest';
import { type AccessPolicy, admits, type PolicyStatement } from '../../model/accessPolicy.ts';
import type { KeyPart } from '../../model/keyPattern.ts';
import type { Actor } from '../../model/target.ts';
import type { HarmlessRequest } from '../../model/traffic.ts';
import { checkPolicy, leastPrivilege } from '../../reporters/leastPrivilege.ts';

const actors: readonly Actor[] = ['a', 'ab'].map((name) => ({
  ...{ name, headers: { 'X-Tenant': name }, cookies: {} },
  ...{ login: null, hook: null },
}));
const tenant: KeyPart = { actor: 'X-Tenant' };

/** A request of each actor whose partition key is made of the parts. */
function requests(
  api: string,
  parts: readonly KeyPart[],
  more: Partial<HarmlessRequest> = {},
): HarmlessRequest[] {
  return actors.map(({ name }) => {
    const value = parts
      .map((part) => (typeof part === 'string' ? part : 'actor' in part ? name : 'zq'))
      .join('');
    return {
      operation: 'list',
      actor: name,
      api,
      table: 'notes',
      index: null,
      leadingKeys: [{ value, parts }],
      ...more,
    };
  });
}

const behindDelimiter = requests('GetItem', ['TENANT#', tenant, '#', { other: true }]);
const scan = requests('Scan', [], { leadingKeys: null });

function policyOf(traffic: readonly HarmlessRequest[]): AccessPolicy {
  return leastPrivilege(traffic).policy;
}

function reading(policy: AccessPolicy, actor: string, ...keys: readonly string[]): boolean {
  return admits(policy, {
    action: 'dynamodb:GetItem',
    resource: 'arn:aws:dynamodb:eu-central-1:123456789012:table/notes',
    context: new Map([
      ['aws:PrincipalTag/X-Tenant', [actor]],
      ['dynamodb:LeadingKeys', keys],
    ]),
  });
}

describe('a policy for keys that begin with the tenant', () => {
  const policy = policyOf(behindDelimiter);

  it('ends its pattern with the delimiter and demands leading keys', () => {
    expect(policy.Statement).toEqual([
      {
        Sid: 'LeadingKeys1',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem'],
        Resource: ['arn:aws:dynamodb:*:*:table/notes'],
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['TENANT#${aws:PrincipalTag/X-Tenant}#*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      },
    ]);
  });

  it('admits the traffic and nothing of it in another session', () => {
    expect(checkPolicy(policy, behindDelimiter, actors)).toEqual({
      recorded: 2,
      refused: [],
      swapped: 2,
      passed: [],
    });
  });

  it('refuses a request that mixes tenants, and the tenant of whose name it is the beginning', () => {
    expect(reading(policy, 'a', 'TENANT#a#1', 'TENANT#a#2')).toBe(true);
    expect(reading(policy, 'a', 'TENANT#a#1', 'TENANT#ab#1')).toBe(false);
    expect(reading(policy, 'a', 'TENANT#ab#1')).toBe(false);
  });

  it.each<[string, (statement: PolicyStatement) => string]>([
    ['the delimiter', (statement) => JSON.stringify(statement).replace('}#*', '}*')],
    ['all values', (statement) => JSON.stringify(statement).replace('ForAllValues', 'ForAnyValue')],
  ])('would admit another tenant without %s', (_, weaken) => {
    const weak = { ...policy, Statement: policy.Statement.map((one) => JSON.parse(weaken(one))) };
    expect(reading(weak, 'a', 'TENANT#a#1', 'TENANT#ab#1')).toBe(true);
  });

  it('would admit a request without keys if it did not demand them', () => {
    const noKeys = {
      ...{ action: 'dynamodb:GetItem', resource: 'arn:aws:dynamodb:x:1:table/notes' },
      context: new Map([['aws:PrincipalTag/X-Tenant', ['a']]]),
    };
    const weak = policy.Statement.map(({ Condition: { Null: _, ...kept } = {}, ...one }) => ({
      ...one,
      Condition: kept,
    }));
    expect(admits(policy, noKeys)).toBe(false);
    expect(admits({ ...policy, Statement: weak }, noKeys)).toBe(true);
  });
});

describe('what leading keys cannot limit', () => {
  it.each<[string, readonly HarmlessRequest[], string]>([
    ['a Scan', scan, 'it names no partition key'],
    [
      'an unguessable key',
      requests('GetItem', [{ other: true }]),
      'its partition keys do not begin with what tells the actor',
    ],
    [
      'a tenant without a delimiter',
      requests('GetItem', [tenant, { other: true }]),
      'no delimiter stands behind what tells the actor',
    ],
    ['keys of one actor', behindDelimiter.slice(1), 'its keys were seen of one actor alone'],
  ])('is told of %s', (_, traffic, why) => {
    const { policy, unlimited } = leastPrivilege(traffic);
    expect(unlimited.map((one) => one.why)).toEqual([why]);
    expect(policy.Statement[0]?.Condition).toBeUndefined();
    expect(checkPolicy(policy, traffic, actors).refused).toEqual([]);
  });

  it('does not widen what they do limit', () => {
    const { policy } = leastPrivilege([...behindDelimiter, ...scan]);
    expect(checkPolicy(policy, [...behindDelimiter, ...scan], actors)).toMatchObject({
      refused: [],
      passed: [],
    });
    expect(reading(policy, 'a', 'TENANT#ab#1')).toBe(false);
  });
});

it('keys that all actors share are admitted by their text, signs of patterns included', () => {
  const shared = requests('GetItem', ['ALL*']);
  const policy = policyOf([...shared, ...requests('GetItem', [tenant])]);
  expect(reading(policy, 'a', 'ALL*')).toBe(true);
  expect(reading(policy, 'a', 'ALLab')).toBe(false);
  expect(reading(policy, 'a', 'a', 'ALL*')).toBe(true);
  expect(reading(policy, 'a', 'ab')).toBe(false);
});

it('a tenant named like a pattern is compared as text', () => {
  const policy = policyOf(behindDelimiter);
  expect(reading(policy, '*', 'TENANT#a#1')).toBe(false);
});
