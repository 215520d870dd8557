/** The rings: nothing outside the arena is changed, nothing but loopback is reached, and tripwires see the rest. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

const changes: Readonly<Record<string, string>> = {
  create: 'open(system + "/new", "w")',
  overwrite: 'open(system + "/kept.txt", "w")',
  append: 'open(system + "/kept.txt", "a")',
  through_link: 'os.symlink(system, sandbox + "/l"); open(sandbox + "/l/kept.txt", "w")',
  remove: 'os.remove(system + "/kept.txt")',
  rename_away: 'os.rename(system + "/kept.txt", sandbox + "/taken")',
  rename_onto: 'open(sandbox + "/a", "w").close(); os.replace(sandbox + "/a", system + "/kept.txt")',
  mkdir: 'os.mkdir(system + "/new")',
  mkfifo: 'os.mkfifo(system + "/new")',
  mknod: 'os.mknod(system + "/new")',
  rmdir: 'os.rmdir(system + "/empty")',
  hard_link: 'os.link(system + "/kept.txt", sandbox + "/same")',
  symlink: 'os.symlink("x", system + "/new")',
  chmod: 'os.chmod(system + "/kept.txt", 0o777)',
  utime: 'os.utime(system + "/kept.txt", (1, 1))',
  truncate: 'os.truncate(system + "/kept.txt", 0)',
  sqlite: 'sqlite3.connect(system + "/new.db")',
  socket_file: 'socket.socket(socket.AF_UNIX).bind(system + "/new")',
  opener: 'open("x", "w", opener=lambda n, f: os.open(system + "/new", f))',
  dir_fd: 'os.open("new", os.O_CREAT | os.O_WRONLY, dir_fd=os.open(system, os.O_RDONLY))',
  from_a_thread: 'in_thread(lambda: open(system + "/new", "w"))',
  from_posix: 'posix.open(system + "/new", os.O_CREAT | os.O_WRONLY)',
};

const harmless: Readonly<Record<string, string>> = {
  devnull: 'open("/dev/null", "w").write("x")',
  inside: 'open(sandbox + "/fine", "w").write("x")',
  temp: 'tempfile.NamedTemporaryFile().write(b"x")',
  read_outside: 'open(system + "/kept.txt").read()',
  link_to_outside: 'os.symlink(system + "/kept.txt", sandbox + "/pointer")',
  printed: 'print("hello")',
  own_status: 'open("/proc/self/comm", "w").write("probe")',
};

const unreachable: Readonly<Record<string, string>> = {
  connect: 'socket.socket().connect(("192.0.2.1", 80))',
  connect_v6: 'socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80))',
  bind_all: 'socket.socket().bind(("0.0.0.0", 0))',
  sendto: 'socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))',
  look_up: 'socket.getaddrinfo("example.com", 80)',
  look_up_by_name: 'socket.gethostbyname("example.com")',
  create_connection: 'socket.create_connection(("example.com", 80))',
};

const reachable: Readonly<Record<string, string>> = {
  loopback: 'talk("127.0.0.1")',
  localhost: 'talk("localhost")',
};

const probe = `
import os, pathlib, posix, socket, sqlite3, subprocess, tempfile, threading

def in_thread(act):
    raised = []
    def run():
        try:
            act()
        except BaseException as error:
            raised.append(error)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]

def talk(host):
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    socket.create_connection((host, server.getsockname()[1])).close()

def spawn(sandbox, moat, system):
    subprocess.run(["/bin/sh", "-c", "cat ../secret.txt > ../copy.txt"], cwd=sandbox, check=True)

def where(sandbox, moat, system):
    return [tempfile.gettempdir(), os.environ["HOME"], os.environ["AWS_ACCESS_KEY_ID"],
            os.environ.get("AWS_PROFILE"), os.environ.get("HTTPS_PROXY")]

def flood(sandbox, moat, system):
    for _ in range(6000):
        os.listdir(sandbox)
${Object.entries({ ...changes, ...harmless, ...unreachable, ...reachable })
  .map(([name, body]) => `def ${name}(sandbox, moat, system):\n    ${body}\n`)
  .join('\n')}`;

let ground: Ground;
let target: Target;

const act = (name: string) =>
  callProbe(target, name, {
    sandbox: text(ground.sandbox),
    moat: text(ground.moat),
    system: text(ground.system),
  });

beforeAll(async () => {
  ground = await makeGround({ 'probe.py': probe });
  process.env['AWS_PROFILE'] = 'production';
  process.env['HTTPS_PROXY'] = 'http://192.0.2.1:8080';
  target = await startTarget(ground);
  delete process.env['AWS_PROFILE'];
  delete process.env['HTTPS_PROXY'];
  await target.watch([ground.moat, join(ground.moat, 'secret.txt')]);
});

afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

beforeEach(async () => {
  await rm(ground.sandbox, { recursive: true, force: true });
  await mkdir(ground.sandbox);
  await mkdir(join(ground.system, 'empty'), { recursive: true });
  await writeFile(join(ground.system, 'kept.txt'), 'kept');
  await writeFile(join(ground.moat, 'secret.txt'), 'secret');
});

/** Everything of the folder that stands for the system: names, modes, times, content. */
function systemState(): string {
  return execFileSync('sh', ['-c', 'ls -lAR --time-style=full-iso . && cat kept.txt'], {
    cwd: ground.system,
    encoding: 'utf8',
  });
}

describe('a change outside the arena is refused before it happens', () => {
  it.each(Object.keys(changes))('%s', async (name) => {
    const before = systemState();
    const { hooks, response } = await act(name);
    expect(systemState()).toBe(before);
    expect(response.exception?.type).toBe('PermissionError');
    expect(linesOf(hooks, ground).filter((line) => line.includes('{system}'))).toContainEqual(
      expect.stringMatching(/\{system\}\S* \(refused\)$/),
    );
  });
});

describe('what changes nothing outside is let through', () => {
  it.each(Object.keys(harmless))('%s', async (name) => {
    const { hooks, response } = await act(name);
    expect(response.exception).toBeNull();
    expect(hooks.filter(({ refused }) => refused)).toEqual([]);
  });
});

describe('sockets', () => {
  it.each(Object.keys(unreachable))('do not leave the machine: %s', async (name) => {
    const { response } = await act(name);
    expect(response.exception?.type).toBe('PermissionError');
    expect(response.exception?.message).toContain('loopback addresses only');
  });

  it.each(Object.keys(reachable))('reach loopback: %s', async (name) => {
    const { response } = await act(name);
    expect(response.exception).toBeNull();
  });
});

describe.runIf(process.platform === 'linux')('tripwires', () => {
  const kindsOf = async (name: string): Promise<Record<string, readonly string[]>> => {
    const { tripwires } = await act(name);
    return Object.fromEntries(tripwires.map(({ path, kinds }) => [path.slice(ground.moat.length), kinds]));
  };

  it('see what a subprocess does', async () => {
    await rm(join(ground.moat, 'copy.txt'), { force: true });
    const kinds = await kindsOf('spawn');
    expect(kinds['/secret.txt']).toEqual(expect.arrayContaining(['open', 'access']));
    expect(kinds['/copy.txt']).toEqual(expect.arrayContaining(['create', 'modify']));
  });

  it('say nothing where nothing was touched, the looks of the hook included', async () => {
    expect(await kindsOf('inside')).toEqual({});
    expect(await kindsOf('read_outside')).toEqual({});
  });

  it('leave out what happened between two steps', async () => {
    await readFile(join(ground.moat, 'secret.txt'));
    await readdir(ground.moat);
    expect(await kindsOf('read_outside')).toEqual({});
  });

  it('watch a file and a folder again once they are back', async () => {
    await rm(ground.moat, { recursive: true });
    await mkdir(ground.sandbox, { recursive: true });
    await writeFile(join(ground.moat, 'secret.txt'), 'again');
    const kinds = await kindsOf('spawn');
    expect(kinds['/secret.txt']).toContain('access');
    expect(kinds['/copy.txt']).toContain('create');
  });
});

it('gives the target temporary folders in the arena, fake credentials and no proxy', async () => {
  const { temp } = ground;
  expect(jsonOf(await act('where'))).toEqual([temp, temp, 'trespass', null, null]);
});

it('reports that there were more records than it keeps', async () => {
  const report = await act('flood');
  expect(report.hooks.length).toBe(5_000);
  expect(report.limitsReached).toEqual(['recordsPerStepMax']);
  expect((await act('inside')).limitsReached).toBeUndefined();
});

it('leaves no compiled modules behind', () => {
  expect(existsSync(join(ground.config, '__pycache__'))).toBe(false);
});
