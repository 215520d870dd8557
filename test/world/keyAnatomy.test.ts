/** What is learnt of keys is bounded by operation, what all of them ask for is one pattern, and every key matches its expression. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canaryWord } from '../../model/canary.ts';
import { countCuts } from '../../model/cuts.ts';
import { keyPatternRegex, keyPatternText } from '../../model/keyPattern.ts';
import { limits } from '../../model/limits.ts';
import type { WireRecord } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Actor } from '../../model/target.ts';
import { createKeyAnatomy } from '../../world/rehearsal/keyAnatomy.ts';

function actor(name: string, tenant: string): Actor {
  return { name, headers: { 'X-Tenant': tenant }, cookies: {}, login: null, hook: null };
}

function asking(...keys: readonly string[]): WireRecord {
  return {
    ...{ sequence: 0, operation: 'BatchGetItem', table: null, status: 200, call: null, request: {} },
    touches: keys.map((key) => ({
      ...{ table: 'notes', key: { pk: { S: key } }, action: 'read' as const, before: null, after: null },
    })),
  };
}

/** A harmless run as far as keys are concerned. */
function run(operation: string, by: Actor, args: ResolvedArguments, records: readonly WireRecord[]) {
  return { operation: { name: operation }, actor: by, arguments: args, seen: { records } };
}

const word = (index: number): string => canaryWord(`word ${index}`);

describe('of a hundred operations', () => {
  const cuts = countCuts();
  const anatomy = createKeyAnatomy(cuts);
  const operations = Array.from({ length: 100 }, (_, index) => `operation${index}`);
  for (const operation of operations)
    for (const one of [actor('attacker', 'mallory'), actor('victim', 'alice')]) {
      const id = word(operations.indexOf(operation));
      const tenant = one.headers['X-Tenant'];
      const keys = [`SESSION#${tenant}`, `${operation}#${id}`, `${operation}#${id}#meta`, `x${id}`];
      anatomy.note(run(operation, one, { id: { kind: 'text', text: id } }, [asking(...keys)]));
    }

  it('each has its patterns, and who is asking is one pattern of them all', () => {
    const patterns = anatomy.result();
    for (const operation of operations)
      expect(patterns.filter((one) => one.operation === operation && one.also === undefined)).toHaveLength(3);
    const shared = patterns.filter((one) => one.also !== undefined);
    expect(shared.map(keyPatternText)).toEqual(['notes.pk = SESSION#{X-Tenant}']);
    expect(shared[0]?.also).toEqual(operations.slice(1));
    expect(cuts.notes()).toEqual([]);
  });
});

it('keys of one shape are told apart by what is constant in them, but not by what comes once', () => {
  const anatomy = createKeyAnatomy(countCuts());
  for (const [index, one] of [actor('attacker', 'mallory'), actor('victim', 'alice')].entries()) {
    const id = word(index);
    const keys = [`USER#${id}`, `ORDER#${id}`, `${id}#r${7 - index * 3}`];
    anatomy.note(run('save', one, { id: { kind: 'text', text: id } }, [asking(...keys)]));
  }
  expect(anatomy.result().map(keyPatternText)).toEqual([
    'notes.pk = USER#{id}',
    'notes.pk = ORDER#{id}',
    'notes.pk = {id}{…}',
  ]);
});

it('kinds of items in one table are told apart by the word before a sign, though each came once', () => {
  const anatomy = createKeyAnatomy(countCuts());
  const keys = [`USER#${word(0)}`, `TOKEN#${word(0)}`, `${word(0)}#r7`, `${word(0)}#r4`];
  const id = { kind: 'text', text: word(0) } as const;
  anatomy.note(run('save', actor('attacker', 'mallory'), { id }, [asking(...keys)]));
  expect(anatomy.result().map(keyPatternText)).toEqual([
    'notes.pk = USER#{id}',
    'notes.pk = TOKEN#{id}',
    'notes.pk = {id}{…}',
  ]);
});

it('random hexadecimal words are not constant, whatever digits they happen to hold', () => {
  const made = [
    ['4c4d1f0b9a2e', '1796057645-0a0fd6b1', 'v2-0a0fd6b1'],
    ['67f0123456ab', '1796057646-12345678', 'v2-12345678'],
    ['b1234567fe30', '1796057647-9a9a9abb', 'v2-9a9a9abb'],
    ['febe9f000001', '1796057648-38c00f0d', 'v2-38c00f0d'],
  ];
  const anatomy = createKeyAnatomy(countCuts());
  for (const [index, keys] of made.entries()) {
    const by = index % 2 === 0 ? actor('attacker', 'mallory') : actor('victim', 'alice');
    anatomy.note(run('save', by, {}, [asking(...keys)]));
  }
  const patterns = anatomy.result();
  expect(patterns.map(keyPatternText)).toEqual(['notes.pk = {…}', 'notes.pk = {…}-{…}', 'notes.pk = v2-{…}']);
  expect(patterns.map(keyPatternRegex)).toEqual(['^.+$', '^[^\\-]+\\-.+$', '^v2\\-.+$']);
});

it('an operation that asks for keys without end has that told', () => {
  const cuts = countCuts();
  const anatomy = createKeyAnatomy(cuts);
  const many = Array.from({ length: limits.keyPatternsMax + 9 }, (_, index) => word(0).repeat(index + 1));
  const told = { id: { kind: 'text', text: word(0) } } as const;
  anatomy.note(run('lists', actor('attacker', 'mallory'), told, [asking(...many)]));
  anatomy.note(run('reads', actor('attacker', 'mallory'), told, [asking(`a#${word(0)}`)]));
  expect(anatomy.result().filter(({ operation }) => operation === 'lists')).toHaveLength(
    limits.keyPatternsMax,
  );
  expect(anatomy.result().filter(({ operation }) => operation === 'reads')).toHaveLength(1);
  expect(cuts.notes()).toEqual([
    {
      kind: 'limit',
      text: `not all forms of keys are learnt: lists (${limits.keyPatternsMax} of ${limits.keyPatternsMax + 9})`,
    },
  ]);
});

const signs = fc.constantFrom('#', ':', '/', '|', '-', '_', '.', '');
const tenants = fc.array(fc.constantFrom('acme', 'eu', 'x1', 'north'), { minLength: 1, maxLength: 3 });

it('every key matches an expression that is printed for it, whatever signs its parts hold', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(tenants, signs), { minLength: 1, maxLength: 4 }),
      fc.array(signs, { minLength: 2, maxLength: 3 }),
      fc.constantFrom('=', 'BEGINS_WITH'),
      (named, between, asked) => {
        const anatomy = createKeyAnatomy(countCuts());
        const keys = named.map(([words, sign], index) => {
          const tenant = words.join(sign);
          const id = `${words[0]}${between[1]}${word(index)}`;
          const key = ['N', tenant, id, 'end'].slice(0, between.length + 1).join(between[0]);
          const request = {
            KeyConditionExpression: asked === '=' ? 'pk = :k' : 'begins_with(pk, :k)',
            ExpressionAttributeValues: { ':k': { S: key } },
          };
          const record = { ...asking(), operation: 'Query', table: 'notes', request };
          anatomy.note(run('get', actor(`a${index}`, tenant), { id: { kind: 'text', text: id } }, [record]));
          return key;
        });
        const forms = anatomy.result().map(keyPatternRegex);
        for (const key of keys) expect(forms.some((form) => new RegExp(form).test(key))).toBe(true);
      },
    ),
  );
});

it('a name of a tenant may hold the sign behind it where harmless names do', () => {
  const anatomy = createKeyAnatomy(countCuts());
  for (const [index, tenant] of ['mallory', 'mallory:north'].entries()) {
    const sent = { id: { kind: 'text', text: word(index) } } as const;
    anatomy.note(run('get', actor(`a${index}`, tenant), sent, [asking(`N:${tenant}:${word(index)}:e`)]));
  }
  expect(anatomy.result().map(keyPatternRegex)).toEqual(['^N:.+:[^:]+:e$']);
});

it('an identifier is one word, whatever shorter ones it consists of', () => {
  const anatomy = createKeyAnatomy(countCuts());
  for (const [index, made] of [
    '0f3a9c1e-5b6d-4e7f-8a90-b1c2d3e4f506',
    '1c2d3e4f-0a1b-4c2d-9e8f-7a6b5c4d3e2f',
    '9b8a7c6d-1e2f-4a3b-8c7d-6e5f4a3b2c1d',
  ].entries())
    anatomy.note(run('add', actor(`a${index}`, 'mallory'), {}, [asking(`note#${made}`)]));
  expect(anatomy.result().map(keyPatternText)).toEqual(['notes.pk = note#{…}']);
});
