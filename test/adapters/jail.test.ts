/** The jail: temporary folders of the system are the arena's, and what the hook cannot see cannot write elsewhere. */
import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withDir } from 'tmp-promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JailPlan, jailPlan } from '../../adapters/python/jailPlan.ts';
import { jailTools } from '../../adapters/python/jailTools.ts';
import type { Target } from '../../model/target.ts';
import { testPython } from '../python.ts';
import { jailWorks } from '../systemTools.ts';
import {
  callProbe,
  type Ground,
  jsonOf,
  linesOf,
  makeGround,
  removeGround,
  startTarget,
  text,
} from './kit.ts';

/** No other process of this machine sleeps as long. */
const childSeconds = 1_000_000 + Math.floor(Math.random() * 1_000_000);

const probe = `import os, subprocess, tempfile, time

def hard_coded(system):
    with open("/tmp/report.txt", "w") as out:
        out.write("hard-coded")
    return open("/var/tmp/report.txt").read()

def renamed(system):
    open("/tmp/one", "w").close()
    os.rename("/tmp/one", tempfile.gettempdir() + "/two")

def spawned(system):
    return subprocess.run(["touch", system + "/kept.txt", system + "/new.txt"]).returncode

def spawned_inside(system):
    return subprocess.run(["touch", "/tmp/spawned.txt"]).returncode

def refused(system):
    open(system + "/kept.txt", "w")

def crash(system):
    os.kill(os.getpid(), 11)

def hang(system):
    subprocess.Popen(["sleep", "${childSeconds}"])
    time.sleep(300)

def looks(system):
    return [open(system + "/kept.txt").read(), os.path.isdir("/proc/self"), os.getuid(), os.getcwd(),
            open("/dev/null", "w").write("x")]
`;

let ground: Ground;
let target: Target;

const act = (name: string) => callProbe(target, name, { system: text(ground.system) });

beforeAll(async () => {
  ground = await makeGround({ 'probe.py': probe, '../system/kept.txt': 'kept' });
  target = await startTarget(ground, { jail: 'auto' });
});
afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

describe.runIf(jailWorks())('in the jail', () => {
  it('a hard-coded temporary folder is the one of the arena, under one name', async () => {
    expect(target.description.noJail).toBeNull();
    const report = await act('hard_coded');
    expect(jsonOf(report)).toBe('hard-coded');
    expect(await readFile(join(ground.temp, 'report.txt'), 'utf8')).toBe('hard-coded');
    expect(linesOf(report.hooks, ground)).toEqual(['create {temp}/report.txt', 'read {temp}/report.txt']);
    expect(existsSync('/tmp/report.txt')).toBe(false);
  });

  it('what a subprocess writes elsewhere is stopped by the kernel', async () => {
    expect(jsonOf(await act('spawned'))).not.toBe(0);
    expect(existsSync(join(ground.system, 'new.txt'))).toBe(false);
    expect(jsonOf(await act('spawned_inside'))).toBe(0);
    expect(existsSync(join(ground.temp, 'spawned.txt'))).toBe(true);
  });

  it('the hook still refuses first, and says so', async () => {
    const report = await act('refused');
    expect(report.response.exception?.type).toBe('PermissionError');
    expect(linesOf(report.hooks, ground)).toEqual(['write {system}/kept.txt (refused)']);
  });

  it('folders below the system’s temporary folder that the target needs stay where they are', async () => {
    const uid = process.getuid?.() ?? 0;
    expect(jsonOf(await act('looks'))).toEqual(['kept', true, uid, ground.config, 1]);
  });

  it('a target that is lost takes along what it started, and says the signal', async () => {
    const crashing = await startTarget(ground, { jail: 'auto' });
    await expect(callProbe(crashing, 'crash', { system: text('') })).rejects.toThrow('SIGSEGV');
    await crashing.stop();
    const hanging = await startTarget(ground, { jail: 'auto' });
    await expect(callProbe(hanging, 'hang', { system: text('') }, 700)).rejects.toThrow('did not answer');
    await hanging.stop();
    const running = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout.split('\n');
    expect(running.filter((line) => line === `sleep ${childSeconds}`)).toEqual([]);
  });
});

/** An ordinary user may not come to the folder of ours that holds the script. */
function withRelay(plan: JailPlan): JailPlan {
  const script = join(plan.arena, 'relay.py');
  copyFileSync(plan.relay.script, script);
  return { ...plan, relay: { ...plan.relay, script } };
}

describe.runIf(jailWorks())('each tool makes the same jail, for root and for an ordinary user', () => {
  const nobody = 65_534;
  const own = process.getuid?.() ?? 0;
  const script = `id -u; pwd; cd /tmp && echo x > file && cat "$1/file" /var/tmp/file; echo x > "$0/arena"
    for path in /usr/outside "$2/outside"; do echo x > "$path" || echo refused; done; cat <&3`;
  const rows = (own === 0 ? [own, nobody] : [own]).flatMap((uid) =>
    jailTools(uid, uid).map((tool) => ({ uid, ...tool, tool })),
  );

  it.each(rows)('$name as $uid, $rings', async ({ uid, tool }) => {
    if (spawnSync(tool.name, ['--version']).status !== 0) return;
    await withDir(
      async ({ path: folder }) => {
        const arena = await realpath(folder);
        const temp = join(arena, 'temp');
        await withDir(
          async ({ path: project }) => {
            const plan = withRelay(
              jailPlan(
                { arena, temp, python: uid === own ? await testPython() : '/usr/bin/python3' },
                [project],
                project,
              ),
            );
            for (const kept of [...plan.kept, arena])
              await mkdir(join(temp, kept.slice(5)), { recursive: true });
            const command = tool.command(plan, ['/bin/sh', '-c', script, arena, temp, project]);
            const asUser =
              uid === own ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
            if (uid !== own) spawnSync('chown', ['-R', String(uid), arena]);
            const [program = '', ...args] = [...asUser, ...command];
            await writeFile(join(arena, 'sent'), 'sent');
            const sent = openSync(join(arena, 'sent'), 'r');
            const { stdout } = spawnSync(program, args, {
              stdio: ['ignore', 'pipe', 'pipe', sent],
              encoding: 'utf8',
            });
            closeSync(sent);
            expect(stdout.split('\n')).toEqual([
              String(uid),
              project,
              'x',
              'x',
              'refused',
              'refused',
              'sent',
            ]);
            expect(existsSync(join(arena, 'arena'))).toBe(true);
            expect(existsSync(join(project, 'outside'))).toBe(false);
          },
          { unsafeCleanup: true, mode: 0o777, prefix: 'trespass-test-' },
        );
      },
      { unsafeCleanup: true, mode: 0o755, prefix: 'trespass-test-' },
    );
  });
});

it('only what is there below a temporary folder is kept in it', () => {
  const plan = jailPlan(
    { arena: '/tmp/arena', temp: '/tmp/arena/temp', python: 'python3' },
    ['/tmp', '/etc', '/tmp/gone'],
    '/tmp',
  );
  expect(plan.kept).toEqual([]);
});
