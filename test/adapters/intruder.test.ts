/** The intruder in the target's process: what it counts, what it may change, and that nothing of it stays. */
import { mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Intrusion, StepReport, Target, TurnOrder } from '../../model/target.ts';
import { type Ground, linesOf, makeGround, removeGround, startTarget, text } from './kit.ts';

const probe = `
import os, pathlib

def checked_write(own, temp):
    path = own + "/box/a.txt"
    if os.path.islink(path) or not os.path.isfile(path):
        return "refused"
    with open(path, "a") as out:
        out.write("+")
    return "written"

def many_looks(own, temp):
    os.stat(own + "/box"); os.lstat(own + "/box/a.txt"); os.access(own + "/box", os.R_OK)
    os.path.exists(own); os.path.exists("/"); pathlib.Path(own, "box").stat()
    os.listdir(own + "/box"); os.stat(0)

def through_descriptor(own, temp):
    fd = os.open(own + "/box", os.O_RDONLY)
    inner = os.open("new", os.O_WRONLY | os.O_CREAT, dir_fd=fd)
    os.write(inner, b"kept")

def held(own, temp):
    fd = os.open(own + "/box", os.O_RDONLY | os.O_NOFOLLOW)
    os.close(os.open("a.txt", os.O_RDONLY | os.O_NOFOLLOW, dir_fd=fd))
    os.close(os.open("a.txt", os.O_RDONLY, dir_fd=fd))
    os.close(os.open("../box/a.txt", os.O_RDONLY | os.O_NOFOLLOW, dir_fd=fd))
    os.close(os.open("fresh", os.O_WRONLY | os.O_CREAT | os.O_EXCL, dir_fd=fd))
    os.remove("fresh", dir_fd=fd)
    os.remove(own + "/box/a.txt")

def relative(own, temp):
    os.chdir(own)
    open("./box//a.txt").close()
    open("box/../box/a.txt").close()

def moves(own, temp):
    with open(own + "/part", "w") as out:
        out.write("new")
    os.rename(own + "/part", own + "/box/final")

def shared(own, temp):
    os.makedirs(temp + "/made", exist_ok=True)
    open(temp + "/made/x", "w").close()
    open(temp + "/free", "w").close()

def removes_link(own, temp):
    os.path.isfile(own + "/box/a.txt")
    os.remove(own + "/box/a.txt")
`;

let ground: Ground;
let target: Target;
let own: string;
let aside: string;

beforeAll(async () => {
  ground = await makeGround({ 'probe.py': probe });
  own = join(ground.sandbox, 'own');
  aside = join(ground.arena, 'aside');
  target = await startTarget(ground);
  await target.seal();
});
afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});
beforeEach(async () => {
  await target.endCase();
  for (const folder of [own, aside, ground.temp]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  await mkdir(join(own, 'box'));
  await writeFile(join(own, 'box', 'a.txt'), 'a');
  await rm(join(ground.moat, 'final'), { force: true });
  await writeFile(join(ground.moat, 'secret.txt'), 'secret');
});

type Race = NonNullable<Intrusion['race']>;

function step(
  name: string,
  race: Partial<Race> | null,
  planted: readonly string[] = [],
  turn?: TurnOrder,
): Promise<StepReport> {
  const whole: Race = { at: 0, up: 0, put: { kind: 'symlink', to: `${ground.moat}/secret.txt` }, back: null };
  const intrusion: Intrusion = {
    zones: [
      { folder: own, sticky: false },
      { folder: ground.temp, sticky: true },
    ],
    planted,
    aside,
    race: race === null ? null : { ...whole, ...race },
  };
  const args = { own: text(own), temp: text(ground.temp) };
  const request = { kind: 'call', function: `./probe.py:${name}`, arguments: args } as const;
  return target.step('mallory', request, 10_000, { intrusion, ...(turn === undefined ? {} : { turn }) });
}

function counted({ intruded }: StepReport): string[] {
  return (intruded?.accesses ?? []).map(({ action, path, exists }) => {
    const short = path.replace(own, 'own').replace(ground.temp, 'temp');
    return `${action} ${short}${exists ? '' : ' (absent)'}`;
  });
}

function heldIn({ intruded }: StepReport): (boolean | undefined)[] {
  return (intruded?.accesses ?? []).map(({ held }) => held);
}

function replaced({ intruded }: StepReport): string | null {
  return intruded?.replaced?.replace(own, 'own').replace(ground.temp, 'temp') ?? null;
}

describe('the intruder counts', () => {
  it('checks and uses below its zones, and nothing else', async () => {
    expect(counted(await step('many_looks', null))).toEqual([
      ...['look own/box', 'look own/box/a.txt', 'look own/box', 'look own/box', 'list own/box'],
    ]);
  });

  it('the same while the turns of the step are counted too, which are lookups in other folders as well', async () => {
    const report = await step('many_looks', null, [], { folders: [ground.sandbox], at: null });
    expect(counted(report)).toEqual(counted(await step('many_looks', null)));
    expect(report.turns?.map(({ action, path }) => `${action} ${path.replace(own, 'own')}`)).toEqual([
      ...['look own/box', 'look own/box/a.txt', 'look own/box', 'look own', 'look own/box', 'list own/box'],
    ]);
  });

  it('paths that are relative or wound, by where they lead', async () => {
    expect(counted(await step('relative', null))).toEqual(['read own/box/a.txt', 'read own/box/a.txt']);
  });

  it('both paths of a move', async () => {
    expect(counted(await step('moves', null))).toEqual([
      ...['write own/part (absent)', 'rename own/part', 'rename own/box/final (absent)'],
    ]);
  });

  it('and says which names stand in a folder that is held open, with no link followed', async () => {
    expect(heldIn(await step('held', null))).toEqual([false, true, false, false, true, true, false]);
  });

  it('nothing at all in a step without it', async () => {
    const request = {
      kind: 'call',
      function: './probe.py:moves',
      arguments: { own: text(own), temp: text('') },
    } as const;
    expect((await target.step('mallory', request, 10_000)).intruded).toBeUndefined();
  });
});

describe('the intruder changes', () => {
  it('a file between check and use, and the hook names what is touched then', async () => {
    const report = await step('checked_write', { at: 2 });
    expect(report.response.value).toBe('written');
    expect(linesOf(report.hooks, ground)).toEqual(['write {moat}/secret.txt']);
    expect(await readFile(join(ground.moat, 'secret.txt'), 'utf8')).toBe('secret+');
  });

  it('a folder above, and puts the very same one back when the step ends', async () => {
    const before = await stat(join(own, 'box'));
    const report = await step('moves', { at: 2, up: 1, put: { kind: 'symlink', to: ground.moat } });
    expect(replaced(report)).toBe('own/box');
    expect(await readdir(ground.moat)).toContain('final');
    expect((await stat(join(own, 'box'))).ino).toBe(before.ino);
    expect(await readFile(join(own, 'box', 'a.txt'), 'utf8')).toBe('a');
  });

  it('back before a later access', async () => {
    const report = await step('checked_write', { at: 0, back: 1 });
    expect(report.response.value).toBe('refused');
    const late = await step('checked_write', { at: 1, back: 1 });
    expect(late.response.value).toBe('written');
    expect(await readFile(join(own, 'box', 'a.txt'), 'utf8')).toBe('a+');
  });

  it.each(['file', 'directory', 'nothing'] as const)('what is there to %s', async (kind) => {
    const report = await step('checked_write', { at: 1, put: { kind } });
    expect(report.response.value).toBe(kind === 'file' ? 'written' : 'refused');
    expect(await readFile(join(own, 'box', 'a.txt'), 'utf8')).toBe('a');
  });

  it('nothing above its zones, and nothing behind a link that leads out of them', async () => {
    expect(replaced(await step('checked_write', { at: 2, up: 2 }))).toBeNull();
    await rm(join(own, 'box'), { recursive: true });
    await symlink(ground.moat, join(own, 'box'));
    expect(replaced(await step('moves', { at: 2 }))).toBeNull();
    expect(await readlink(join(own, 'box'))).toBe(ground.moat);
  });

  it('nothing where the access never comes', async () => {
    const report = await step('checked_write', { at: 40 });
    expect([replaced(report), report.response.value]).toEqual([null, 'written']);
  });

  it('nothing that a target holds open: what it writes stays in the folder that was moved', async () => {
    const report = await step('through_descriptor', {
      at: 1,
      up: 1,
      put: { kind: 'symlink', to: ground.moat },
    });
    expect(replaced(report)).toBe('own/box');
    expect(linesOf(report.hooks, ground)).toEqual(['create {sandbox}/own/box/new']);
    expect(await readdir(ground.moat)).not.toContain('new');
    expect(await readFile(join(own, 'box', 'new'), 'utf8')).toBe('kept');
  });

  it('nothing for good where the target itself has removed what was put there', async () => {
    await step('removes_link', { at: 1 });
    expect(await readdir(join(own, 'box'))).toEqual([]);
    expect(await readFile(join(ground.moat, 'secret.txt'), 'utf8')).toBe('secret');
  });
});

describe('in a shared temporary folder the intruder changes', () => {
  it('names that are free, and not what the target made', async () => {
    // Lookups: made (mkdir), made/x, free.
    expect(replaced(await step('shared', { at: 2 }))).toBe('temp/free');
    expect(replaced(await step('shared', { at: 1 }))).toBeNull();
    expect(replaced(await step('shared', { at: 1, up: 1 }))).toBeNull();
    await writeFile(join(ground.temp, 'free'), 'of the target');
    expect(replaced(await step('shared', { at: 2 }))).toBeNull();
  });

  it('what the attacker planted there, and all below it', async () => {
    const made = join(ground.temp, 'made');
    await mkdir(made);
    expect(replaced(await step('shared', { at: 2 }, [made]))).toBe('temp/made/x');
    expect(replaced(await step('shared', { at: 2, up: 1 }, [made]))).toBe('temp/made');
  });
});
