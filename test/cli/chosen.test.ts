/** Named operations are rehearsed and attacked with what they need, and nothing else is. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inFolder, trespass } from './kit.ts';

const target = `import os
def start(root):
    open(os.path.join(root, "started"), "w").close()
    return "k"
def save(root, key, name):
    with open(os.path.join(root, name), "w") as out:
        out.write("x")
def publish(root):
    open(os.path.join(root, "public"), "w").close()
def other(root, name):
    with open(os.path.join(root, name), "w") as out:
        out.write("x")
`;
const config = `import { defineConfig, fixed, text } from 'trespass';
const root = fixed('{sandbox}');
export default defineConfig({
  attacker: { powers: ['request'] },
  operations: {
    other: { call: './target.py:other', arguments: { root, name: text() } },
    publish: { call: './target.py:publish', arguments: { root } },
    start: { call: './target.py:start', arguments: { root } },
    save: {
      call: './target.py:save',
      after: ['publish'],
      arguments: { root, key: text({ from: 'start.response' }), name: text() },
    },
  },
});
`;

it('check NAME rehearses what NAME needs by from and after, and says what was left alone', async () => {
  const files = { 'target.py': target, 'trespass.config.ts': config };
  await inFolder(files, async (folder) => {
    const args = [
      'check',
      '--verbose',
      '--runs',
      '60',
      '--seed',
      '1',
      '--reporter',
      'terminal',
      '--reporter',
      'json=r.json',
    ];
    const one = await trespass(folder, [...args, 'save']);
    expect(one.stdout, one.stderr).toMatch(/^CRITICAL no-write-outside in save/m);
    expect(one.stdout).toMatch(
      /^ {2}others were named, so these were neither rehearsed nor attacked, and no way through them was tried: other$/m,
    );
    const report: { operations: { name: string }[] } = JSON.parse(
      await readFile(join(folder, 'r.json'), 'utf8'),
    );
    expect(report.operations.map(({ name }) => name).sort()).toEqual(['publish', 'save', 'start']);
    expect(one.exitCode).toBe(1);

    const without = await trespass(folder, [...args, '--exclude', 'ot*', '--exclude', 'publish']);
    expect(without.stdout).toMatch(
      /^ {2}--exclude names them, so these were neither rehearsed nor attacked, .*: other$/m,
    );
    expect(without.stdout).toMatch(/^ {2}--exclude names them, so these were not attacked, .*: publish$/m);
    expect(without.stdout).toMatch(/^CRITICAL no-write-outside in save/m);
    const nothing = await trespass(folder, [...args, '--exclude', 'nix*']);
    expect(nothing.stderr).toMatch(/no operation "nix\*" in .*; there are other, publish, start, save/);
    expect((await trespass(folder, [...args, '--exclude', '*'])).stderr).toContain('leaves no operation');

    // A kept attack on what is left alone is not tried, and needs nothing that is not there.
    const none = await trespass(folder, [...args, 'publish']);
    expect(none.stdout, none.stderr).toMatch(/^Nothing found in/m);
    expect(none.stderr).not.toContain('[bug]');
    expect(none.exitCode).toBe(0);

    const whole = await trespass(folder, args);
    expect(whole.stdout).toMatch(/^CRITICAL no-write-outside in other/m);
    expect(whole.stdout).not.toContain('others were named');
  });
});
