/** Attacks refer to values where they were made, so that what only happened to carry one may change or go. */
import { describe, expect, it } from 'vitest';
import type { KnownValue } from '../../model/knowledge.ts';
import { identityOperation, type Operation } from '../../model/operation.ts';
import { withOrigins } from '../../world/rehearsal/origins.ts';

const id = 'note-8f3a1c';
const word = `zq${'a'.repeat(14)}`;

const operation = (name: string, parameters: Operation['parameters'] = []): Operation => ({
  name,
  entry: { kind: 'http', method: 'GET', path: `/${name}` },
  parameters,
});
const operations: readonly Operation[] = [
  operation('list'),
  operation('save', [{ name: 'title', kind: 'text', place: 'json' }]),
  operation('show', [
    { name: 'id', kind: 'text', place: 'path', from: { operation: 'save', name: 'response.id' } },
  ]),
];

const known = (operation: string, name: string, value: string, actor = 'victim'): KnownValue => ({
  ...{ actor, operation, name, value },
});

/** Where the values have their origins: `OPERATION NAME`, or a dash for themselves. */
function originsOf(...values: readonly KnownValue[]): string[] {
  return withOrigins(values, operations).map(({ origin }) =>
    origin === undefined ? '-' : `${origin.operation} ${origin.name}`,
  );
}

describe('a value that several operations carry', () => {
  it('comes from the one that the config takes it from', () => {
    expect(
      originsOf(
        known('list', 'response.notes.0.id', id),
        known('save', 'response.id', id),
        known('show', 'arguments.id', id),
      ),
    ).toEqual(['save response.id', '-', 'save response.id']);
  });

  it('comes from the source of its parameter, however short it is', () => {
    expect(originsOf(known('save', 'response.id', '7'), known('show', 'arguments.id', '7'))).toEqual([
      '-',
      'save response.id',
    ]);
  });

  it('comes from who the actor is, where that is what it says', () => {
    expect(
      originsOf(known('save', 'response.tenant', 'acme'), known(identityOperation, 'X-Tenant', 'acme')),
    ).toEqual([`${identityOperation} X-Tenant`, '-']);
  });

  it('comes from what was sent first, where nobody could have guessed it', () => {
    expect(
      originsOf(known('list', 'response.0.title', word), known('save', 'arguments.title', word)),
    ).toEqual(['save arguments.title', '-']);
  });

  it('comes from an answer rather than from a list', () => {
    expect(
      originsOf(known('list', 'response.0.slug', 'a-slug'), known('save', 'response.slug', 'a-slug')),
    ).toEqual(['save response.slug', '-']);
  });
});

describe('a value stays where it is known', () => {
  it.each([
    ['a short number, which is met by chance', '42', 'victim'],
    ['a text that another actor has as well', 'drawings', 'attacker'],
  ])('%s', (_, value, other) => {
    expect(
      originsOf(
        known('list', 'response.0.x', value),
        known('save', 'response.id', value),
        known('save', 'response.id', value, other),
      ),
    ).toEqual(['-', '-', '-']);
  });

  it('a text that harmless runs of two operations are sent alike', () => {
    expect(
      originsOf(known('save', 'arguments.title', 'report'), known('list', 'arguments.title', 'report')),
    ).toEqual(['-', '-']);
  });
});
