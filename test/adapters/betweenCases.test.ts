/** What a case leaves in the process of its target is found between cases: put back, or told as that case's doing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
import { callProbe, type Ground, jsonOf, makeGround, removeGround, startTarget } from './kit.ts';

const probe = `
import os, threading

def fine():
    return "fine"

def changes_root():
    os.chroot("/proc")

def ends_soon():
    threading.Timer(0.6, os._exit, [3]).start()

def waits_for_nothing():
    for fd in range(0, 32):
        try:
            os.set_blocking(fd, False)
        except OSError:
            pass
`;

let ground: Ground;
let target: Target;
beforeEach(async () => {
  ground = await makeGround({ 'probe.py': probe });
  target = await startTarget(ground);
  await callProbe(target, 'fine');
  await target.seal();
});
afterEach(async () => {
  await target.stop();
  await removeGround(ground);
});

/** Does a case of one step. */
async function inCase(name: string): Promise<void> {
  await callProbe(target, name).catch(() => undefined);
  await target.endCase();
}

describe('a target is lost by the case before', () => {
  it.runIf(process.getuid?.() === 0)('that changed what cannot be put back', async () => {
    await inCase('changes_root');
    const found = callProbe(target, 'fine');
    await expect(found).rejects.toThrow('chroot');
    await expect(found).rejects.toMatchObject({ isEarlier: true });
  });

  it('that has it end later', async () => {
    await inCase('ends_soon');
    await sleep(900);
    await expect(callProbe(target, 'fine')).rejects.toMatchObject({ isEarlier: true });
  });
});

it('pipes of the driver that do not wait any more do so again', async () => {
  await inCase('waits_for_nothing');
  await sleep(50);
  expect(jsonOf(await callProbe(target, 'fine'))).toBe('fine');
});
