/** `replay` says the same each time, and says how often where a target does not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faultyProject, faultyTarget, inFolder, trespass } from './kit.ts';

/** Every second call is sound: the counter lives in the target's process, where nothing puts it back. */
const everyOtherTime = `import itertools
calls = itertools.count()
${faultyTarget.replace('    with', '    if next(calls) % 2:\n        name = str(abs(hash(name)))\n    with')}`;

it('gives the same verdict five times of five, and tells a target that fails every other time as FLAKY', async () => {
  await inFolder(faultyProject, async (folder) => {
    const checked = await trespass(folder, [
      'check',
      '--runs',
      '100',
      '--seed',
      '1',
      '--property',
      'no-write-outside',
    ]);
    expect(checked.exitCode).toBe(1);
    const verdicts: string[] = [];
    for (let time = 0; time < 5; time += 1) verdicts.push((await trespass(folder, ['replay'])).stdout);
    expect(verdicts[0]).toMatch(/^STILL FAILS no-write-outside-[0-9a-f]{8}: /);
    expect(verdicts[0]).toMatch(/^ {2}\.\. +\{moat\}\S* {2}leaves the sandbox here$/m);
    expect(new Set(verdicts).size).toBe(1);

    await writeFile(join(folder, 'target.py'), everyOtherTime);
    const flaky = await trespass(folder, ['replay']);
    expect(flaky.stdout).toMatch(/^FLAKY [12] of 3 no-write-outside-[0-9a-f]{8}: /);
    expect(flaky.exitCode).toBe(1);
  });
});
