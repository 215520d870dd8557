/** Processes that the steps of a case leave are ended between cases; what was there before the first stays, and what is held. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
import { commandLines } from '../processes.ts';
import { callProbe, groundForEach, jsonOf, text } from './kit.ts';

const probe = `
import multiprocessing, os, signal, subprocess, sys, time
from concurrent.futures import ProcessPoolExecutor

HELD = []

def child(mark):
    subprocess.Popen(["sleep", mark], start_new_session=True)

def scrubbed(mark):
    subprocess.Popen(["sleep", mark], env={}, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def daemon(mark):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execvp("sleep", ["sleep", mark])
        os._exit(0)
    os.wait()

def deaf(mark):
    if os.fork() == 0:
        for number in range(1, 32):
            try:
                signal.signal(number, signal.SIG_IGN)
            except OSError:
                pass
        os.execvp("sleep", ["sleep", mark])

def worker(mark):
    os.execvp("sleep", ["sleep", mark])

def unheld(mark):
    multiprocessing.get_context("fork").Process(target=worker, args=(mark,)).start()

def grandchildren(mark):
    subprocess.Popen(["sh", "-c", "for i in 1 2 3; do sleep %s & done; wait" % mark])

def again_and_again(mark):
    """Starts itself anew all the time."""
    if os.fork() == 0:
        os.setsid()
        subprocess.Popen(["sleep", mark])
        end = time.time() + 20
        while time.time() < end:
            if os.fork():
                os._exit(0)
            time.sleep(0.01)
        os._exit(0)

def forgets():
    for _ in range(3):
        if os.fork() == 0:
            os._exit(0)

def has_children():
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    except ChildProcessError:
        return False

def holds(mark):
    HELD.append(subprocess.Popen(["sleep", mark]))

def held():
    return [one.poll() is None for one in HELD]

def fails(mark):
    popen = subprocess.Popen(["sleep", mark])
    raise ValueError("so it ends", popen)

def ends():
    return subprocess.run(["true"]).returncode

POOL = []

def square(number):
    return int(number) ** 2

def pooled(number):
    if not POOL:
        POOL.append(ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")))
    return POOL[0].submit(square, number).result()

def pool_of(number):
    if len(POOL) < 2:
        pooled(number)
        POOL.append(multiprocessing.get_context("fork").Pool(2))
    return POOL[1].map(square, [number])[0]

def fine():
    return "fine"
`;

const { start } = groundForEach({ 'probe.py': probe });

let marks = 0;
const freshMark = (): string => `79${process.pid}.${++marks}`;

const sleeping = (mark: string): number => commandLines().filter((line) => line === `sleep ${mark}`).length;

/** Does a case of one step as a world does it; tells whether the step left something. */
async function inCase(
  target: Target,
  name: string,
  argument: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const args = Object.fromEntries(Object.entries(argument).map(([key, value]) => [key, text(value)]));
  const { leaves } = await callProbe(target, name, args, 20_000);
  if (leaves) await target.endLeftovers();
  await target.endCase();
  return leaves === true;
}

const leaving = ['child', 'scrubbed', 'daemon', 'deaf', 'unheld', 'grandchildren', 'again_and_again'];

describe.each([{ jail: 'off' }, { jail: 'auto' }] as const)('with jail $jail', ({ jail }) => {
  /** A target that has been rehearsed. */
  const sealed = async (): Promise<Target> => {
    const target = await start({ jail });
    await callProbe(target, 'fine');
    await target.seal();
    return target;
  };

  it('what a case leaves is ended, in whatever way it was left', async () => {
    const target = await sealed();
    for (const name of [...leaving, 'fails']) {
      const mark = freshMark();
      expect([name, await inCase(target, name, { mark })]).toEqual([name, true]);
      // What an exception holds is let go with it.
      if (name === 'fails') await inCase(target, 'fine');
      expect([name, sleeping(mark)]).toEqual([name, 0]);
      await sleep(30);
      expect([name, sleeping(mark)]).toEqual([name, 0]);
      expect(jsonOf(await callProbe(target, 'fine'))).toBe('fine');
    }
  });

  it('what was there before the first case stays', async () => {
    const target = await start({ jail });
    const mark = freshMark();
    for (const name of ['child', 'daemon', 'holds']) await callProbe(target, name, { mark: text(mark) });
    await target.seal();
    const mine = freshMark();
    expect(await inCase(target, 'child', { mark: mine })).toBe(true);
    expect([sleeping(mark), sleeping(mine)]).toEqual([3, 0]);
  });

  it('what the target holds stays, up to a number', async () => {
    const target = await sealed();
    const mark = freshMark();
    await inCase(target, 'holds', { mark });
    expect(sleeping(mark)).toBe(1);
    const holding = async (): Promise<void> => {
      for (let count = 0; count < 40; count += 1) await inCase(target, 'holds', { mark });
    };
    await expect(holding()).rejects.toThrow('it holds more than 32 processes');
    await expect(callProbe(target, 'fine')).rejects.toMatchObject({ isEarlier: true });
  });

  it.each(['pooled', 'pool_of'])('a pool that a case has made goes on: %s', async (name) => {
    const target = await sealed();
    for (const number of ['2', '3', '4']) await inCase(target, name, { number });
    expect(jsonOf(await callProbe(target, name, { number: text('5') }))).toBe(25);
  });

  it('children that have ended and are not waited for leave the table of processes', async () => {
    const target = await sealed();
    expect(await inCase(target, 'forgets')).toBe(true);
    expect(jsonOf(await callProbe(target, 'has_children'))).toBe(false);
  });

  it('a step that has waited for what it started leaves nothing', async () => {
    const target = await sealed();
    expect(await inCase(target, 'ends')).toBe(false);
    expect(await inCase(target, 'fine')).toBe(false);
  });
});
