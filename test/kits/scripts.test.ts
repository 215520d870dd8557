/** What a kit shows: hostile names stay words of a shell script and text of a README, and headers are merged as the driver does. */
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { nothingHeld } from '../../kits/heldState.ts';
import { layoutTar } from '../../kits/layoutTar.ts';
import { curlScript, kitReadme, layoutScript } from '../../kits/scripts.ts';
import type { KitTask } from '../../kits/task.ts';
import { withActorHeaders } from '../../model/actorHeaders.ts';
import type { Reproduction } from '../../model/reproduction.ts';
import { bytesOfText } from '../../model/text.ts';

const arena = '/tmp/arena-x';
const hostile = `$(touch owned)'";\`touch owned\`\n# *a* <b>`;

const reproduction: Reproduction = {
  ...{
    arena,
    inbox: `${arena}/i`,
    headers: {
      attacker: {
        ...{ Authorization: 'Bearer abc', 'X-Auth-Token': 'tok-1', 'X-Session-Key': 'ses-1' },
        'X-Tenant': hostile,
      },
    },
  },
  target: {
    ...{ project: '/p', settingsModule: 'shop.settings', asgi: false, configFolder: '/p', pythonPath: [] },
    ...{ environment: {}, settings: {}, actors: [], setup: null, arena, sandboxRoots: [`${arena}/r`] },
    ...{
      temp: `${arena}/z`,
      home: `${arena}/h`,
      outputFile: `${arena}/o`,
      dynamodbEndpoint: null,
      jail: 'off',
    },
    ...{ memoryBytesMax: 1, loopbackPorts: null },
  },
  entries: [
    { path: `${arena}/${hostile}`, kind: 'directory', mode: 0o755, content: null, inode: '1', planted: true },
    {
      path: `${arena}/${hostile}/l`,
      kind: 'symlink',
      mode: 0o777,
      content: bytesOfText('../%s\\é'),
      inode: '2',
      planted: true,
    },
    {
      path: `${arena}/${hostile}/f`,
      kind: 'file',
      mode: 0o644,
      content: bytesOfText(`%d${hostile}\n\n`),
      inode: '3',
      planted: true,
    },
    {
      path: `${arena}/old`,
      kind: 'file',
      mode: 0o644,
      content: bytesOfText('x'),
      inode: '4',
      planted: false,
    },
  ],
  ...{ items: null, objects: null, process: null, returned: [], raced: null, racedTo: null },
  steps: [
    {
      principal: 'attacker',
      request: {
        kind: 'http',
        request: { method: 'POST', target: "/a/%27'?x=1", headers: [], body: bytesOfText(`\0${hostile}\n`) },
      },
    },
  ],
};
const task: KitTask = {
  ...{ reproduction, held: nothingHeld, breach: { kind: 'error' }, step: 0, race: null },
  ...{ hidesPlaces: false, folder: '/k' },
};

it('plants exactly what the attack planted, by a shell script', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trespass-test-'));
  try {
    await writeFile(join(folder, 'layout.sh'), layoutScript(reproduction) ?? '');
    await execa('bash', ['layout.sh', join(folder)], { cwd: folder });
    expect((await readdir(folder)).toSorted()).toEqual([hostile, 'layout.sh'].toSorted());
    expect(await readlink(join(folder, hostile, 'l'))).toBe('../%s\\é');
    expect(await readFile(join(folder, hostile, 'f'), 'utf8')).toBe(`%d${hostile}\n\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('plants the same by an archive', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trespass-test-'));
  try {
    const long = `${hostile}/${'n'.repeat(120)}`;
    const added: Reproduction = {
      ...reproduction,
      entries: [
        ...reproduction.entries,
        ...[`${arena}/${hostile}/absolute`, `${arena}/${long}`].map((path, index) => ({
          ...{ path, kind: 'symlink' as const, mode: 0o777, inode: `1${index}`, planted: true },
          content: bytesOfText(`${arena}/old`),
        })),
        {
          ...{ path: `${arena}/${hostile}/pipe`, kind: 'special', mode: 0o644, content: null, inode: '20' },
          planted: true,
        },
        {
          ...{ path: `${arena}/${hostile}/same`, kind: 'file', mode: 0o644, inode: '3', planted: true },
          content: bytesOfText('not written twice'),
        },
      ],
    };
    await writeFile(join(folder, 'layout.tar'), layoutTar(added) ?? '');
    await execa('tar', ['xf', 'layout.tar'], { cwd: folder });
    expect((await readdir(folder)).toSorted()).toEqual([hostile, 'layout.tar'].toSorted());
    expect(await readlink(join(folder, hostile, 'l'))).toBe('../%s\\é');
    expect(await readlink(join(folder, hostile, 'absolute'))).toBe('../old');
    expect(await readlink(join(folder, long))).toBe('../old');
    expect(await readFile(join(folder, hostile, 'f'), 'utf8')).toBe(`%d${hostile}\n\n`);
    const [one, other] = await Promise.all(['f', 'same'].map((name) => stat(join(folder, hostile, name))));
    expect(other?.ino).toBe(one?.ino);
    expect((await stat(join(folder, hostile, 'pipe'))).isFIFO()).toBe(true);
    expect(layoutTar({ ...reproduction, entries: [] })).toBeNull();
    const outside = reproduction.entries.map((entry) => ({ ...entry, path: '/elsewhere' }));
    expect(layoutTar({ ...reproduction, entries: outside })).toBeNull();
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('sends exactly the bytes of a request by curl, and leaves secrets out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trespass-test-'));
  try {
    const script = curlScript(task);
    expect(script).not.toMatch(/Bearer abc|tok-1|ses-1/);
    expect(script).toContain("'X-Auth-Token: ");
    // In the place of curl: what it would be given.
    const told =
      '#!/usr/bin/env bash\nprintf "%s\\0" "$@" > words\nlast="${@: -1:1}"\ncat "${last#@}" > body\n';
    await writeFile(join(folder, 'curl'), told, { mode: 0o755 });
    await writeFile(join(folder, 'requests.sh'), script);
    const env = { PATH: `${folder}:${process.env['PATH']}` };
    await execa('bash', ['requests.sh', 'http://127.0.0.1:1'], { cwd: folder, env });
    const words = (await readFile(join(folder, 'words'), 'utf8')).split('\0');
    expect(words).toContain("http://127.0.0.1:1/a/%27'?x=1");
    expect(words).toContain(`X-Tenant: ${hostile}`);
    expect(await readFile(join(folder, 'body'), 'utf8')).toBe(`\0${hostile}\n`);
    expect((await readdir(folder)).toSorted()).toEqual(['body', 'curl', 'requests.sh', 'words']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('keeps a hostile summary on one line of the README, as text', () => {
  const title = {
    id: 'a-1',
    property: 'no-write-outside',
    cwe: 'CWE-22',
    severity: 'high',
    unsafeSummary: hostile,
  };
  const lines = kitReadme(title, task).split('\n');
  expect(lines.filter((line) => line.startsWith('#'))).toEqual(['# a-1']);
  expect(lines[2]).toContain('\\<b\\>');
});

it('lets a request replace headers and cookies of its actor, one by one', () => {
  const actor = {
    headers: [
      ['X_Tenant', 'a'],
      ['Accept', '*/*'],
    ],
    cookies: ['sid=1', 'theme=dark'],
  } as const;
  expect(
    withActorHeaders(
      {
        headers: [
          ['x-tenant', 'b'],
          ['Cookie', 'sid=2'],
        ],
        contentType: 'text/plain',
      },
      actor,
    ),
  ).toEqual([
    ['Accept', '*/*'],
    ['x-tenant', 'b'],
    ['Content-Type', 'text/plain'],
    ['Cookie', 'theme=dark; sid=2'],
  ]);
});
