/** A finding that refers to what a target answered is STALE once the target calls it something else, and FIXED once it is mended. */
import { expect, it } from 'vitest';
import { composeEngine } from '../../cli/compose.ts';
import { completeConfig } from '../../config/completeConfig.ts';
import { fixed, text } from '../../config/userConfig.ts';
import type { Attack } from '../../model/attack.ts';
import type { TextPart } from '../../model/text.ts';
import { noWriteOutside } from '../../properties/noWriteOutside.ts';
import { type ReplayTask, replay, type Verdict } from '../../search/replay.ts';
import { testPython } from '../python.ts';
import { targetWorld } from './kit.ts';

/** The verdict on a show that follows a save, where both are done by functions of these names. */
async function verdictOn(save: string, show: string, part: TextPart): Promise<Verdict> {
  const root = { root: fixed('{sandbox}/{actor}') };
  const operations = {
    save: { call: `./renamed.py:${save}`, arguments: { ...root, name: text({ example: '{token}' }) } },
    show: {
      call: `./renamed.py:${show}`,
      arguments: {
        ...root,
        id: text({ from: save === 'save_renamed' ? 'save.response.note' : 'save.response.id' }),
      },
    },
  };
  const world = await targetWorld(operations, {});
  const parts = await composeEngine(
    completeConfig({ operations }, '/srv/trespass.config.ts'),
    [noWriteOutside],
    () => undefined,
    { python: await testPython() },
  );
  const attack: Attack = {
    layout: [],
    steps: [
      { operation: 'save', actor: 'attacker', arguments: { name: { text: 'note.txt' } } },
      { operation: 'show', actor: 'attacker', arguments: { id: { text: [part, '.gone'] } } },
    ],
    race: null,
  };
  const task: ReplayTask = { property: 'no-write-outside', operation: 'show', attack };
  try {
    return await replay(parts, world, task);
  } finally {
    await world.close();
  }
}

const learnt: TextPart = { known: { actor: 'victim', operation: 'save', name: 'response.id' } };
const returned: TextPart = { returned: { step: 0, field: 'id' } };

it.each([
  ['learnt', learnt],
  ['returned', returned],
])('still fails where a value is there: %s', async (_, part) => {
  expect((await verdictOn('save', 'show', part)).kind).toBe('STILL FAILS');
});

it('is STALE and names the learnt value that is gone', async () => {
  const missing = 'the value of response.id of save as victim';
  expect(await verdictOn('save_renamed', 'show_careful', learnt)).toEqual({ kind: 'STALE', missing });
});

it('is STALE and names the member that an answer lacks', async () => {
  const missing = 'response.id of save, by which step 2 refers to step 1';
  expect(await verdictOn('save_renamed', 'show_careful', returned)).toEqual({ kind: 'STALE', missing });
});

it('is FIXED where the first step is handled otherwise than a harmless one, and where the second is mended', async () => {
  expect((await verdictOn('save_careful', 'show_careful', returned)).kind).toBe('FIXED');
  expect((await verdictOn('save', 'show_careful', learnt)).kind).toBe('FIXED');
});
