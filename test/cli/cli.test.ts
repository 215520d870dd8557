/** The command line, run as a user runs it: what it finds, stores and replays, and its exit codes. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { testPython } from '../python.ts';
import { faultyProject, faultyTarget, inFolder, main, saveConfig, trespass } from './kit.ts';

const sound = `import os
def save(root, name):
    with open(os.path.join(root, os.path.basename(os.path.normpath("/" + name)) + ".txt"), os.O_NOFOLLOW and "w") as out:
        out.write("x")
`;
it('a jail that is required and cannot be had ends the run, and says what to install', async () => {
  await inFolder(faultyProject, async (folder) => {
    const env = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1', PATH: folder };
    const args = [main, 'check', '--runs', '1', '--jail'];
    const required = await execa(process.execPath, [...args, 'require'], { cwd: folder, env, reject: false });
    expect(required.exitCode).toBe(2);
    expect(required.stderr).toMatch(/bwrap: not installed; unshare: not installed. Install bubblewrap/);
    const off = await execa(process.execPath, [...args, 'off'], { cwd: folder, env, reject: false });
    expect(off.exitCode).toBe(1);
  });
});

describe('trespass', () => {
  it('finds, shrinks, keeps and replays an escape, and says when it is fixed', async () => {
    await inFolder(faultyProject, async (folder) => {
      const checked = await trespass(folder, ['check', '--runs', '100', '--seed', '1', '--reporter', 'json']);
      expect(checked.exitCode).toBe(1);
      const report: unknown = JSON.parse(checked.stdout);
      expect(report).toMatchObject({ seed: 1 });
      const replayed = (await trespass(folder, ['replay'])).stdout;
      expect(replayed).toMatch(/^STILL FAILS no-write-outside-[0-9a-f]{8}: save, done as attacker, creates/m);
      const id = /no-write-outside-[0-9a-f]{8}/.exec(replayed)?.[0] ?? '';
      const kept: unknown = JSON.parse(
        await readFile(join(folder, '.trespass', 'findings', `${id}.json`), 'utf8'),
      );
      expect(kept).toMatchObject({
        attack: { layout: [], steps: [{ arguments: { name: { text: '../a' } } }] },
      });

      await writeFile(join(folder, 'target.py'), sound);
      const fixed = await trespass(folder, ['replay', id]);
      expect(fixed.stdout).toContain(`FIXED ${id}`);
      expect(fixed.exitCode).toBe(0);

      await writeFile(join(folder, 'trespass.config.ts'), saveConfig.replace('save:', 'store:'));
      const stale = await trespass(folder, ['replay', id]);
      expect(stale.stdout).toContain(`STALE ${id}: operation save is gone`);
      expect(stale.exitCode).toBe(2);
    });
  });

  it('finds nothing in sound code, and exits 0', async () => {
    await inFolder({ ...faultyProject, 'target.py': sound }, async (folder) => {
      const { exitCode, stdout } = await trespass(folder, ['check', '--runs', '300', '--seed', '2']);
      expect(stdout).toMatch(/Nothing found in 30\d cases/);
      expect(exitCode).toBe(0);
    });
  });

  it('does not call a run that tested nothing a pass', async () => {
    await inFolder(
      { ...faultyProject, 'target.py': 'def save(root, name):\n    return 1\n' },
      async (folder) => {
        const { exitCode, stderr } = await trespass(folder, ['check', '--runs', '10']);
        expect(stderr).toMatch(/nothing was tested: no operation reached a file, an item or an object/);
        expect(exitCode).toBe(2);
      },
    );
  });

  it('tries what hangs again and again less than what answers', async () => {
    const hanging = `import time
def hang(root, name):
    if ".txt" not in name: time.sleep(60)
    open(root + "/hung.txt", "w").close()
${sound}`;
    const both = saveConfig
      .replace('attacker:', 'stepDeadlineMs: 300, attacker:')
      .replace(
        'operations: {',
        "operations: { hang: { call: './target.py:hang', arguments: { root: fixed('{sandbox}'), name: text({ example: '{token}.txt' }) } },",
      );
    await inFolder({ 'target.py': hanging, 'trespass.config.ts': both }, async (folder) => {
      const bounds = ['--runs', '60', '--seed', '1', '--workers', '1', '--reporter', 'json'];
      const report = JSON.parse((await trespass(folder, ['check', ...bounds])).stdout);
      const overrun = report.errors.filter(({ operation }: { operation: string }) => operation === 'hang');
      expect(overrun.length).toBeGreaterThanOrEqual(3);
      expect(overrun.length).toBeLessThan(14);
    });
  });

  it('reports a hung target, replaces it and goes on', async () => {
    const hanging = `import time\n${faultyTarget.replace('    with', '    if ".." in name: time.sleep(60)\n    with')}`;
    const quick = saveConfig.replace('attacker:', 'stepDeadlineMs: 500, attacker:');
    await inFolder({ 'target.py': hanging, 'trespass.config.ts': quick }, async (folder) => {
      const { stdout } = await trespass(folder, [
        ...['check', '--runs', '25', '--seed', '1', '--workers', '1', '--reporter', 'json'],
      ]);
      const report: unknown = JSON.parse(stdout);
      expect(report).toMatchObject({
        errors: expect.arrayContaining([expect.objectContaining({ kind: 'deadline' })]),
        notes: expect.arrayContaining([
          {
            kind: 'inconclusive',
            text: expect.stringMatching(
              /^save did not answer in time in \d+ cases .*, which are judged by nothing, and was tried less from then on: give the target a timeout of its own where it waits, or set stepDeadlineMs$/,
            ),
          },
        ]),
      });
    });
  });

  it('keeps the attack of what did not repeat, and shows it', async () => {
    const tiring = `CALLS = []
${sound}`.replace(
      '    with',
      '    CALLS.append(name)\n    if len(CALLS) > 100: open(os.path.join(root, name), "w").close()\n    with',
    );
    await inFolder({ ...faultyProject, 'target.py': tiring }, async (folder) => {
      const args = [
        'check',
        '--verbose',
        '--runs',
        '220',
        '--seed',
        '1',
        '--workers',
        '1',
        '--reporter',
        'terminal',
      ];
      const { stdout, exitCode } = await trespass(folder, [...args, '--reporter', 'json=report.json']);
      expect(stdout).toMatch(
        /^ {2}FLAKY: no-write-outside of save was seen once and did not repeat in a fresh target: save, done as attacker, .+\n {4}attacker: save\(name = ".+"\)$/m,
      );
      expect(exitCode).toBe(0);
      const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
      expect(report).toMatchObject({
        findings: [],
        notes: expect.arrayContaining([
          {
            kind: 'inconclusive',
            text: expect.stringMatching(/^FLAKY: no-write-outside of save/),
            attack: expect.objectContaining({ steps: [expect.objectContaining({ operation: 'save' })] }),
          },
        ]),
      });
    });
  });

  it('refuses a .trespass that leads elsewhere', async () => {
    await inFolder(faultyProject, async (folder) => {
      await mkdir(join(folder, 'elsewhere'));
      await symlink('elsewhere', join(folder, '.trespass'));
      const { exitCode, stderr } = await trespass(folder, ['check', '--runs', '10']);
      expect(stderr).toMatch(/is a symbolic link/);
      expect(exitCode).toBe(2);
    });
  });
});
