/** The command line, run as a user runs it: exit codes, and one sentence for the user's mistake. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { withDir } from 'tmp-promise';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../model/packageRoot.ts';
import { testPython } from '../python.ts';

const main = join(packageRoot, 'dist', 'cli', 'main.js');

async function trespass(cwd: string, ...args: readonly string[]) {
  const env = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1' };
  return execa('node', [main, ...args], { cwd, env, reject: false });
}

async function inFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  await withDir(
    async ({ path }) => {
      for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
      await use(path);
    },
    { unsafeCleanup: true },
  );
}

const faulty = `import os
def save(root, name):
    with open(os.path.join(root, name), "w") as out:
        out.write("x")
`;
const sound = `import os
def save(root, name):
    with open(os.path.join(root, os.path.basename(os.path.normpath("/" + name)) + ".txt"), os.O_NOFOLLOW and "w") as out:
        out.write("x")
`;
const config = `import { defineConfig, fixed, text } from 'trespass';
export default defineConfig({
  attacker: { powers: ['request'] },
  operations: { save: { call: './target.py:save', arguments: { root: fixed('{sandbox}'), name: text() } } },
});
`;
const project = { 'target.py': faulty, 'trespass.config.ts': config };

it('a jail that is required and cannot be had ends the run, and says what to install', async () => {
  await inFolder(project, async (folder) => {
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
  const mistakes: readonly [name: string, args: readonly string[], said: RegExp][] = [
    ['an unknown command', ['chek'], /unknown command 'chek'/],
    ['an unknown option', ['check', '--bogus'], /unknown option '--bogus'/],
    ['a wrong duration', ['check', '--time', '5'], /must be a duration, such as 60s/],
    [
      'an unknown reporter',
      ['check', '--reporter', 'xml'],
      /no reporter "xml"; there are terminal, json, junit, sarif/,
    ],
    ['an unknown property', ['check', '--property', 'no'], /no property "no"; there are no-write-outside/],
    ['a missing config', ['check', '--config', 'gone.ts'], /there is no such config/],
    ['an unknown operation', ['check', 'sav'], /no operation "sav" in .*; there are save/],
    ['an unknown finding', ['replay', 'nothing'], /no finding nothing in .*there are none yet/],
  ];
  it.each(mistakes)('answers %s with what is allowed, and exit code 2', async (_, args, said) => {
    await inFolder(project, async (folder) => {
      const { exitCode, stderr } = await trespass(folder, ...args);
      expect(stderr).toMatch(said);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(exitCode).toBe(2);
    });
  });

  it('names the wrong field of a config and what is allowed there', async () => {
    const wrong = config.replace('call:', 'cal: 1, call:');
    await inFolder({ ...project, 'trespass.config.ts': wrong }, async (folder) => {
      const { exitCode, stderr } = await trespass(folder, 'check');
      expect(stderr).toMatch(/operations\.save\.cal: unknown field; allowed: call, arguments/);
      expect(exitCode).toBe(2);
    });
  });

  it('finds, shrinks, keeps and replays an escape, and says when it is fixed', async () => {
    await inFolder(project, async (folder) => {
      const checked = await trespass(folder, 'check', '--runs', '300', '--seed', '1', '--reporter', 'json');
      expect(checked.exitCode).toBe(1);
      const report: unknown = JSON.parse(checked.stdout);
      expect(report).toMatchObject({ seed: 1 });
      const replayed = (await trespass(folder, 'replay')).stdout;
      expect(replayed).toMatch(/^STILL FAILS no-write-outside-[0-9a-f]{8}: save, done as attacker, creates/m);
      const id = /no-write-outside-[0-9a-f]{8}/.exec(replayed)?.[0] ?? '';
      const kept: unknown = JSON.parse(
        await readFile(join(folder, '.trespass', 'findings', `${id}.json`), 'utf8'),
      );
      expect(kept).toMatchObject({
        attack: { layout: [], steps: [{ arguments: { name: { text: '../a' } } }] },
      });

      await writeFile(join(folder, 'target.py'), sound);
      const fixed = await trespass(folder, 'replay', id);
      expect(fixed.stdout).toContain(`FIXED ${id}`);
      expect(fixed.exitCode).toBe(0);

      await writeFile(join(folder, 'trespass.config.ts'), config.replace('save:', 'store:'));
      const stale = await trespass(folder, 'replay', id);
      expect(stale.stdout).toContain(`STALE ${id}: operation save is gone`);
      expect(stale.exitCode).toBe(2);
    });
  });

  it('finds nothing in sound code, and exits 0', async () => {
    await inFolder({ ...project, 'target.py': sound }, async (folder) => {
      const { exitCode, stdout } = await trespass(folder, 'check', '--runs', '600', '--seed', '2');
      expect(stdout).toMatch(/Nothing found in 60\d cases/);
      expect(exitCode).toBe(0);
    });
  });

  it('does not call a run that tested nothing a pass', async () => {
    await inFolder({ ...project, 'target.py': 'def save(root, name):\n    return 1\n' }, async (folder) => {
      const { exitCode, stderr } = await trespass(folder, 'check', '--runs', '10');
      expect(stderr).toMatch(/nothing was tested: no operation reached a file, an item or an object/);
      expect(exitCode).toBe(2);
    });
  });

  it('tries what hangs again and again less than what answers', async () => {
    const hanging = `import time
def hang(root, name):
    if ".txt" not in name: time.sleep(60)
    open(root + "/hung.txt", "w").close()
${sound}`;
    const both = config
      .replace('attacker:', 'stepDeadlineMs: 300, attacker:')
      .replace(
        'operations: {',
        "operations: { hang: { call: './target.py:hang', arguments: { root: fixed('{sandbox}'), name: text({ example: '{token}.txt' }) } },",
      );
    await inFolder({ 'target.py': hanging, 'trespass.config.ts': both }, async (folder) => {
      const bounds = ['--runs', '60', '--seed', '1', '--workers', '1', '--reporter', 'json'];
      const report = JSON.parse((await trespass(folder, 'check', ...bounds)).stdout);
      const overrun = report.errors.filter(({ operation }: { operation: string }) => operation === 'hang');
      expect(overrun.length).toBeGreaterThanOrEqual(3);
      expect(overrun.length).toBeLessThan(14);
    });
  });

  it('reports a hung target, replaces it and goes on', async () => {
    const hanging = `import time\n${faulty.replace('    with', '    if ".." in name: time.sleep(60)\n    with')}`;
    const quick = config.replace('attacker:', 'stepDeadlineMs: 500, attacker:');
    await inFolder({ 'target.py': hanging, 'trespass.config.ts': quick }, async (folder) => {
      const { stdout } = await trespass(
        folder,
        'check',
        '--runs',
        '25',
        '--seed',
        '1',
        '--workers',
        '1',
        '--reporter',
        'json',
      );
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
      '    CALLS.append(name)\n    if len(CALLS) > 300: open(os.path.join(root, name), "w").close()\n    with',
    );
    await inFolder({ ...project, 'target.py': tiring }, async (folder) => {
      const args = ['check', '--runs', '450', '--seed', '1', '--workers', '1', '--reporter', 'terminal'];
      const { stdout, exitCode } = await trespass(folder, ...args, '--reporter', 'json=report.json');
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
    await inFolder(project, async (folder) => {
      await mkdir(join(folder, 'elsewhere'));
      await symlink('elsewhere', join(folder, '.trespass'));
      const { exitCode, stderr } = await trespass(folder, 'check', '--runs', '10');
      expect(stderr).toMatch(/is a symbolic link/);
      expect(exitCode).toBe(2);
    });
  });

  it('writes a config for a Django project, once', async () => {
    const manage = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n';
    await inFolder({ 'manage.py': manage }, async (folder) => {
      expect((await trespass(folder, 'init')).exitCode).toBe(0);
      expect(await readFile(join(folder, 'trespass.config.ts'), 'utf8')).toContain(
        "settings: 'shop.settings'",
      );
      const again = await trespass(folder, 'init');
      expect(again.stderr).toMatch(/is there already/);
      expect(again.exitCode).toBe(2);
    });
  });
});
