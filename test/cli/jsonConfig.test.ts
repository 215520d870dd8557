/** A config in JSON is found, run, and named by its findings like any other. */
import { expect, it } from 'vitest';
import { faultyTarget, inFolder, trespass } from './kit.ts';

const config = {
  $schema: './config-1.schema.json',
  attacker: { powers: ['request'] },
  operations: {
    save: {
      call: './target.py:save',
      arguments: { root: { kind: 'text', fixed: true, example: '{sandbox}' }, name: { kind: 'text' } },
    },
  },
};

it('a config in JSON is attacked and replayed, and a wrong one is refused in a sentence', async () => {
  const files = { 'target.py': faultyTarget, 'trespass.config.json': JSON.stringify(config) };
  await inFolder(files, async (folder) => {
    const checked = await trespass(folder, [
      'check',
      '--runs',
      '60',
      '--seed',
      '1',
      '--property',
      'no-write-outside',
    ]);
    expect(checked.exitCode).toBe(1);
    expect((await trespass(folder, ['replay'])).stdout).toMatch(/^STILL FAILS no-write-outside-/);
  });
  await inFolder({ 'trespass.config.json': '{"operations": ' }, async (folder) => {
    const { stderr, exitCode } = await trespass(folder, ['check']);
    expect([exitCode, stderr.split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain('trespass.config.json: cannot be read as a config: ');
  });
});
