/** Targets that end in odd ways, leave processes, break the driver in their own process or change what all cases share. */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../model/attack.ts';
import { TargetLostError } from '../../model/errors.ts';
import { commandLines } from '../processes.ts';
import { ask, callProbe, djangoProject, groundForEach, jsonOf, startDjango, text, writeTree } from './kit.ts';

const probe = `
import asyncio, builtins, ctypes, os, resource, signal, subprocess, sys, threading, time

ENDS = {"cancelled": asyncio.CancelledError, "interrupt": KeyboardInterrupt, "generator": GeneratorExit,
        "base": BaseException, "exit": SystemExit}

def ends(how):
    raise ENDS[how]("so it ends")

async def ends_later(how):
    await asyncio.sleep(0)
    raise ENDS[how]("so it ends")

def long():
    raise GeneratorExit("x" * 10_000_000)

class Hostile(BaseException):
    __module__ = 5
    def __str__(self):
        raise KeyboardInterrupt

def hostile():
    raise Hostile

def fine():
    return "fine"

def daemon(mark):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execvp("sleep", ["sleep", mark])
        os._exit(0)
    return "ok"

def bare(mark):
    subprocess.Popen(["sleep", mark], env={}, start_new_session=True)
    return "ok"

def hidden(mark):
    subprocess.Popen(["sleep", mark], env={}, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return "ok"

def dies_with_daemon(mark):
    daemon(mark)
    hidden(mark)
    os._exit(3)

def writes_everywhere():
    for fd in range(3, 40):
        try:
            os.write(fd, b'{"ok": true}\\n')
        except OSError:
            pass

def hooks():
    def refuse(event, args):
        raise RuntimeError("refused by the target")
    sys.addaudithook(refuse)

def closes():
    os.closerange(3, 60)

def looks():
    with open("/proc/%d/environ" % os.getppid(), "rb") as file:
        return len(file.read())

def kills_parent():
    os.kill(os.getppid(), 9)
    time.sleep(0.2)
    return "ok"

def state():
    return [resource.getrlimit(resource.RLIMIT_NOFILE)[0], sys.getrecursionlimit(),
            signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL, sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
            signal.getitimer(signal.ITIMER_REAL)[0], sys.gettrace() is None, builtins.hex(17), os.listdir is listdir,
            os.fstat(1).st_ino == output]

listdir = os.listdir
output = os.fstat(1).st_ino

def changes():
    resource.setrlimit(resource.RLIMIT_NOFILE, (12, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    sys.setrecursionlimit(300)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    sys.settrace(lambda *_: None)
    builtins.hex = lambda _: 0
    os.listdir = lambda _: []
    os.close(1)

def alarm():
    signal.setitimer(signal.ITIMER_REAL, 0.005)

def drops():
    os.chroot("/proc")

def eats(megabytes):
    return len(bytearray(int(megabytes) << 20))

def eats_in_child(megabytes):
    return subprocess.run([sys.executable, "-c", "bytearray(%s << 20)" % megabytes]).returncode
`;

const { ground, start } = groundForEach({ 'probe.py': probe });

const jails = (['off', 'auto'] as const).map((jail) => ({ jail }));

async function leftOf(mark: string): Promise<string[]> {
  const left = (): string[] => commandLines().filter((line) => line === `sleep ${mark}`);
  for (let round = 0; round < 20 && left().length > 0; round += 1) await sleep(100);
  return left();
}

describe('an exception that is no Exception is part of the answer', () => {
  it.each(['cancelled', 'interrupt', 'generator', 'base', 'exit'])('%s, raised and awaited', async (how) => {
    const running = await start();
    for (const name of ['ends', 'ends_later']) {
      const { exception } = (await callProbe(running, name, { how: text(how) })).response;
      expect(exception?.message).toBe('so it ends');
      expect(exception?.location?.function).toBe(name);
    }
    expect(jsonOf(await callProbe(running, 'fine'))).toBe('fine');
  });

  it('of a bounded length, whatever it says', async () => {
    const running = await start();
    const { exception } = (await callProbe(running, 'long')).response;
    expect(exception?.message.length).toBeLessThan(4_100);
    expect(exception?.message).toContain('characters more');
    expect((await callProbe(running, 'hostile')).response.exception).toMatchObject({
      type: '5.Hostile',
      message: '',
    });
  });

  it('of plain and of async views', async () => {
    const urls = `
import asyncio
from django.http import HttpResponse
from django.urls import path

def plain(request):
    raise KeyboardInterrupt("so it ends")

async def later(request):
    await asyncio.sleep(0)
    raise asyncio.CancelledError("so it ends")

urlpatterns = [path('plain', plain), path('later', later), path('fine', lambda request: HttpResponse('fine'))]
`;
    await writeTree(ground().config, djangoProject(urls));
    for (const asgi of [false, true]) {
      const target = await start({ asgi }, startDjango);
      for (const path of ['/plain', '/later'])
        expect((await ask(target, 'GET', path)).response).toMatchObject({ status: 500 });
      expect((await ask(target, 'GET', '/fine')).response.status).toBe(200);
    }
  });
});

describe.each(jails)('with jail $jail', ({ jail }) => {
  it.each(['daemon', 'bare', 'hidden'])('what the target leaves behind ends with it: %s', async (name) => {
    const mark = `77${Math.floor(Math.random() * 1e6)}`;
    const running = await start({ jail });
    expect(jsonOf(await callProbe(running, name, { mark: text(mark) }))).toBe('ok');
    await running.stop();
    expect(await leftOf(mark)).toEqual([]);
  });

  it('the end of a target is known although a daemon holds its pipes', async () => {
    const mark = `78${Math.floor(Math.random() * 1e6)}`;
    const dying = callProbe(await start({ jail }), 'dies_with_daemon', { mark: text(mark) }, 60_000);
    await expect(dying).rejects.toThrow('exit code 3');
    expect(await leftOf(mark)).toEqual([]);
  });

  it.each(['writes_everywhere', 'closes', 'hooks'])(
    'who breaks the driver in its process is lost: %s',
    async (name) => {
      const broken = await start({ jail });
      await callProbe(broken, 'fine');
      await broken.seal();
      const steps = async (): Promise<void> => {
        for (let step = 0; step < 3; step += 1) {
          await callProbe(broken, step === 0 ? name : 'fine', {}, 5_000);
          await broken.endCase();
        }
      };
      await expect(steps()).rejects.toBeInstanceOf(TargetLostError);
    },
  );
});

describe('in a process namespace', () => {
  it('the tool is neither read nor killed', async () => {
    const running = await start({ jail: 'auto' });
    expect(running.description.jailLacks).toEqual([]);
    // The parent that the target sees is the first process of the namespace, which knows nothing of the tool.
    const seen = await callProbe(running, 'looks');
    expect(seen.response.exception?.type ?? jsonOf(seen)).toBeDefined();
    await callProbe(running, 'kills_parent').catch((error: unknown) =>
      expect(error).toBeInstanceOf(TargetLostError),
    );
  });
});

describe('between cases', () => {
  it('limits, handlers, timers, tracing, streams and functions are put back', async () => {
    const running = await start();
    await callProbe(running, 'fine');
    await running.seal();
    const before = jsonOf(await callProbe(running, 'state'));
    await running.endCase();
    await callProbe(running, 'changes');
    await running.endCase();
    await sleep(100);
    expect(jsonOf(await callProbe(running, 'state'))).toEqual(before);
  });

  it('an alarm that a step has set does not go off later', async () => {
    const running = await start();
    expect((await callProbe(running, 'alarm')).response.exception).toBeNull();
    await sleep(50);
    expect(jsonOf(await callProbe(running, 'fine'))).toBe('fine');
  });

  it.runIf(process.getuid?.() === 0)('what cannot be put back loses the target', async () => {
    const running = await start();
    await callProbe(running, 'fine');
    await running.seal();
    await callProbe(running, 'drops').catch(() => undefined);
    await running.endCase();
    await expect(callProbe(running, 'fine')).rejects.toThrow('chroot');
  });
});

describe('memory', () => {
  it('that the config does not allow fails in the target and in what it starts, and is told', async () => {
    const running = await start({ memoryBytesMax: 300 << 20 });
    const eat = async (name: string, megabytes: string) =>
      callProbe(running, name, { megabytes: text(megabytes) });
    expect(jsonOf(await eat('eats', '50'))).toBe(50 << 20);
    const refused = await eat('eats', '400');
    expect(refused.response.exception?.type).toBe('MemoryError');
    expect(refused.limitsReached).toEqual(['memoryMax']);
    expect(jsonOf(await eat('eats_in_child', '400'))).not.toBe(0 satisfies Json);
    expect(jsonOf(await eat('eats', '50'))).toBe(50 << 20);
  });
});

it('knows of no mount of the target’s once it has ended', async () => {
  await (await start({ jail: 'auto' })).stop();
  const mounts = spawnSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' }).stdout;
  expect(mounts).not.toContain(ground().arena);
});
