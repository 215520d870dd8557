/** What the embedded engine does not offer is told, and leaves out the operations that ask for it alone. */
import { expect, it } from 'vitest';
import { fixed, text, type UserConfig, type UserOperation } from '../../config/userConfig.ts';
import type { World } from '../../model/world.ts';
import { itemTable, targetWorld } from './kit.ts';

const tenant = fixed('{actor}');
const makes = { tenant, id: text(), text: text() };
const asks = { tenant, id: text({ from: 'make.response' }) };
const stored: NonNullable<UserConfig['dynamodb']> = {
  tables: [
    {
      ...itemTable('notes'),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  ],
};

async function withWorld(
  operations: Record<string, UserOperation>,
  look: (world: World) => void,
): Promise<void> {
  const world = await targetWorld(operations, { dynamodb: stored });
  try {
    look(world);
  } finally {
    await world.close();
  }
}

it('an operation that asks for limits of an account is not tested, and others are', () =>
  withWorld(
    {
      make: { call: './items.py:make', arguments: makes },
      read: { call: './items.py:read', arguments: asks },
      ask: { call: './items.py:ask_for_limits', arguments: asks },
      askAgain: {
        call: './items.py:ask_for_limits',
        arguments: { tenant, id: text({ from: 'ask.response' }) },
      },
    },
    ({ knowledge, rehearsal }) => {
      expect(knowledge.operations.map(({ name }) => name)).toEqual(['make', 'read']);
      expect(rehearsal.operations.map(({ name, tested }) => [name, tested])).toEqual([
        ['make', true],
        ['read', true],
        ['ask', false],
        ['askAgain', false],
      ]);
      const texts = rehearsal.notes.filter(({ kind }) => kind === 'not-tested').map((note) => note.text);
      expect(texts).toHaveLength(2);
      for (const note of texts)
        expect(note).toContain('asks an engine for what it does not offer: DescribeLimits');
    },
  ));

it('a stream that no engine keeps is told', () =>
  withWorld({ make: { call: './items.py:make', arguments: makes } }, ({ rehearsal }) => {
    const texts = rehearsal.notes.filter(({ kind }) => kind === 'limit').map((note) => note.text);
    expect(texts).toEqual([expect.stringContaining('keeps no stream of notes')]);
  }));

it('items that are said to expire are items all the same', () =>
  withWorld({ make: { call: './items.py:make_that_expires', arguments: makes } }, ({ rehearsal }) => {
    expect(rehearsal.operations).toMatchObject([{ name: 'make', tested: true, reached: ['item'] }]);
  }));

it('an operation that fails in every harmless run is named, with what it raised', () => {
  const takes = { tenant, id: text() };
  const operations = {
    always: { call: './failing.py:always', arguments: takes },
    victimsOnly: { call: './failing.py:victims_only', arguments: takes },
    keep: { call: './failing.py:keep', arguments: takes },
  };
  return withWorld(operations, ({ rehearsal }) => {
    expect(rehearsal.operations.map(({ tested }) => tested)).toEqual([true, true, true]);
    const texts = rehearsal.notes.filter(({ kind }) => kind === 'failing').map((note) => note.text);
    expect(texts).toEqual([
      expect.stringMatching(
        /^always failed in each of 6 harmless runs \(raised RuntimeError: no renderer is configured\), .*: give its parameters/,
      ),
    ]);
  });
});
