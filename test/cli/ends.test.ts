/** Whatever ends a run, what was found is kept and said, and no exit code says what is not so. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { arenaPrefix } from '../../arena/mark.ts';
import { markProcesses } from '../processes.ts';
import { testPython } from '../python.ts';
import { faultyProject, inFolder, main, saveConfig, startTrespass, trespass } from './kit.ts';

const stackTrace = /^\s+at .*\(|\[bug\]/m;

async function findingsOf(folder: string): Promise<string[]> {
  return (await readdir(join(folder, '.trespass', 'findings')).catch(() => [])).filter((name) =>
    name.endsWith('.json'),
  );
}

describe('a terminal that is closed', () => {
  it('ends a campaign like Ctrl-C: reports are whole, findings kept, no arena and no process is left', async () => {
    await inFolder(faultyProject, async (folder) => {
      const temp = join(folder, 'temp');
      await mkdir(temp);
      const marked = markProcesses();
      const args = ['fuzz', '--workers', '1', '--reporter', 'terminal', '--reporter', 'json=report.json'];
      const running = await startTrespass(folder, args, { ...marked.env, TMPDIR: temp });
      while ((await findingsOf(folder)).length === 0) await sleep(100);
      running.signal('SIGHUP');
      running.signal('SIGHUP');
      expect((await running.ended).exitCode).toBe(1);
      const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
      expect(report).toMatchObject({ finished: true });
      expect(await marked.left(2_000)).toEqual([]);
      expect((await readdir(temp)).filter((name) => name.startsWith(arenaPrefix))).toEqual([]);
    });
  });

  it('ends a command that keeps nothing at once', async () => {
    const slow = { ...faultyProject, 'target.py': `import time\ntime.sleep(30)\n` };
    await inFolder(slow, async (folder) => {
      const marked = markProcesses();
      const running = await startTrespass(folder, ['operations'], marked.env);
      while (!marked.alive().some((command) => command.includes('driver'))) await sleep(50);
      running.signal('SIGHUP');
      expect((await running.ended).exitCode).toBe(129);
      expect(await marked.left(2_000)).toEqual([]);
    });
  });
});

describe('a config that loops for ever', () => {
  it.each(['check', 'operations', 'keys'])(
    'is ended by Ctrl-C in %s',
    async (command) => {
      const config = saveConfig.replace(
        'export default',
        "console.error('looping');\nfor (const end = Date.now() + 20_000; Date.now() < end; );\nexport default",
      );
      await inFolder({ ...faultyProject, 'trespass.config.ts': config }, async (folder) => {
        const running = await startTrespass(folder, [command]);
        await once(running.stderr, 'data');
        running.signal('SIGINT');
        const { exitCode, signal } = await running.ended;
        expect([exitCode, signal]).toEqual([undefined, 'SIGINT']);
      });
    },
    10_000,
  );
});

describe('an error that nothing caught', () => {
  const late = saveConfig.replace(
    'export default',
    'setTimeout(() => { throw new Error("late"); }, 2_000);\nexport default',
  );
  const unawaited = saveConfig.replace(
    'export default',
    'setTimeout(() => void Promise.reject(new Error("unawaited")), 2_000);\nexport default',
  );
  it.each([
    ['late', late],
    ['unawaited', unawaited],
  ])('in the config (%s) ends the run with what was found, and exit code 2', async (message, config) => {
    await inFolder({ ...faultyProject, 'trespass.config.ts': config }, async (folder) => {
      const ended = await trespass(folder, ['fuzz', '--workers', '1', '--reporter', 'json=report.json']);
      expect(ended.stderr).toMatch(
        new RegExp(
          `^trespass: the config or what it loads left .* at .*trespass\\.config\\.ts:\\d+: ${message}; await or catch it there$`,
          'm',
        ),
      );
      expect(ended.stderr).not.toMatch(stackTrace);
      expect(ended.exitCode).toBe(2);
      const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
      expect(report).toMatchObject({ finished: true });
    });
  });
});

describe('a config that ends the process', () => {
  it.each([
    ['at once', 'process.exit(0);\nexport default'],
    ['in the middle', 'setTimeout(() => process.exit(0), 2_000);\nexport default'],
  ])('%s is no pass', async (_, words) => {
    const config = saveConfig.replace('export default', words);
    await inFolder({ ...faultyProject, 'trespass.config.ts': config }, async (folder) => {
      const ended = await trespass(folder, ['check', '--time', '20s', '--runs', '100000', '--workers', '1']);
      expect(ended.stderr).toMatch(/^trespass: something ended the process before the run was over/m);
      expect(ended.stderr).not.toMatch(stackTrace);
      expect(ended.exitCode).toBe(2);
    });
  });
});

describe('an output that takes nothing', () => {
  it('fails a report on a full disk in a sentence, and loses no finding', async () => {
    await inFolder(faultyProject, async (folder) => {
      const args = ['check', '--runs', '40', '--seed', '1', '--reporter', 'terminal'];
      const ended = await trespass(folder, [...args, '--reporter', 'json=/dev/full']);
      expect(ended.stderr).toMatch(
        /^trespass: the report \/dev\/full is not complete: no space is left on the disk \(ENOSPC\)$/m,
      );
      expect(ended.stderr).not.toMatch(stackTrace);
      expect(ended.stdout).toMatch(/^CRITICAL no-write-outside/m);
      expect(ended.exitCode).toBe(2);
      expect(await findingsOf(folder)).toHaveLength(1);
    });
  });

  it('is no error where a reader has seen enough, and one where standard output is a full disk', async () => {
    await inFolder(faultyProject, async (folder) => {
      const env = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1' };
      const run = (rest: string) =>
        execa('bash', ['-c', `set -o pipefail; node ${main} check --runs 40 --seed 1 ${rest}`], {
          ...{ cwd: folder, env, reject: false },
        });
      const full = await run('> /dev/full');
      expect(full.stderr).toMatch(/^trespass: standard output: .*no space is left on the disk/m);
      expect(full.stderr).not.toMatch(stackTrace);
      expect(full.exitCode).toBe(2);
      const cut = await run('| true');
      expect(cut.stderr).not.toMatch(/trespass: |\[bug\]/);
      expect(cut.exitCode).toBe(1);
      expect(await findingsOf(folder)).toHaveLength(1);
    });
  });
});

describe('a place that cannot be used', () => {
  it('as the temporary folder is answered in a sentence', async () => {
    await inFolder(faultyProject, async (folder) => {
      const ended = await trespass(folder, ['check', '--runs', '3'], { TMPDIR: join(folder, 'gone') });
      expect(ended.stderr).toMatch(
        /^trespass: no arena can be made in \S*gone: there is no such file or folder \(ENOENT\); name another folder by --arena or TMPDIR/m,
      );
      expect(ended.stderr).not.toMatch(stackTrace);
      expect(ended.exitCode).toBe(2);
    });
  });

  it('as the working folder is answered in a sentence', async () => {
    await inFolder(faultyProject, async (folder) => {
      const script = `mkdir inner && cd inner && rmdir ../inner && exec node ${main} check`;
      const { exitCode, stderr } = await execa('bash', ['-c', script], { cwd: folder, reject: false });
      expect(stderr).toMatch(/^trespass: the folder that this was started in is gone; change to one/m);
      expect(exitCode).toBe(2);
      execFileSync('bash', ['-c', "mkdir $'p\\xff'"], { cwd: folder });
      const bytes = await execa('bash', ['-c', `cd p* && exec node ${main} check`], {
        cwd: folder,
        reject: false,
      });
      expect(bytes.stderr).toMatch(/^trespass: the name of the folder \S+ is no UTF-8/m);
      expect(bytes.exitCode).toBe(2);
    });
  });

  it.each([['/proc/x/y'], ['target.py/report.json'], ['.']])(
    'as a report, %s, is refused at once',
    async (file) => {
      await inFolder(faultyProject, async (folder) => {
        const ended = await trespass(folder, ['check', '--runs', '3', '--reporter', `json=${file}`]);
        expect(ended.stderr).toMatch(/^trespass: cannot write the report \S+: .* \(E[A-Z]+\); name a file/m);
        expect(ended.exitCode).toBe(2);
      });
    },
  );

  it('as a report is refused where it is a pipe that nobody reads', async () => {
    await inFolder(faultyProject, async (folder) => {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      const ended = await trespass(folder, ['check', '--runs', '3', '--reporter', 'json=pipe']);
      expect(ended.stderr).toMatch(/cannot write the report pipe: it is a pipe that nobody reads/);
      expect(ended.exitCode).toBe(2);
    });
  });

  it.each([
    ['standard output', ['--reporter', 'json', '--reporter', 'junit']],
    ['one file by two names', ['--reporter', 'json=a', '--reporter', 'junit=./a']],
    ['a file and a link to it', ['--reporter', 'json=target.py', '--reporter', 'junit=link.py']],
  ])('as two reports, %s, is refused', async (_, args) => {
    await inFolder(faultyProject, async (folder) => {
      execFileSync('ln', ['-s', 'target.py', join(folder, 'link.py')]);
      const ended = await trespass(folder, ['check', '--runs', '3', ...args]);
      expect(ended.stderr).toMatch(/^trespass: --reporter json and --reporter junit both write to /m);
      expect(ended.exitCode).toBe(2);
      expect(await readFile(join(folder, 'target.py'), 'utf8')).toContain('def save');
    });
  });
});
