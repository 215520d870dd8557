/** A bound ends what it was asked to end, and nothing else; a run that was ended early says so, and how to go on. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { arenaPrefix } from '../../arena/mark.ts';
import { boundsOfCheck, commandOf, defaultWorkers, isPipeline, pipelineSeed } from '../../cli/bounds.ts';
import { limits } from '../../model/limits.ts';
import { markProcesses } from '../processes.ts';
import { faultyProject, inFolder, startTrespass, trespass } from './kit.ts';

describe('the bounds of a check', () => {
  it.each([
    [{}, { runs: limits.checkRunsMax, timeMs: limits.checkTimeMs, boundsAreDefault: true }],
    [{ runs: 20_000 }, { runs: 20_000, timeMs: null, boundsAreDefault: false }],
    [{ time: 120_000 }, { runs: null, timeMs: 120_000, boundsAreDefault: false }],
    [
      { runs: 10, time: 10 },
      { runs: 10, timeMs: 10, boundsAreDefault: false },
    ],
  ])('of %o are %o: one that is asked for lifts the other', (flags, bounds) => {
    expect(boundsOfCheck(flags, false)).toEqual(bounds);
  });

  it('are cases alone in a pipeline, so many for each operation, and not time', () => {
    expect(boundsOfCheck({}, true)).toEqual({
      ...{ runs: null, timeMs: null, boundsAreDefault: true },
      runsPerOperation: limits.pipelineRunsPerOperation,
    });
    expect(boundsOfCheck({ time: 10 }, true)).toEqual(boundsOfCheck({ time: 10 }, false));
    expect([{ CI: 'true' }, { CI: '1' }, { CI: 'false' }, { CI: '' }, {}].map(isPipeline)).toEqual([
      ...[true, true, false, false, false],
    ]);
  });

  it('and the seed of a check in a pipeline are the same each time', async () => {
    await inFolder(faultyProject, async (folder) => {
      const check = ['check', '--reporter', 'json', '--property', 'no-write-outside'];
      const { stdout } = await trespass(folder, check, { CI: 'true' });
      const { seed, stats } = JSON.parse(stdout);
      const { pipelineRunsPerOperation: bound } = limits;
      expect([seed, stats.ended]).toMatchObject([pipelineSeed, { by: 'cases', bound, isDefault: true }]);
    });
  });

  it('are left out of the command that goes on, and what a shell would read is quoted in it', () => {
    const flags = { seed: 1, runs: 3, workers: defaultWorkers + 1, jail: 'auto', config: "it's.ts" } as const;
    const command = commandOf('check', { ...flags, property: ['no-disclosure'], reporter: [] }, ['save']);
    const workers = `--workers ${defaultWorkers + 1}`;
    expect(command).toBe(`trespass check save --config 'it'\\''s.ts' ${workers} --property no-disclosure`);
  });
});

describe('a check that its bound ends early', () => {
  it('says how few attacks there were and how to go on', async () => {
    const sound = {
      ...faultyProject,
      'target.py':
        faultyProject['target.py']?.replace('join(root, name)', 'join(root, str(abs(hash(name))))') ?? '',
    };
    await inFolder(sound, async (folder) => {
      const args = ['check', '--runs', '10', '--reporter', 'terminal', '--reporter', 'json=report.json'];
      const { stdout, exitCode } = await trespass(folder, args);
      const cut = 'before 1 of 1 operation had had their first 25 attacks (save 10)';
      const more = 'Go on with: trespass check --reporter terminal --reporter json=report.json --runs 100';
      expect(stdout).toContain(
        `The search ended at its bound of 10 cases, ${cut}: their silence says little. ${more}`,
      );
      expect(exitCode).toBe(0);
      const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
      expect(report).toMatchObject({
        stats: { ended: { by: 'cases', bound: 10, short: [{ attacks: 10 }] } },
      });
    });
  });
});

describe('Ctrl-C while the target is being rehearsed', () => {
  it('ends the run at once, says that it was stopped, and leaves nothing', async () => {
    const slow = faultyProject['target.py']?.replace(
      'def save(root, name):',
      'import time\ndef save(root, name):\n    time.sleep(5)',
    );
    await inFolder({ ...faultyProject, 'target.py': slow ?? '' }, async (folder) => {
      const temp = join(folder, 'temp');
      await mkdir(temp);
      const marked = markProcesses();
      const running = await startTrespass(
        folder,
        ['check', '--reporter', 'terminal', '--reporter', 'json=report.json'],
        { ...marked.env, TMPDIR: temp },
      );
      while (!marked.alive().some((command) => command.includes('driver'))) await sleep(50);
      await sleep(1_500);
      running.signal('SIGINT');
      const { stdout, exitCode } = await running.ended;
      expect(stdout).toContain('ERROR stopped: the run was stopped before any case was judged');
      expect(stdout).toMatch(/^Stopped: 0 findings in 0 cases/m);
      expect(stdout).not.toContain('not-tested');
      expect(exitCode).toBe(2);
      const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
      expect(report).toMatchObject({ finished: true, errors: [{ kind: 'stopped' }] });
      expect(await marked.left(3_000)).toEqual([]);
      expect((await readdir(temp)).filter((name) => name.startsWith(arenaPrefix))).toEqual([]);
    });
  });
});

describe('a finding that only informs', () => {
  it('fails neither the check nor the replay', async () => {
    const looking = `import os
def save(root, name):
    open(os.path.join(root, "log.txt"), "a").close()
    return {"there": os.path.exists(os.path.join(root, name))}
`;
    await inFolder(faultyProject, async (folder) => {
      await writeFile(join(folder, 'target.py'), looking);
      const bounds = ['--runs', '60', '--seed', '1', '--workers', '1'];
      const checked = await trespass(folder, ['check', ...bounds, '--verbose']);
      expect(checked.stdout).toMatch(/INFO +no-existence-leak in save/);
      expect(checked.exitCode).toBe(0);
      const replayed = await trespass(folder, ['replay']);
      expect(replayed.stdout).toMatch(/^STILL FAILS no-existence-leak-/m);
      expect(replayed.exitCode).toBe(0);
    });
  });
});
