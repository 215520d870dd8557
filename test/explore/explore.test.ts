/** Whole projects that are explored: what is found of operations, actors, folders and tables, and what is said. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dir } from 'tmp-promise';
import { expect, it } from 'vitest';
import { exploredText, exploreFolder } from '../../cli/exploring.ts';
import type { Explored } from '../../explore/result.ts';
import { testPython } from '../python.ts';
import {
  byAccount,
  byHeader,
  byHost,
  byLogin,
  byPath,
  byRefusal,
  byToken,
  withCommands,
  withConsumers,
  withLinks,
  withoutUsers,
  withPublicPages,
  withSchools,
  withSessionTable,
  withStaff,
} from './site.ts';

async function explored(files: Readonly<Record<string, string>>): Promise<Explored> {
  process.env['TRESPASS_PYTHON'] = await testPython();
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), text);
    }
    return await exploreFolder(path, { jail: 'auto', signal: new AbortController().signal });
  } finally {
    await cleanup();
  }
}

it('finds tenants by header, parameters, sources, tables and the folder of a project', async () => {
  const { config, assumed, reaches } = await explored(byHeader);
  expect(
    reaches.filter(({ asked }) => asked.outcome !== 'done').map(({ candidate }) => candidate.name),
  ).toEqual([]);
  expect(config.actors).toEqual({
    attacker: { headers: { 'X-Tenant': 'mallory' } },
    victim: { headers: { 'X-Tenant': 'mallory2' } },
  });
  expect(config.sandbox).toEqual({ settings: { DOCUMENTS: 'documents' } });
  expect(config.environment).toEqual({ SHOP_REGION: 'eu-central-1' });
  expect(assumed.join('\n')).toContain('the environment variable SHOP_REGION is needed');
  const keys = (config.dynamodb?.tables ?? []).map((table) => JSON.stringify(table));
  expect(keys.some((table) => /"assets".*"pk".*"HASH".*"sk".*"RANGE"/.test(table))).toBe(true);
  expect(keys.some((table) => /"notes".*"id".*"HASH".*"by-day".*"day"/.test(table))).toBe(true);
  expect(config.operations).toMatchObject({
    postAssets: { http: 'POST /assets/', multipart: { file: { kind: 'file' }, name: { kind: 'text' } } },
    getAssetsId: { path: { id: { from: 'postAssets.response.asset.id' } } },
    postNotes: { json: { priority: { example: 'low' }, text: {}, day: {}, stars: {} } },
    getNotesId: { path: { id: { from: 'postNotes.response.id' } } },
    deleteNotesId: { path: { id: { from: 'postNotes.response.id' } } },
    getNotesSearch: { query: { day: { example: '2026-01-02' } } },
  });
});

it('finds users who log in, fields of forms, and ids in addresses', async () => {
  const { config } = await explored(byLogin);
  expect(config.actors).toMatchObject({
    attacker: { login: { username: 'mallory' } },
    victim: { login: { username: 'mallory2' } },
  });
  expect(config.sandbox).toEqual({ settings: { MEDIA_ROOT: 'media' } });
  expect(config.operations).toMatchObject({
    getPapers: {},
    postPapers: {
      multipart: { title: {}, kind: { example: 'memo' }, due: { example: '2026-01-02' }, file: {} },
    },
    getPaper: {
      path: { pk: { from: { operation: 'postPapers', header: 'Location' } } },
    },
  });
});

it('finds tenants by host, settings below a folder of their own, and what replaces a password', async () => {
  const { config, reaches } = await explored(byHost);
  expect(config.pythonPath).toEqual(['src']);
  expect(config.actors).toEqual({
    attacker: { headers: { Host: 'mallory.shop.example' } },
    victim: { headers: { Host: 'mallory2.shop.example' } },
  });
  const done = reaches.filter(({ asked }) => asked.outcome === 'done').map(({ candidate }) => candidate.name);
  expect(done).toEqual(['postSignup', 'getPages']);
});

it('finds the operation that answers a token, and sends it with all that ask for one', async () => {
  const { config, assumed } = await explored(byToken);
  expect(assumed).toContain('actors are told apart by the token that postSessions answers');
  const token = { example: 'bearer {from}', from: 'postSessions.response.token', secret: true };
  expect(config.operations).toMatchObject({
    postSessions: { json: { name: {} } },
    getMe: { headers: { Authorization: token } },
  });
});

it('runs commands that end, and gives the folder that one writes to', async () => {
  const { config, commands } = await explored(withCommands);
  expect(config.operations?.['report']).toEqual({
    command: 'report',
    options: { '--tenant': { kind: 'text', example: '{actor.tenant}', fixed: true } },
  });
  expect(config.sandbox).toEqual({ settings: { DOCUMENTS: 'documents', REPORTS: 'reports' } });
  expect(commands.map(({ name }) => name)).toEqual(['create_tables', 'hello']);
});

it('sends bytes, offsets and ranges, and changes a size that only a later step refuses', async () => {
  const { config, assumed } = await explored(byPath);
  const tenant = { example: '{actor.tenant}', fixed: true };
  expect(assumed.join('\n')).toContain('a parameter with their tenant, which no attacker changes');
  expect(config.operations).toMatchObject({
    postUploads: { path: { tenant }, json: { size: { example: 0 } } },
    patchAppend: { headers: { 'Upload-Offset': { example: '0' } }, body: { kind: 'bytes' } },
    getState: { path: { tenant, id: { from: 'postUploads.response.id' } } },
    putChunk: { headers: { 'Content-Range': { example: 'bytes 0-0/0' } }, body: { example: '1' } },
    postFinish: { path: { tenant, id: { from: 'postUploads.response.id' } } },
    getDone: { path: { tenant, name: { from: 'postFinish.response.name' } } },
  });
});

it('finds consumers of a stream by their form and what they write to, and offers what is not sure', async () => {
  const found = await explored(withConsumers);
  expect(found.config.sandbox?.settings).toEqual({ DOCUMENTS: 'documents', PREVIEW_DIR: 'preview' });
  expect(found.config.operations?.['on_note']).toMatchObject({
    consumer: 'shop.previews:on_note',
    table: 'notes',
  });
  expect(found.config.operations?.['streams']).toEqual({
    consumer: 'shop.streams:handler',
    table: 'notes',
    attributes: {
      id: { kind: 'text', from: 'postNotes.response.id', fixed: true },
      day: { kind: 'text', from: 'postNotes.arguments.day' },
      stars: { kind: 'json', example: 1, fixed: true },
      text: { kind: 'text', from: 'postNotes.arguments.text' },
    },
    after: ['postNotes'],
  });
  const text = exploredText(found);
  expect(text).toContain("id: { kind: 'text', from: 'postNotes.response.id', fixed: true }");
  expect(text).toContain("on_change: { consumer: 'shop.audit:on_change', table: '…' },");
  expect(text).toContain("defaultStorage: { storage: 'default' },");
  expect(text).not.toContain('shop.mail');
});

it('keeps the account of a token, and takes all names of an address from what made the last one', async () => {
  const { config, reaches } = await explored(byAccount);
  expect(reaches.filter(({ asked }) => asked.outcome !== 'done')).toEqual([]);
  expect(config.settings).toEqual({ PASSWORD_HASHERS: ['django.contrib.auth.hashers.MD5PasswordHasher'] });
  expect(config.operations).toMatchObject({
    deleteNote: {
      path: { thing: { from: 'postThings.response.id' }, note: { from: 'postNotes.response.id' } },
    },
    putThing: { path: { thing: { from: 'postThings.response.id' } }, json: { title: {}, owner: {} } },
  });
});

it('takes pages for public that a visitor walks to without a login, and no others', async () => {
  const { config, assumed } = await explored(withPublicPages);
  const everybody = Object.entries(config.operations ?? {}).filter((one) => one[1].public === true);
  expect(everybody.map(([name]) => name)).toEqual(['getBoard', 'getShelf']);
  expect(config.operations).toMatchObject({
    getCover: {},
    getShelf: { path: { kind: { example: 'memo' } } },
  });
  expect(assumed).toContain('public, as they answer without a login: getBoard, getShelf');
});

it('asks pages that refuse every user as one who has all rights, and gives folders to what they write', async () => {
  const { config, assumed } = await explored(withStaff);
  const page = { as: 'operator', operator: true };
  expect(config.actors).toMatchObject({
    attacker: {
      login: { username: 'mallory' },
      identities: {
        operator: { login: { username: 'mallory-operator', is_staff: true, is_superuser: true } },
      },
    },
  });
  expect(config.operations).toMatchObject({
    getReports: page,
    postReports: { ...page, form: { name: {}, since: { example: '2026-01-02' } } },
    getEverything: page,
  });
  expect(config.operations?.['postPapers']).not.toHaveProperty('operator');
  expect(config.sandbox?.settings).toMatchObject({ MEDIA_ROOT: 'media', REPORT_DIR: 'report' });
  expect(assumed.join('\n')).toContain('for those who run the project, as they refuse all other users');
});

it('takes values from addresses with a query, whole paths from addresses, and a name together with its password', async () => {
  const { config, reaches } = await explored(withLinks);
  expect(reaches.filter(({ asked }) => asked.outcome !== 'done')).toEqual([]);
  expect(config.operations).toMatchObject({
    getRaw: { query: { link: { from: { operation: 'postNotes' } } } },
    getKeptWhere: { path: { where: { from: { operation: 'postNotes' } } } },
    getOldWhereText: { path: { where: { from: { operation: 'postNotes' } } } },
    postEnter: {
      form: {
        user: { from: 'postJoin.arguments.user' },
        password: { from: 'postJoin.arguments.password', secret: true },
      },
    },
  });
});

it('takes ids from redirects, goes on behind a 403, and sends members that only a KeyError names', async () => {
  const { config, reaches } = await explored(byRefusal);
  expect(reaches.filter(({ asked }) => asked.outcome !== 'done')).toEqual([]);
  const id = { from: { operation: 'postPapers', header: 'Location' } };
  expect(config.operations).toMatchObject({
    postSeal: { path: { id } },
    postSigned: { json: { ids: id } },
    getRaw: { query: { key: { from: 'postDrops.response.key' } } },
    postProfile: { json: { nick: {} } },
  });
});

it('lays files where operations look for some that nobody makes, and gives no actors to a project without users', async () => {
  const { config, assumed, reaches } = await explored(withoutUsers);
  expect(reaches.filter(({ asked }) => asked.outcome !== 'done' || !asked.hasFound)).toEqual([]);
  expect(config.actors).toBeUndefined();
  expect(Object.keys(config.sandbox?.files ?? {})).toEqual(['media/manuals/page.html', 'media/page.txt']);
  expect(config.operations).toMatchObject({
    getDownloadName: { path: { name: { example: 'page.txt' } } },
    getManual: { query: { of: { example: 'page' } } },
  });
  expect(assumed.join('\n')).toContain(
    'files were laid where operations look for them: media/manuals/page.html',
  );
});

it('makes the table that sessions need, and goes on where a thing is there and more is wanted', async () => {
  const { config, reaches } = await explored(withSessionTable);
  expect(reaches.filter(({ asked }) => asked.outcome !== 'done')).toEqual([]);
  expect(config.dynamodb?.tables).toMatchObject([{ TableName: 'sessions' }]);
  expect(config.operations).toMatchObject({
    postPapersNameIssue: { path: { name: { from: 'postPapersSave.arguments.name' } }, form: { number: {} } },
    getIssuedNumber: { path: { number: { from: { operation: 'postPapersNameIssue' } } } },
  });
});

it('fills in texts of users where the project asks for one, and lays no file in a folder of theirs', async () => {
  const { config, reaches } = await explored(withSchools);
  expect(reaches.filter(({ asked }) => asked.outcome !== 'done' || !asked.hasFound)).toEqual([]);
  expect(config.actors).toMatchObject({
    attacker: { login: { username: 'mallory', school: 'mallory' } },
    victim: { login: { username: 'mallory2', school: 'mallory2' } },
  });
  expect(config.actors?.['attacker']?.login).not.toHaveProperty('grade');
  expect(config.sandbox).not.toHaveProperty('files');
});
