/** The requests of a run as HAR 1.2, of real Django behind a real search, with no secret of an actor in it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { inFolder, trespass } from '../cli/kit.ts';
import { render } from './render.ts';
import { calm, sampleRun } from './sampleRun.ts';

const pair = z.strictObject({ name: z.string(), value: z.string() });
const entry = z.strictObject({
  ...{ pageref: z.string(), startedDateTime: z.iso.datetime(), time: z.number(), comment: z.string() },
  request: z.strictObject({
    ...{ method: z.string(), url: z.url(), httpVersion: z.string(), cookies: z.array(z.never()) },
    ...{ headers: z.array(pair), queryString: z.array(pair), headersSize: z.int(), bodySize: z.int() },
    postData: z
      .object({ mimeType: z.string(), text: z.string(), params: z.array(z.never()) })
      .exactOptional(),
  }),
  response: z.strictObject({
    ...{ status: z.int(), statusText: z.string(), httpVersion: z.string(), cookies: z.array(z.never()) },
    ...{ headers: z.array(pair), redirectURL: z.string(), headersSize: z.int(), bodySize: z.int() },
    content: z.object({ size: z.int(), mimeType: z.string() }),
  }),
  cache: z.strictObject({}),
  timings: z.strictObject({ send: z.number(), wait: z.number(), receive: z.number() }),
});
const har = z.strictObject({
  log: z.strictObject({
    version: z.literal('1.2'),
    creator: z.strictObject({ name: z.string(), version: z.string() }),
    comment: z.string().exactOptional(),
    pages: z.array(
      z.strictObject({
        ...{ startedDateTime: z.iso.datetime(), id: z.string(), title: z.string() },
        pageTimings: z.strictObject({}),
      }),
    ),
    entries: z.array(entry),
  }),
});

const settings = [
  'SECRET_KEY = "test"',
  'ROOT_URLCONF = "site_urls"',
  'ALLOWED_HOSTS = ["*"]',
  'MEDIA_ROOT = "/nonexistent"',
].join('\n');
const urls = `
import os
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

def save(request, name):
    with open(os.path.join(settings.MEDIA_ROOT, name), "wb") as out:
        out.write(request.body)
    answer = HttpResponse("saved")
    answer.set_cookie("seen", "a-cookie-value")
    return answer

urlpatterns = [path("save/<path:name>", save)]
`;
const config = {
  django: { project: '.', settings: 'site_settings' },
  sandbox: { settings: { MEDIA_ROOT: 'media' } },
  actors: {
    attacker: { headers: { 'X-Tenant': 'mallory', Authorization: 'Token very-secret-one' } },
    victim: { headers: { 'X-Tenant': 'mallory2', Authorization: 'Token very-secret-two' } },
  },
  operations: {
    save: { http: 'PUT /save/{name}', path: { name: { kind: 'text' } }, body: { kind: 'bytes' } },
  },
};

it('holds each request of a finding with its answer, and secrets as marks', async () => {
  const files = {
    'site_settings.py': settings,
    'site_urls.py': urls,
    'manage.py': '',
    'trespass.config.json': JSON.stringify(config),
  };
  await inFolder(files, async (folder) => {
    const options = ['--runs', '60', '--seed', '1', '--workers', '1'];
    const { stdout, stderr } = await trespass(folder, [
      ...['check', '--config', 'trespass.config.json', ...options],
      ...['--har', 'found.har'],
    ]);
    expect(stderr).not.toMatch(/Error/);
    const written = await readFile(join(folder, 'found.har'), 'utf8');
    const { entries, pages } = har.parse(JSON.parse(written)).log;
    expect(entries.length).toBeGreaterThan(0);
    expect(pages.map(({ id }) => id)).toEqual(expect.arrayContaining(entries.map(({ pageref }) => pageref)));
    const [first] = entries;
    expect(first?.request).toMatchObject({ method: 'PUT', url: expect.stringContaining('/save/') });
    expect(first?.request.headers).toContainEqual({ name: 'X-Tenant', value: 'mallory' });
    expect(first?.request.headers).toContainEqual({ name: 'Authorization', value: 'SECRET' });
    expect(written + stdout).not.toMatch(/very-secret|a-cookie-value/);
    expect(stdout).toMatch(
      /^ {2}by hand {2}curl --path-as-is --globoff -X 'PUT' "\$URL"'\/save\/.*-H 'Authorization: SECRET'/m,
    );
    const again = await trespass(folder, ['replay', first?.pageref ?? '', '--har', 'again.har']);
    expect(again.stdout).toMatch(/^STILL FAILS/);
    const kit = await trespass(folder, ['replay', first?.pageref ?? '', '--har', 'k.har', '--kit', 'kit']);
    expect(kit.stderr).toContain("option '--har <file>' cannot be used with option '--kit <folder>'");
    expect(kit.exitCode).toBe(2);
    const replayed = har.parse(JSON.parse(await readFile(join(folder, 'again.har'), 'utf8'))).log;
    const own = entries.filter(({ pageref }) => pageref === first?.pageref);
    expect(replayed.entries.map(({ request }) => request)).toEqual(own.map(({ request }) => request));
  });
}, 60_000);

it('is whole where there is nothing to tell', async () => {
  expect(har.parse(JSON.parse((await render('har', [])).text)).log.entries).toEqual([]);
  expect(har.parse(JSON.parse((await render('har', sampleRun(calm))).text)).log.entries).toEqual([]);
});
