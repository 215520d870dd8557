/** What a case leaves in the process of its target is found between cases: put back, or told as that case's doing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
import { callProbe, groundForEach, jsonOf } from './kit.ts';

const probe = `
import os, sys, threading

def fine():
    return "fine"

def changes_root():
    os.chroot("/proc")

def looks(event, args):
    pass

def hooked():
    sys.addaudithook(looks)

def hooked_again():
    def refuses(event, args):
        if event == "open":
            raise PermissionError("refused by the target")
    sys.addaudithook(refuses)

def hooked_in_child():
    if os.fork() == 0:
        hooked_again()
        os._exit(0)
    os.wait()

def ends_soon():
    threading.Timer(0.6, os._exit, [3]).start()

def waits_for_nothing():
    for fd in range(0, 32):
        try:
            os.set_blocking(fd, False)
        except OSError:
            pass
`;

const { start } = groundForEach({ 'probe.py': probe });
let target: Target;
beforeEach(async () => {
  target = await start();
  for (const harmless of ['fine', 'hooked']) await callProbe(target, harmless);
  await target.seal();
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

  it('that adds an audit hook of its own', async () => {
    await inCase('hooked_again');
    const found = callProbe(target, 'fine');
    await expect(found).rejects.toThrow('an audit hook was added for good');
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

it.each(['hooked', 'hooked_in_child'])('audit hooks lose no target where %s', async (name) => {
  await inCase(name);
  expect(jsonOf(await callProbe(target, 'fine'))).toBe('fine');
});
