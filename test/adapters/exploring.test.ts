/** The decoder on what a driver sends that mines, and on what others send. */
import { expect, it } from 'vitest';
import { AnswerDecoder } from '../../adapters/python/protocol.ts';
import { BugError } from '../../model/errors.ts';

const described = { python: '3.9', django: '5.2', tripwires: true, headers: {}, userIds: {}, offers: null };
const route = { path: '/', name: null, methods: [], parameters: [], location: null };
const view = { module: 'shop.views', isProjects: true, kind: 'function', fields: [], needsLogin: null };

it('decodes the view of a route where it is said, and needs none', () => {
  const decode = (more: object) =>
    new AnswerDecoder().description({ ...described, commands: [], routes: [{ ...route, ...more }] });
  expect(decode({}).routes).toEqual([route]);
  expect(decode({ view }).routes).toEqual([{ ...route, view }]);
  expect(() => decode({ view: { ...view, kind: 'other' } })).toThrow(BugError);
});

it('decodes what a failed start lacked', () => {
  const failed = { ok: false, message: 'm', traceback: '', mistake: false, earlier: false };
  const lacked = { missingEnvironment: 'SECRET', refusedWrite: null };
  const decode = (answer: object) => new AnswerDecoder().decode(JSON.stringify(answer));
  expect(decode(failed)).toEqual(failed);
  expect(decode({ ...failed, lacked })).toEqual({ ...failed, lacked });
});
