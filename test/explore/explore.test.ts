/** Whole projects that are explored: what is found of operations, actors, folders and tables, and what is said. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dir } from 'tmp-promise';
import { expect, it } from 'vitest';
import { exploreFolder } from '../../cli/exploring.ts';
import type { Explored } from '../../explore/explore.ts';
import { testPython } from '../python.ts';
import { byHeader, byLogin } from './site.ts';

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
  expect(config.environment).toEqual({ SHOP_REGION: 'trespass' });
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
