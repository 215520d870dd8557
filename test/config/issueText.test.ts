/** A wrong value of a config is told with what is allowed there and what was given. */
import { expect, it } from 'vitest';
import { checkConfig } from '../../config/schema.ts';

const call = { call: './t.py:f' };
it.each([
  [7, 'c.ts: the config: must be an object; it is 7'],
  [{ operations: [] }, 'c.ts: operations: must be an object; it is a list'],
  [
    { operations: { a: { ...call, arguments: { name: 'x' } } } },
    'c.ts: operations.a.arguments.name: must be made by text(), file(), bytes(), archive(), json() or fixed(); it is "x"',
  ],
  [
    { operations: { a: { ...call, arguments: 1 } } },
    'c.ts: operations.a.arguments: must be an object; it is 1',
  ],
  [{ attacker: { powers: [] } }, 'c.ts: attacker.powers: must hold at least 1'],
  [{ stepDeadlineMs: 0 }, 'c.ts: stepDeadlineMs: must be more than 0; it is 0'],
  [{ stepDeadlineMs: 1.5 }, 'c.ts: stepDeadlineMs: must be a whole number; it is 1.5'],
  [{ environment: { A: 1 } }, 'c.ts: environment.A: must be a text; it is 1'],
  [
    { environment: { A: 'x'.repeat(100), B: () => 1 } },
    'c.ts: environment.B: must be a text; it is a function',
  ],
  [{ django: { project: '.' } }, 'c.ts: django.settings: must be a text; it is missing'],
  [
    { operations: { a: { http: 'GET /', path: { a: { kind: 'texts' } } } } },
    'c.ts: operations.a.path.a.kind: must be one of text, file, bytes, json; it is "texts"',
  ],
])('%j', (config, said) => {
  expect(() => checkConfig(config, 'c.ts')).toThrow(new Error(said).message);
});

it('a power that does not exist is told with those that do', () => {
  expect(() => checkConfig({ attacker: { powers: ['fly'] } }, 'c.ts')).toThrow(
    /request, .*race.*; it is "fly"$/,
  );
});
