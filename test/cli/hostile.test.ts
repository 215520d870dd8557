/** A run over a target that ends in odd ways, leaves daemons or breaks its driver ends by itself, and leaves nothing. */
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arenaPrefix } from '../../arena/mark.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { markProcesses } from '../processes.ts';
import { inFolder, trespass } from './kit.ts';

const config = `import { defineConfig, fixed, text } from 'trespass';
const save = (name: string) => ({
  call: './hostile.py:' + name,
  arguments: { tenant: fixed('{actor}'), name: text(), data: text(), into: fixed('{sandbox}') },
});
export default defineConfig({
  actors: { attacker: {}, attacker2: {} },
  attacker: { powers: ['request'] },
  operations: { hostile: save(process.env.HOSTILE ?? '') },
});
`;

const rows = ['chatty', 'cancelled', 'leaves_a_daemon', 'breaks_its_driver'].flatMap((name) =>
  (['auto', 'off'] as const).map((jail) => ({ name, jail })),
);

describe('a safe target that is hostile all the same', () => {
  it.each(rows)(
    '$name with jail $jail is accused of nothing, and nothing is left of it',
    async ({ name, jail }) => {
      await inFolder({ 'trespass.config.ts': config }, async (folder) => {
        await copyFile(join(packageRoot, 'test', 'targets', 'hostile.py'), join(folder, 'hostile.py'));
        const temp = join(folder, 'temp');
        await mkdir(temp);
        const marked = markProcesses();
        const words = ['check', '--runs', '12', '--seed', '5', '--workers', '1', '--jail', jail, '--verbose'];
        const ended = await trespass(folder, words, { ...marked.env, TMPDIR: temp, HOSTILE: name });
        expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
        expect(ended.stdout).toMatch(/^Nothing found in \d+ cases/m);
        expect(ended.stdout).not.toContain('[bug]');
        expect(ended.stdout.includes('printed more than')).toBe(name === 'chatty');
        expect(ended.stdout.includes('the target broke the driver')).toBe(name === 'breaks_its_driver');
        expect(ended.stdout.includes('may outlive the run')).toBe(jail === 'off');
        expect(await marked.left(3_000)).toEqual([]);
        expect((await readdir(temp)).filter((entry) => entry.startsWith(arenaPrefix))).toEqual([]);
      });
    },
  );
});
