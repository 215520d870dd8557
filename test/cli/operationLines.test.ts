/** What `operations` says below an operation: where its parameters land, and why it reached nothing. */
import { expect, it } from 'vitest';
import { parameterLines, unreachedLine } from '../../cli/operationLines.ts';
import type { RehearsedOperation } from '../../model/finding.ts';
import type { Operation } from '../../model/operation.ts';

const operation: Operation = {
  name: 'save',
  entry: { kind: 'http', method: 'POST', path: '/save/{name}/' },
  parameters: [
    { name: 'name', kind: 'text', place: 'path' },
    { name: 'id', kind: 'text', place: 'json' },
    { name: 'always', kind: 'text', place: 'json', fixed: true },
  ],
};

it('says where each parameter that is chosen lands, within a terminal', () => {
  const chain = {
    operation: 'save',
    parameter: 'name',
    store: 'file',
    place: '{sandbox}',
    before: '',
    after: '.txt',
  } as const;
  const chains = [{ ...chain, steps: [], refused: [], passing: null, takesAbsolute: false }];
  const pattern = {
    operation: 'save',
    table: 'notes',
    index: null,
    attribute: 'pk',
    asked: 'exact',
    actors: 2,
  } as const;
  const keyPatterns = [
    { ...pattern, parts: ['NOTE#'.repeat(30), { argument: 'id', form: 'plain' }] as const },
  ];
  const lines = parameterLines(operation, { chains, keyPatterns, objectPatterns: [], cachePatterns: [] });
  expect(lines[0]).toBe('name  path       file {sandbox}/⟨name⟩.txt');
  expect(lines[1]).toMatch(/^id {4}json {7}key notes\.pk = NOTE#.*…$/);
  expect(lines.map(({ length }) => length <= 96)).toEqual([true, true]);
});

it.each([
  ['401', 'missing-login'],
  ['302', 'missing-login'],
  ['403 {"error": "no"}', 'refused-always'],
  ['404', 'missing-data'],
  ['422', 'body-unknown'],
  ["500 KeyError: 'x'", 'fails-always'],
  ['200', 'no-store-reached'],
])('calls the reason of an operation that answered %s %s', (answer, word) => {
  const rehearsed: RehearsedOperation = { name: 'save', reached: [], tested: false, outcome: null, answer };
  expect(unreachedLine(rehearsed)).toMatch(new RegExp(`^${word}: `));
  expect(unreachedLine({ ...rehearsed, reached: ['file'] })).toBeNull();
});
