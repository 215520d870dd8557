/** The jail: temporary folders of the system are the arena's, and what the hook cannot see cannot write elsewhere. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
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

const probe = `import os, subprocess, tempfile

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

const toolThatWorks = (): string | null => {
  for (const [name, ...args] of [
    ['bwrap', '--ro-bind', '/', '/', 'true'],
    ['unshare', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), 'true'],
  ]) {
    try {
      execFileSync(name ?? '', args, { stdio: 'ignore' });
      return name ?? null;
    } catch {}
  }
  return null;
};

describe.runIf(toolThatWorks() !== null)('in the jail', () => {
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
});
