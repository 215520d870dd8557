/** What a step answered is told so that a person sees why a harmless run went nowhere. */
import { expect, it } from 'vitest';
import { answerText } from '../../model/answerText.ts';
import type { StepResponse } from '../../model/records.ts';

const plain: StepResponse = { status: null, headers: [], body: '', value: null, exception: null };
const said = (text: string): string => Buffer.from(text).toString('base64');

it.each<[told: string, answer: Partial<StepResponse>]>([
  ['returned', {}],
  ["raised KeyError: 'a'", { exception: { type: 'KeyError', message: "'a'", location: null } }],
  ['200', { status: 200, body: said('Hello') }],
  ['302 to /login/?next=/a/', { status: 302, headers: [['Location', '/login/?next=/a/']] }],
  ['304', { status: 304 }],
  ['403 no', { status: 403, body: said('no') }],
  ['404', { status: 404 }],
  [
    '404 Gone It is not here.',
    { status: 404, body: said('\n<title>Gone</title>\n<p>It is\n not here.</p>') },
  ],
])('tells %s', (told, answer) => {
  expect(answerText({ ...plain, ...answer })).toBe(told);
});
