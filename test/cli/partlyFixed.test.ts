/** A change that stops just the stored attack is told as that, with an attack that still works. Takes about 15 s. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faultyProject, faultyTarget, inFolder, trespass } from './kit.ts';

/** Stops the way up as it is written most often, and no other way out. */
const halfFixed = faultyTarget.replace(
  '    with',
  '    if name.startswith("../"):\n        return\n    with',
);
const fixed = faultyTarget.replace('    with', '    name = str(abs(hash(name)))\n    with');

it('tells FIXED after attacks like it, PARTLY FIXED with one that still works, and FIXED alone where none is wanted', async () => {
  await inFolder(faultyProject, async (folder) => {
    const check = ['check', '--runs', '100', '--seed', '1', '--property', 'no-write-outside'];
    expect((await trespass(folder, check)).exitCode).toBe(1);

    await writeFile(join(folder, 'target.py'), halfFixed);
    const alone = await trespass(folder, ['replay', '--neighbours', '0']);
    expect(alone.stdout).toMatch(/^FIXED no-write-outside-\w+: save does not do it any more$/);
    expect(alone.exitCode).toBe(0);
    const partly = await trespass(folder, ['replay']);
    expect(partly.stdout).toMatch(
      /^PARTLY FIXED no-write-outside-\w+: its own attack does nothing any more, but another does: .* at target\.py:5\n {2}attacker: save\(/,
    );
    expect(partly.stdout).not.toContain('name = "../');
    expect(partly.exitCode).toBe(1);

    await writeFile(join(folder, 'target.py'), fixed);
    const whole = await trespass(folder, ['replay', '--neighbours', '60']);
    expect(whole.stdout).toMatch(/^FIXED \S+ save does not do it any more, nor by 60 attacks like it$/);
    expect(whole.exitCode).toBe(0);
  });
}, 60_000);
