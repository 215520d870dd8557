/** The page of a running campaign over real HTTP: who may read it, what it shows, and that no reader holds anything up. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../model/finding.ts';
import { watchLimits } from '../../model/watchLimits.ts';
import { openWatchServer, type WatchServer } from '../../reporters/live/watchServer.ts';
import { openWatchState, watchEvent } from '../../reporters/live/watchState.ts';
import { faultyProject, inFolder, startTrespass } from '../cli/kit.ts';
import { hostileTexts } from './hostileText.ts';
import { parsePage, structureFaults } from './htmlPage.ts';
import { calm, cwd, sampleRun } from './sampleRun.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function ask(
  address: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = get(address, { headers, method }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asked.on('error', reject);
  });
}

async function serving(use: (server: WatchServer) => Promise<void>): Promise<void> {
  const server = await openWatchServer(cwd);
  try {
    await use(server);
  } finally {
    await server.end();
  }
}

/** Reads events until one of them is as wanted; gives back all of them as text. */
async function eventsUntil(address: string, wanted: RegExp): Promise<string> {
  return await new Promise((resolve, reject) => {
    const asked = get(`${address}events`, (response) => {
      let told = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        told += chunk;
        if (wanted.test(told)) {
          asked.destroy();
          resolve(told);
        }
      });
      response.on('end', () => resolve(told));
    });
    asked.on('error', reject);
  });
}

const progress = (cases: number): Extract<RunEvent, { type: 'progress' }> => ({
  ...{
    type: 'progress',
    cases,
    seconds: cases / 100,
    findings: 0,
    doing: 'upload',
    shown: Math.ceil(cases / 10),
  },
  cells: [{ class: 'path.dotdot', operation: 'upload', cases }],
});

function memoryBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const [started, rehearsed] = sampleRun(calm);
const running: readonly RunEvent[] = [started, rehearsed].flatMap((event) => event ?? []);

describe('the page of a running campaign', () => {
  it('is shown to those who know the token, under the names of this machine', async () => {
    await serving(async ({ address }) => {
      const { origin, port, pathname } = new URL(address);
      expect((await ask(address)).status).toBe(200);
      expect((await ask(address, { Host: `localhost:${port}` })).status).toBe(200);
      const wrong = pathname.replace(/.\/$/, (end) => (end === 'A/' ? 'B/' : 'A/'));
      for (const path of ['/', '/events', '/report', wrong, `${wrong}events`, pathname.slice(0, -1)])
        expect([path, (await ask(origin + path)).status]).toEqual([path, 403]);
      for (const host of ['example.com', `example.com:${port}`, '127.0.0.1', `127.0.0.1.example.com:${port}`])
        for (const path of ['', 'events', 'report'])
          expect([host, (await ask(address + path, { Host: host })).status]).toEqual([host, 403]);
      expect((await ask(`${address}other`)).status).toBe(404);
      expect((await ask(address, {}, 'POST')).status).toBe(405);
    });
  });

  it('listens on the loopback address alone, with another token each time', async () => {
    await serving(async (one) => {
      await serving(async (other) => {
        expect(new URL(one.address).hostname).toBe('127.0.0.1');
        const tokens = [one, other].map(({ address }) => new URL(address).pathname);
        expect(tokens[0]).toMatch(/^\/[\w-]{32}\/$/);
        expect(tokens[0]).not.toBe(tokens[1]);
      });
    });
  });

  it('is well formed, runs its own script alone, and is kept nowhere', async () => {
    await serving(async (server) => {
      for (const event of [...running, progress(250)]) server.onEvent(event);
      const { text, headers } = await ask(server.address);
      expect(structureFaults(parsePage(text))).toEqual([]);
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src 'self'; base-uri 'none'/,
      );
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(text).toContain('250 cases');
      expect(text).toMatch(/<polyline class="walk" points="[\d., ]+"\/>/);
      expect(text).toMatch(/<th scope="row">path\.dotdot<\/th><td class="heat4">250<\/td>/);
    });
  });

  it('tells what changes, and that the run has ended, and ends with it', async () => {
    const server = await openWatchServer(cwd);
    for (const event of running) server.onEvent(event);
    const told = eventsUntil(server.address, /f-1a2b3c4d/);
    for (const event of sampleRun(calm).slice(2, -1)) server.onEvent(event);
    expect(await told).toMatch(/^data: \{.*"status":/);
    const last = eventsUntil(server.address, /event: ended/);
    await eventsUntil(server.address, /data:/);
    for (const event of sampleRun(calm).slice(-1)) server.onEvent(event);
    await server.end();
    expect(await last).toMatch(/The run has ended, with exit code [\s\S]*event: ended\n/);
    await expect(ask(server.address)).rejects.toThrow('ECONNREFUSED');
  });

  it('opens each flaw as in the HTML report', async () => {
    await serving(async (server) => {
      for (const event of sampleRun(calm).slice(0, -1)) server.onEvent(event);
      const [, anchor = ''] = /href="report#([^"]+)"/.exec((await ask(server.address)).text) ?? [];
      const { text } = await ask(`${server.address}report`);
      expect(anchor).toContain('f-1a2b3c4d');
      expect(text).toContain(`id="${anchor}"`);
      expect(text).toContain('The run goes on.');
      expect(text).not.toContain('cut off');
      expect(structureFaults(parsePage(text))).toEqual([]);
    });
  });

  it('shows hostile names as text', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        await serving(async (server) => {
          const [, , ...rest] = sampleRun(texts);
          for (const event of [...sampleRun(texts).slice(0, 2), { ...progress(9), doing: texts.operation }])
            server.onEvent(event);
          server.onEvent({
            ...progress(10),
            cells: [{ class: 'path.dotdot', operation: texts.operation, cases: 1 }],
          });
          for (const event of rest.slice(0, -1)) server.onEvent(event);
          const page = (await ask(server.address)).text;
          const told = await eventsUntil(server.address, /\n\n/);
          const [line = ''] = told.split('\n');
          const parts: Record<string, string> = JSON.parse(line.slice('data: '.length));
          for (const text of [page, ...Object.values(parts).map((part) => `<main>${part}</main>`)]) {
            const { elements } = parsePage(text);
            const names = new Set(elements.map(({ name }) => name));
            for (const name of ['img', 'iframe', 'a:href']) expect(names.has(name)).toBe(false);
            expect(elements.filter(({ name }) => name === 'script')).toHaveLength(text === page ? 1 : 0);
            for (const { attributes } of elements)
              for (const name of Object.keys(attributes)) expect(name).not.toMatch(/^(?:on|style$|srcdoc$)/);
            for (const { attributes } of elements.filter(({ name }) => name === 'a'))
              expect(attributes['href']).toMatch(/^report(?:#|$)/);
          }
        });
      }),
      { numRuns: 30 },
    );
  });

  it('is not held up by a reader that never reads, nor does it grow by one', async () => {
    const server = await openWatchServer(cwd, 5);
    const { port, pathname } = new URL(server.address);
    const sockets = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const socket = connect(Number(port), '127.0.0.1');
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        socket.pause();
        socket.write(`GET ${pathname}events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
        return socket;
      }),
    );
    const [sample] = rehearsed?.type === 'rehearsed' ? rehearsed.operations : [];
    if (sample === undefined) throw new Error('operations are rehearsed');
    // A map of some 2.4 MB, which changes all the time: told to all of them again and again it would be hundreds of MB.
    const operations = Array.from({ length: 120 }, (_, index) => ({
      ...sample,
      name: `${index}-${'x'.repeat(20_000)}`,
    }));
    server.onEvent({ type: 'rehearsed', operations, notes: [] });
    const told = (count: number): RunEvent => ({
      ...progress(count),
      cells: [{ class: 'path.dotdot', operation: operations[0]?.name ?? '', cases: count }],
    });
    let cases = 0;
    const feed = async (milliseconds: number): Promise<number> => {
      const [first, began] = [cases, performance.now()];
      while (performance.now() - began < milliseconds) {
        for (let times = 0; times < 100; times += 1) server.onEvent(told(cases + times));
        cases += 100;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return cases - first;
    };
    // Until the system's buffers between both are full.
    await feed(5_000);
    const before = memoryBytes();
    // From then on nothing is made for those who do not read, so that nearly all of the time is left.
    expect(await feed(3_000)).toBeGreaterThan(15_000);
    expect(memoryBytes() - before).toBeLessThan(150_000_000);
    const ending = performance.now();
    await server.end();
    expect(performance.now() - ending).toBeLessThan(watchLimits.graceMs + 2_000);
    for (const socket of sockets) socket.destroy();
  });

  it('refuses more readers than it may have', async () => {
    await serving(async ({ address }) => {
      const readers = await Promise.all(
        Array.from({ length: watchLimits.readersMax }, async () => {
          const asked = get(`${address}events`);
          await once(asked, 'response');
          return asked;
        }),
      );
      expect((await ask(`${address}events`)).status).toBe(503);
      expect((await ask(address)).status).toBe(200);
      for (const reader of readers) reader.destroy();
    });
  });
});

it('keeps as many points of a long campaign as it may, from its beginning to its end', () => {
  const state = openWatchState();
  for (let cases = 0; cases <= 1_000_000; cases += 20) watchEvent(state, progress(cases));
  expect(state.samples.length).toBeLessThanOrEqual(watchLimits.samplesMax);
  expect(state.samples.length).toBeGreaterThan(watchLimits.samplesMax / 4);
  expect(state.samples[0]?.cases).toBe(0);
  expect(state.samples.at(-1)?.cases).toBeGreaterThan(980_000);
});

it('is served by fuzz --ui as long as the campaign runs, which finds what it finds without', async () => {
  await inFolder(faultyProject, async (folder) => {
    const running = await startTrespass(folder, [
      'fuzz',
      '--ui',
      '--time',
      '8s',
      '--seed',
      '1',
      '--workers',
      '1',
    ]);
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      running.stderr.on('data', (chunk) => {
        said += String(chunk);
        const [, found] = /^watch it at (http:\S+)$/m.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
      running.stderr.once('end', () => reject(new Error(said)));
    });
    const told = await eventsUntil(
      address,
      /heat\d[\s\S]*report#flaw-no-write-outside|report#flaw-no-write-outside[\s\S]*heat\d|event: ended/,
    );
    expect(told).toMatch(/save/);
    expect(told).toMatch(/class=\\"heat\d/);
    expect((await ask(`${address}report`)).text).toContain('no-write-outside');
    const { exitCode, stdout } = await running.ended;
    expect(stdout).toMatch(/CRITICAL no-write-outside in save/);
    expect(exitCode).toBe(1);
    await expect(ask(address)).rejects.toThrow('ECONNREFUSED');
  });
});
