/** What a target prints belongs to the step that printed it, however much it is. */
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dir } from 'tmp-promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text } from '../../index.ts';
import { limits } from '../../model/limits.ts';
import type { World } from '../../model/world.ts';
import { followFile } from '../../world/stage/followFile.ts';
import { targetWorld } from './kit.ts';

async function followed() {
  const { path } = await dir({ unsafeCleanup: true, prefix: 'trespass-test-' });
  const file = join(path, 'output.log');
  writeFileSync(file, '');
  return { file, output: followFile(file) };
}

it('reads what each step has appended', async () => {
  const { file, output } = await followed();
  appendFileSync(file, 'one');
  expect(output.read()).toEqual({ text: 'one', cut: false });
  appendFileSync(file, 'between');
  output.skip();
  appendFileSync(file, 'two');
  expect(output.read()).toEqual({ text: 'two', cut: false });
  output.close();
  output.close();
});

it('reads of a long part both ends, and nothing of it later', async () => {
  const { file, output } = await followed();
  appendFileSync(file, `first ${'.'.repeat(3_000_000)} last`);
  const { text: shown, cut } = output.read();
  expect([shown.startsWith('first '), shown.endsWith(' last'), cut]).toEqual([true, true, true]);
  expect(shown.length).toBe(limits.outputPerStepBytesMax + 1);
  appendFileSync(file, 'next');
  expect(output.read().text).toBe('next');
  output.close();
});

it('follows a file that the target empties, and empties one that has grown too long', async () => {
  const { file, output } = await followed();
  appendFileSync(file, 'before');
  output.read();
  truncateSync(file);
  appendFileSync(file, 'new');
  expect(output.read().text).toBe('new');
  truncateSync(file, limits.outputFileBytesMax + 1);
  output.skip();
  expect(statSync(file).size).toBe(0);
  appendFileSync(file, 'after');
  expect(output.read().text).toBe('after');
  expect(readFileSync(file, 'utf8')).toBe('after');
  output.close();
});

const save = (name: string) => ({
  call: `./hostile.py:${name}`,
  arguments: { tenant: fixed('{actor}'), name: text(), data: text(), into: fixed('{sandbox}') },
});

let world: World;
beforeAll(async () => {
  world = await targetWorld(
    { chatty: save('chatty'), late: save('late') },
    { attacker: { powers: ['request'] } },
  );
});
afterAll(() => world.close());

it.each(['chatty', 'late'])(
  'a victim’s words of an earlier step are not shown to the attacker: %s',
  async (operation) => {
    for (let turn = 0; turn < 3; turn += 1) {
      const steps = ['victim', 'attacker'].map((actor) => ({ operation, actor, arguments: {} }));
      const { disclosures, limitsReached = [] } = await world.run({ layout: [], steps, race: null });
      expect(disclosures).toEqual([]);
      expect(limitsReached.includes('outputPerStepBytesMax')).toBe(operation === 'chatty');
    }
  },
);
