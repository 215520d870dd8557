/** Each kind of file event: what the hook says was touched, on a planted fault and on its harmless twin. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../model/target.ts';
import { callProbe, type Ground, linesOf, makeGround, removeGround, startTarget, text } from './kit.ts';

interface Row {
  readonly row: string;
  readonly python: string;
  readonly seen: readonly string[];
}

const reads: readonly Row[] = [
  { row: 'read-outside', python: 'open(moat + "/secret.txt").read()', seen: ['read {moat}/secret.txt'] },
  { row: 'read-inside', python: 'open(sandbox + "/a.txt").read()', seen: ['read {sandbox}/a.txt'] },
  { row: 'read-dotdot', python: 'open(sandbox + "/../secret.txt")', seen: ['read {moat}/secret.txt'] },
  {
    row: 'dotdot-that-stays',
    python: 'open(sandbox + "/folder/../a.txt")',
    seen: ['read {sandbox}/a.txt'],
  },
  { row: 'dotdot-after-link', python: 'open(sandbox + "/to-far/../b.txt")', seen: ['read {moat}/b.txt'] },
  { row: 'read-through-final-link', python: 'open(sandbox + "/out")', seen: ['read {moat}/secret.txt'] },
  { row: 'read-through-parent-link', python: 'open(sandbox + "/up/b.txt")', seen: ['read {moat}/b.txt'] },
  { row: 'read-through-chain', python: 'open(sandbox + "/chain")', seen: ['read {moat}/secret.txt'] },
  { row: 'read-loop', python: 'open(sandbox + "/loop")', seen: ['read {sandbox}/loop (fails)'] },
  { row: 'read-missing', python: 'open(sandbox + "/none")', seen: ['read {sandbox}/none (fails)'] },
  { row: 'read-below-missing', python: 'open(sandbox + "/no/x")', seen: ['read {sandbox}/no/x (fails)'] },
  { row: 'read-folder', python: 'open(sandbox + "/folder")', seen: ['read {sandbox}/folder (fails)'] },
  {
    row: 'read-no-follow',
    python: 'os.open(sandbox + "/out", os.O_RDONLY | os.O_NOFOLLOW)',
    seen: ['read {sandbox}/out (fails)'],
  },
  { row: 'read-by-bytes', python: 'open(os.fsencode(moat + "/b.txt"))', seen: ['read {moat}/b.txt'] },
  { row: 'read-by-pathlib', python: 'pathlib.Path(moat, "b.txt").read_text()', seen: ['read {moat}/b.txt'] },
  { row: 'read-relative', python: 'os.chdir(moat); open("b.txt")', seen: ['read {moat}/b.txt'] },
  {
    row: 'relative-dotdot',
    python: 'os.chdir(sandbox); open("folder/../../secret.txt")',
    seen: ['read {moat}/secret.txt'],
  },
  {
    row: 'relative-to-a-descriptor',
    python: 'os.open("../a.txt", os.O_RDONLY, dir_fd=os.open(sandbox + "/folder", os.O_RDONLY))',
    seen: ['read {sandbox}/a.txt'],
  },
  { row: 'list-outside', python: 'os.listdir(moat)', seen: ['list {moat}'] },
  { row: 'list-by-scandir', python: 'list(os.scandir(sandbox + "/up"))', seen: ['list {moat}'] },
  { row: 'list-here', python: 'os.chdir(moat); os.listdir()', seen: ['list {moat}'] },
];

const writes: readonly Row[] = [
  { row: 'create-outside', python: 'open(moat + "/new", "w")', seen: ['create {moat}/new'] },
  { row: 'create-inside', python: 'open(sandbox + "/new", "w")', seen: ['create {sandbox}/new'] },
  { row: 'create-through-dangling', python: 'open(sandbox + "/gone", "w")', seen: ['create {moat}/gone'] },
  {
    row: 'exclusive-on-dangling',
    python: 'open(sandbox + "/gone", "x")',
    seen: ['write {sandbox}/gone (fails)'],
  },
  { row: 'write-through-link', python: 'open(sandbox + "/out", "a")', seen: ['write {moat}/secret.txt'] },
  { row: 'write-missing', python: 'open(sandbox + "/none", "r+")', seen: ['create {sandbox}/none (fails)'] },
  { row: 'write-folder', python: 'open(sandbox + "/folder", "w")', seen: ['write {sandbox}/folder (fails)'] },
  { row: 'truncate', python: 'os.truncate(moat + "/b.txt", 0)', seen: ['write {moat}/b.txt'] },
  {
    row: 'truncate-descriptor',
    python: 'f = open(moat + "/b.txt", "r+"); os.ftruncate(f.fileno(), 0)',
    seen: ['write {moat}/b.txt', 'write {moat}/b.txt'],
  },
  { row: 'mkdir', python: 'os.mkdir(moat + "/new")', seen: ['create {moat}/new'] },
  { row: 'mkdir-on-existing', python: 'os.mkdir(moat + "/far")', seen: ['create {moat}/far (fails)'] },
  { row: 'mkfifo', python: 'os.mkfifo(sandbox + "/up/pipe")', seen: ['create {moat}/pipe'] },
  { row: 'mknod', python: 'os.mknod(moat + "/node")', seen: ['create {moat}/node'] },
  {
    row: 'sqlite-creates',
    python: 'sqlite3.connect(moat + "/new.db").execute("create table t (a)")',
    seen: ['create {moat}/new.db'],
  },
  { row: 'sqlite-in-memory', python: 'sqlite3.connect(":memory:")', seen: [] },
];

const removals: readonly Row[] = [
  { row: 'remove', python: 'os.remove(moat + "/b.txt")', seen: ['delete {moat}/b.txt'] },
  { row: 'remove-link-not-target', python: 'os.remove(sandbox + "/out")', seen: ['delete {sandbox}/out'] },
  { row: 'remove-missing', python: 'os.unlink(moat + "/none")', seen: ['delete {moat}/none (fails)'] },
  { row: 'rmdir', python: 'os.rmdir(moat + "/far/deep")', seen: ['delete {moat}/far/deep'] },
  { row: 'rmdir-with-folders', python: 'os.rmdir(moat + "/far")', seen: ['delete {moat}/far (fails)'] },
  {
    row: 'rename-out',
    python: 'os.rename(sandbox + "/a.txt", moat + "/new")',
    seen: ['delete {sandbox}/a.txt', 'create {moat}/new'],
  },
  {
    row: 'replace-out',
    python: 'os.replace(sandbox + "/a.txt", sandbox + "/up/b.txt")',
    seen: ['delete {sandbox}/a.txt', 'write {moat}/b.txt'],
  },
  {
    row: 'replace-link-not-target',
    python: 'os.replace(sandbox + "/a.txt", sandbox + "/out")',
    seen: ['delete {sandbox}/a.txt', 'write {sandbox}/out'],
  },
];

const links: readonly Row[] = [
  {
    row: 'symlink-out',
    python: 'os.symlink("../secret.txt", sandbox + "/new")',
    seen: ['create {sandbox}/new', 'link {moat}/secret.txt'],
  },
  {
    row: 'symlink-inside',
    python: 'os.symlink("a.txt", sandbox + "/new")',
    seen: ['create {sandbox}/new', 'link {sandbox}/a.txt'],
  },
  {
    row: 'hard-link-out',
    python: 'os.link(moat + "/secret.txt", sandbox + "/new")',
    seen: ['create {sandbox}/new', 'link {moat}/secret.txt'],
  },
  {
    row: 'chmod-through-link',
    python: 'os.chmod(sandbox + "/out", 0o644)',
    seen: ['metadata {moat}/secret.txt'],
  },
  { row: 'utime-through-link', python: 'os.utime(sandbox + "/out")', seen: ['metadata {moat}/secret.txt'] },
  {
    row: 'utime-of-link',
    python: 'os.utime(sandbox + "/out", follow_symlinks=False)',
    seen: ['metadata {sandbox}/out'],
  },
  {
    row: 'chown-through-link',
    python: 'os.chown(sandbox + "/out", -1, -1)',
    seen: ['metadata {moat}/secret.txt'],
  },
  { row: 'lchown-of-link', python: 'os.lchown(sandbox + "/out", -1, -1)', seen: ['metadata {sandbox}/out'] },
  {
    row: 'setxattr',
    python: 'os.setxattr(sandbox + "/out", "user.a", b"1")',
    seen: ['metadata {moat}/secret.txt'],
  },
];

const descriptors: readonly Row[] = [
  {
    row: 'dir-fd-inside',
    python: 'fd = os.open(sandbox, os.O_RDONLY); os.open("a.txt", os.O_RDONLY, dir_fd=fd)',
    seen: ['read {sandbox}/a.txt'],
  },
  {
    row: 'dir-fd-outside',
    python: 'fd = os.open(moat, os.O_RDONLY); os.open("b.txt", os.O_WRONLY, dir_fd=fd)',
    seen: ['write {moat}/b.txt'],
  },
  {
    row: 'opener-inside',
    python:
      'fd = os.open(sandbox, os.O_RDONLY); open("new", "w", opener=lambda n, f: os.open(n, f, dir_fd=fd))',
    seen: ['create {sandbox}/new'],
  },
  {
    row: 'opener-that-goes-elsewhere',
    python: 'open(sandbox + "/a.txt", opener=lambda n, f: os.open(moat + "/b.txt", f))',
    seen: ['read {moat}/b.txt'],
  },
  {
    row: 'opener-walks-safely',
    python: 'os.chdir(sandbox); open("new", "w", opener=lambda n, f: os.open(sandbox + "/" + n, f))',
    seen: ['create {sandbox}/new'],
  },
  {
    row: 'remove-by-dir-fd',
    python: 'fd = os.open(moat, os.O_RDONLY); os.unlink("b.txt", dir_fd=fd)',
    seen: ['delete {moat}/b.txt'],
  },
  {
    row: 'list-descriptor',
    python: 'os.listdir(os.open(sandbox + "/up", os.O_RDONLY))',
    seen: ['list {moat}'],
  },
  { row: 'open-descriptor', python: 'open(os.dup(0), "rb", closefd=False)', seen: [] },
  {
    row: 'fchmod',
    python: 'os.fchmod(os.open(sandbox + "/up/b.txt", os.O_RDONLY), 0o600)',
    seen: ['read {moat}/b.txt', 'metadata {moat}/b.txt'],
  },
  {
    row: 'unnamed-temporary-file',
    python: 'tempfile.TemporaryFile(dir=sandbox)',
    seen: ['create {sandbox}'],
  },
];

const odd: readonly Row[] = [
  { row: 'nul', python: 'open(moat + "/b\\0.txt")', seen: [] },
  { row: 'lone-surrogate', python: 'open(moat + "/\\ud800")', seen: [] },
  { row: 'none', python: 'os.open(None, 0)', seen: [] },
  { row: 'empty', python: 'open("")', seen: [] },
  { row: 'undecodable', python: 'open(sandbox + "/\\udcff", "w")', seen: ['create {sandbox}/\udcff'] },
  {
    row: 'name-too-long',
    python: 'open(sandbox + "/" + "n" * 300, "w")',
    seen: [`create {sandbox}/${'n'.repeat(300)} (fails)`],
  },
  { row: 'only-slashes', python: 'os.listdir(moat + "////")', seen: ['list {moat}'] },
];

const groups: Readonly<Record<string, readonly Row[]>> = { reads, writes, removals, links, descriptors, odd };
const rows = Object.values(groups).flat();

const probe = [
  'import os, pathlib, sqlite3, tempfile',
  ...rows.map(
    ({ row, python }) =>
      `def ${row.replaceAll('-', '_')}(sandbox, moat):\n    here = os.getcwd()\n    ${python}`,
  ),
].join('\n');

let ground: Ground;
let target: Target;

beforeAll(async () => {
  ground = await makeGround({ 'probe.py': probe });
  target = await startTarget(ground);
  await target.seal();
});

afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

beforeEach(async () => {
  const { moat, sandbox } = ground;
  await target.endCase();
  await rm(moat, { recursive: true, force: true });
  for (const folder of [join(sandbox, 'folder'), join(moat, 'far', 'deep')]) {
    await mkdir(folder, { recursive: true });
  }
  for (const file of [`${moat}/secret.txt`, `${moat}/b.txt`, `${sandbox}/a.txt`]) await writeFile(file, 'x');
  const planted = {
    out: '../secret.txt',
    up: '..',
    chain: 'out',
    loop: 'loop',
    gone: '../gone',
    'to-far': `${moat}/far`,
  };
  for (const [name, to] of Object.entries(planted)) await symlink(to, join(sandbox, name));
});

for (const [group, rowsOfGroup] of Object.entries(groups)) {
  describe(`the hook names what the kernel touches: ${group}`, () => {
    it.each(rowsOfGroup)('$row', async ({ row, seen }) => {
      const args = { sandbox: text(ground.sandbox), moat: text(ground.moat) };
      const { hooks, response } = await callProbe(target, row.replaceAll('-', '_'), args);
      expect(linesOf(hooks, ground)).toEqual(seen);
      expect(response.exception !== null).toBe(failing.has(row));
    });
  });
}

/** Rows whose call really fails: the expectation of the hook is checked against what happened. */
const failing = new Set([
  ...rows.filter(({ seen }) => seen.some((line) => line.endsWith('(fails)'))).map(({ row }) => row),
  ...['nul', 'lone-surrogate', 'none', 'empty'],
]);

it('names the line of the target and the frames above it', async () => {
  const { hooks } = await callProbe(target, 'read_inside', {
    sandbox: text(ground.sandbox),
    moat: text(ground.moat),
  });
  const line = probe.split('\n').findIndex((one) => one.includes('/a.txt").read()')) + 1;
  const start = line - 2;
  const location = { file: join(ground.config, 'probe.py'), line, function: 'read_inside', start };
  expect(hooks[0]?.location).toEqual(location);
  expect(hooks[0]?.stack).toEqual([location]);
  expect(hooks[0]?.event).toBe('open');
  expect(hooks[0]?.asked).toBe(`${ground.sandbox}/a.txt`);
});

it.each([
  ['read_dotdot', '{sandbox}/../secret.txt'],
  ['read_relative', null],
  ['relative_dotdot', '{sandbox}/folder/../../secret.txt'],
  ['relative_to_a_descriptor', '{sandbox}/folder/../a.txt'],
] as const)('tells the whole path that was asked, untidied: %s', async (row, full) => {
  const args = { sandbox: text(ground.sandbox), moat: text(ground.moat) };
  const { hooks } = await callProbe(target, row, args);
  const named = hooks.at(-1)?.full?.replace(ground.sandbox, '{sandbox}') ?? null;
  expect(named).toBe(full);
});
