/** Harmless values by what is known of a parameter. */
import { expect, it } from 'vitest';
import { noHints, type ValueHints, valuesFor, valuesForConverter } from '../../explore/values.ts';

function first(hints: Partial<ValueHints> & { readonly name: string }): unknown {
  return valuesFor({ ...noHints(hints.name, hints.place ?? 'json', hints.hasTenant ?? false), ...hints })[0];
}

it.each<[string, Partial<ValueHints> & { readonly name: string }, unknown]>([
  ['a name that tells nothing', { name: 'x' }, '{token}'],
  ['what is converted to a number', { name: 'x', uses: [{ kind: 'integer' }] }, 1],
  ['the same in a query', { name: 'x', place: 'query', uses: [{ kind: 'integer' }] }, '1'],
  [
    'what is compared with words',
    { name: 'x', uses: [{ kind: 'words', words: ['', 'red', 'blue'] }] },
    'red',
  ],
  ['a list', { name: 'parts', isRepeated: true }, ['{token}']],
  ['a text that is walked', { name: 'part', isRepeated: true }, '{token}'],
  [
    'a pattern',
    { name: 'x', uses: [{ kind: 'pattern', pattern: '[a-z0-9]+\\.csv', whole: true }] },
    '{token}.csv',
  ],
  [
    'a pattern that no usual form has',
    { name: 'x', uses: [{ kind: 'pattern', pattern: 'v[1-9]:(?P<id>[a-f]{4})(?:-\\d+)?', whole: true }] },
    'v1:aaaa-0',
  ],
  ['an offset in a header', { name: 'Upload-Offset', place: 'header' }, '1'],
  ['what a refusal says', { name: 'x', said: 'Enter a valid date.' }, '2026-01-02'],
  ['words that a refusal gives', { name: 'x', said: "must be one of 'low', 'high'" }, 'low'],
  ['a name of an address', { name: 'contact_email' }, '{token}@example.com'],
  ['a tenant', { name: 'tenant_id', hasTenant: true }, '{actor.tenant}'],
  ['a default', { name: 'x', default: 'plain' }, 'plain'],
])('begins with a value that fits %s', (_, hints, value) => {
  expect(first(hints)).toEqual(value);
});

it('takes a value that the pattern of a group matches', () => {
  expect(valuesForConverter('year', '[0-9]{4}', false)[0]).toBe('2026');
  expect(valuesForConverter('id', 'int', false)).toEqual(['1']);
  expect(valuesForConverter('tenant', 'slug', true)[0]).toBe('{actor.tenant}');
});
