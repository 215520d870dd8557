/** The frame of a command is checked in an engine's process, and what it carries is handed on. */
import { expect, it } from 'vitest';
import { commandFrame } from '../../engines/wire/commandFrame.ts';

const verbs = ['drain', 'write'] as const;

it('gives the id, the verb and what is carried', () => {
  const { id, verb, list } = commandFrame({ id: 3, do: 'write', writes: [{ table: 'notes' }] }, verbs);
  expect({ id, verb, writes: list('writes'), saved: list('saved') }).toEqual({
    ...{ id: 3, verb: 'write', writes: [{ table: 'notes' }], saved: [] },
  });
});

it.each([
  ['nothing', null],
  ['a text', 'drain'],
  ['no id', { do: 'drain' }],
  ['another verb', { id: 3, do: 'look' }],
])('refuses what is no command: %s', (_, message) => {
  expect(() => commandFrame(message, verbs)).toThrow('what is no command');
});

it('refuses to hand on what is no list', () => {
  const { list } = commandFrame({ id: 3, do: 'write', writes: {} }, verbs);
  expect(() => list('writes')).toThrow('writes of a command to an engine is no list');
});
