/** What answers tell of requests that nobody has declared. */
import { expect, it } from 'vitest';
import { askOutcomeOf, fieldsNamed } from '../../explore/answers.ts';
import type { Json } from '../../model/attack.ts';
import type { StepResponse } from '../../model/records.ts';

function answer(status: number, value: Json, text = '', headers: StepResponse['headers'] = []): StepResponse {
  const body = Buffer.from(text === '' && value !== null ? JSON.stringify(value) : text).toString('base64');
  return { status, headers, body, value, exception: null };
}

it.each([
  [answer(200, { id: 1 }), 'GET', 'done'],
  [answer(200, { error: 'no such thing' }), 'GET', 'invalid'],
  [answer(200, { errors: [] }), 'GET', 'done'],
  [answer(200, null, '<ul class="errorlist nonfield"><li>no</li></ul>'), 'POST', 'invalid'],
  [answer(302, null, '', [['Location', '/accounts/login/?next=/a/']]), 'GET', 'login'],
  [answer(302, null, '', [['Location', '/notes/7/']]), 'POST', 'done'],
  [answer(302, null, '', [['Location', '/members/enter/']]), 'GET', 'login'],
  [answer(404, null), 'GET', 'missing'],
  [answer(405, null), 'GET', 'method'],
  [answer(422, null), 'POST', 'invalid'],
] as const)('tells by %j to %s that it is %s', (response, method, outcome) => {
  expect(askOutcomeOf(response, method, '/members/enter/')).toBe(outcome);
});

it.each<[string, Json, readonly string[]]>([
  [
    'members with lists of sentences',
    { title: ['This field is required.'], non_field_errors: ['No.'] },
    ['title'],
  ],
  ['a member below another', { errors: { day: 'is no date at all' } }, ['day']],
  [
    'places of validators',
    { detail: [{ loc: ['body', 'payload', 'name'], msg: 'field required' }] },
    ['name'],
  ],
  ['sentences', { error: "missing 'owner'" }, ['owner']],
  ['a sentence without quotes', { error: 'amount is required' }, ['amount']],
  ['nothing in an answer that names none', { error: 'this is required' }, []],
])('finds the fields that a refusal names by %s', (_, value, names) => {
  expect(fieldsNamed(answer(400, value)).map(({ name }) => name)).toEqual(names);
});
