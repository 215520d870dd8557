/** Life and death of a target: failures to start say what to do, hangs and deaths are told apart, nothing stays. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { EnvironmentError, TargetLostError } from '../../model/errors.ts';
import type { Target } from '../../model/target.ts';
import {
  bodyOf,
  callProbe,
  djangoProject,
  file,
  groundForEach,
  jsonOf,
  operationOf,
  startDjango,
  startTarget,
  text,
  writeTree,
} from './kit.ts';

const probe = `
import os, signal, subprocess, sys, time

def hang(pid_file):
    child = subprocess.Popen(["sleep", "300"])
    open(pid_file, "w").write(str(child.pid))
    time.sleep(300)

def die():
    print("last words", flush=True)
    os._exit(7)

def crash():
    os.kill(os.getpid(), signal.SIGSEGV)

def leave():
    sys.exit(3)

def echo(value):
    return value

def kinds(**values):
    return {name: type(value).__name__ for name, value in values.items()}

def file_of(upload):
    upload.seek(0)
    return [upload.name, upload.read().decode(), upload.content_type]

def opened(path):
    return open(path, "rb")

def strange():
    return object()

async def later():
    return "awaited"

def generated():
    yield 1
    yield 2

def fails():
    raise ValueError("no \\udcff")

def environment(change):
    if change:
        os.environ["CHANGED"] = "yes"
        os.environ.pop("KEPT")
        os.chdir("/")
        os.umask(0)
    mask = os.umask(0)
    os.umask(mask)
    return [os.environ.get("CHANGED"), os.environ.get("KEPT"), os.getcwd(), mask]

def not_a_number():
    return float("nan")

class Shelf:
    def __init__(self, root):
        self.root = root
    @staticmethod
    def put(name):
        return "put " + name
`;

const { ground, start } = groundForEach({ 'probe.py': probe });

describe('a target that cannot start', () => {
  const failure = async (starting: Promise<Target>): Promise<string> => {
    const error = await starting.then(
      () => new Error('it started'),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(EnvironmentError);
    return String(error);
  };

  it('names an interpreter that is not there', async () => {
    expect(await failure(startTarget(ground(), { python: '/no/such/python' }))).toContain(
      'no Python interpreter at /no/such/python',
    );
  });

  it('names an interpreter that is none', async () => {
    expect(await failure(startTarget(ground(), { python: '/bin/false' }))).toContain('exit code 1');
  });

  it('names a settings module that is not there', async () => {
    const message = await failure(startTarget(ground(), { settingsModule: 'shop.settings' }));
    expect(message).toContain("there is no settings module 'shop.settings'");
  });

  it('shows the error of settings that fail', async () => {
    await writeTree(ground().config, { 'site_settings.py': 'import no_such_package' });
    const message = await failure(startDjango(ground()));
    expect(message).toContain("No module named 'no_such_package'");
    expect(message).toContain('site_settings.py');
  });

  it('names the path of a write outside the arena and what to do', async () => {
    const path = join(ground().system, 'app.log');
    await writeTree(
      ground().config,
      djangoProject('urlpatterns = []', `open(${JSON.stringify(path)}, "w")\n`),
    );
    const message = await failure(startDjango(ground()));
    expect(message).toContain(path);
    expect(message).toContain('add the folder to `sandbox`');
  });

  it('names such a path where another error covers it', async () => {
    const path = join(ground().system, 'app.log');
    const handler = `{'class': 'logging.FileHandler', 'filename': ${JSON.stringify(path)}}`;
    const logging = `LOGGING = {'version': 1, 'handlers': {'file': ${handler}}, 'root': {'handlers': ['file']}}\n`;
    await writeTree(ground().config, djangoProject('urlpatterns = []', logging));
    expect(await failure(startDjango(ground()))).toContain(`to ${path}: add the folder`);
  });

  it('names a database beyond this machine', async () => {
    const database =
      "DATABASES['default'] = {'ENGINE': 'django.db.backends.postgresql', 'HOST': 'db.example'}\n";
    await writeTree(ground().config, djangoProject('urlpatterns = []', database));
    const message = await failure(startDjango(ground()));
    expect(message).toContain("the database 'default' is at db.example");
    expect(message).not.toContain('Traceback');
  });

  it('names a hook that is not there', async () => {
    const message = await failure(startTarget(ground(), { setup: './probe.py:prepare' }));
    expect(message).toContain('the hook ./probe.py:prepare cannot be used');
  });

  it('shows what the target printed', async () => {
    await writeTree(ground().config, {
      'site_settings.py': 'import os; print("goodbye", flush=True); os._exit(4)',
    });
    const message = await failure(startDjango(ground()));
    expect(message).toContain('exit code 4');
    expect(message).toContain('goodbye');
  });
});

describe('a target that is lost', () => {
  const lossOf = async (step: Promise<unknown>): Promise<TargetLostError> => {
    const error = await step.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof TargetLostError)) throw new Error(`not lost: ${error}`);
    return error;
  };

  it('is killed with its subprocesses when a step overruns its deadline', async () => {
    const running = await start();
    const pidFile = join(ground().sandbox, 'pid');
    const loss = await lossOf(callProbe(running, 'hang', { pid_file: text(pidFile) }, 700));
    expect(loss.reason).toBe('deadline');
    await running.stop();
    const child = Number(await readFile(pidFile, 'utf8'));
    // The signal has been sent; a kernel with much to do takes a moment to act on it.
    await vi.waitFor(async () => expect(await isAlive(child)).toBe(false), { timeout: 10_000 });
  });

  it('is lost to the step in the middle of which it is stopped, at once', async () => {
    const running = await start();
    const pidFile = join(ground().sandbox, 'pid');
    const step = lossOf(callProbe(running, 'hang', { pid_file: text(pidFile) }, 60_000));
    await vi.waitFor(() => readFile(pidFile), { timeout: 10_000 });
    await running.stop();
    expect((await step).message).toBe('the target was stopped in the middle of a command');
    await running.stop();
  });

  it('says its exit code and its last words', async () => {
    const loss = await lossOf(callProbe(await start(), 'die'));
    expect(loss.reason).toBe('died');
    expect(loss.message).toContain('exit code 7');
    expect(loss.message).toContain('last words');
  });

  it('says the signal, and stays lost', async () => {
    const running = await start();
    expect((await lossOf(callProbe(running, 'crash'))).message).toContain('SIGSEGV');
    expect((await lossOf(callProbe(running, 'later'))).reason).toBe('died');
    await running.endCase();
  });
});

async function isAlive(pid: number): Promise<boolean> {
  // A killed child is a zombie until its new parent has reaped it.
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return state !== '' && state.split(' ')[2] !== 'Z';
}

describe('a plain callable', () => {
  it('gets its arguments with their Python types', async () => {
    const report = await callProbe(await start(), 'kinds', {
      a: text('x'),
      b: { kind: 'bytes', bytes: Buffer.from('x') },
      c: { kind: 'json', json: [1] },
      d: file('x'),
    });
    expect(jsonOf(report)).toEqual({ a: 'str', b: 'bytes', c: 'list', d: 'UploadedFile' });
  });

  it.each(['plain', 'é\u0000\u202e', 'byte \udcff', '\ud800', '😀'])(
    'hands text on unchanged: %j',
    async (value) => {
      const report = await callProbe(await start(), 'echo', { value: text(value) });
      expect(jsonOf(report)).toBe(value);
    },
  );

  it('gets a file under exactly the name that was sent', async () => {
    const report = await callProbe(await start(), 'file_of', { upload: file('../../a\udcffb', 'hello') });
    expect(jsonOf(report)).toEqual(['../../a\udcffb', 'hello', 'text/plain']);
  });

  it('returns bytes, files, awaited and generated values, and anything else by its repr', async () => {
    const running = await start();
    await writeFile(join(ground().sandbox, 'f'), 'content');
    const opened = await callProbe(running, 'opened', { path: text(join(ground().sandbox, 'f')) });
    expect(bodyOf(opened)).toBe('content');
    expect(opened.response.value).toBeNull();
    expect(jsonOf(await callProbe(running, 'later'))).toBe('awaited');
    expect(jsonOf(await callProbe(running, 'generated'))).toEqual([1, 2]);
    expect(bodyOf(await callProbe(running, 'strange'))).toContain('<object object');
    expect(bodyOf(await callProbe(running, 'not_a_number'))).toBe('nan');
  });

  it('tells what it raised, and where', async () => {
    const running = await start();
    const { exception } = (await callProbe(running, 'fails')).response;
    expect(exception).toMatchObject({ type: 'ValueError', message: 'no \udcff' });
    expect(exception?.location).toMatchObject({ file: join(ground().config, 'probe.py'), function: 'fails' });
    expect((await callProbe(running, 'leave')).response.exception?.type).toBe('SystemExit');
  });

  it('is found by a qualified name', async () => {
    const running = await start({ pythonPath: [ground().config] });
    const operation = operationOf({ kind: 'call', function: 'probe:Shelf.put' }, { name: 'argument' });
    const request = running.prepare(operation, { name: text('x') });
    expect(jsonOf(await running.step('mallory', request, 5_000))).toBe('put x');
  });

  it('finds environment, folder and umask as they were after each case', async () => {
    const running = await start({ environment: { KEPT: 'kept' } });
    const state = async (change: boolean) =>
      jsonOf(await callProbe(running, 'environment', { change: { kind: 'json', json: change } }));
    await running.seal();
    const before = await state(false);
    expect(await state(true)).toEqual(['yes', null, '/', 0]);
    await running.endCase();
    expect(await state(false)).toEqual(before);
  });
});

it('says that a function is missing, and goes on', async () => {
  const running = await start();
  await expect(callProbe(running, 'missing')).rejects.toThrow('./probe.py has no missing');
  expect(jsonOf(await callProbe(running, 'later'))).toBe('awaited');
});
