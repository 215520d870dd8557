/**
 * Serves the page of a running campaign, to whoever knows the token in its address, on this machine alone. It listens to the
 * stream of events like any report. A reader that does not read is sent nothing more until it does, so that nothing waits for it
 * and nothing piles up.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EnvironmentError, messageOf } from '../../model/errors.ts';
import { watchLimits } from '../../model/watchLimits.ts';
import { pageOf } from '../html/page.ts';
import { sourceReader } from '../html/sourceLines.ts';
import type { Reporter } from '../reporter.ts';
import { type WatchParts, watchPage, watchPartsMaker, watchPolicy } from './watchPage.ts';
import { openWatchState, watchEvent } from './watchState.ts';

export interface WatchServer extends Reporter {
  /** With the token. */
  readonly address: string;
}

interface PageReader {
  readonly response: ServerResponse;
  /** What it was sent last, by part. */
  sent: ReadonlyMap<string, string>;
}

/** Rejects with an `EnvironmentError` if nothing can be served. `everyMs`: how often readers are told what has changed. */
export async function openWatchServer(
  cwd: string,
  everyMs: number = watchLimits.everyMs,
): Promise<WatchServer> {
  const state = openWatchState();
  const makeParts = watchPartsMaker(state, cwd);
  const readers = new Set<PageReader>();
  const token = randomBytes(24).toString('base64url');
  const report = reportSoFar(() =>
    pageOf(state.record, { cwd, readSource: sourceReader(null), isRunning: state.record.exitCode === null }),
  );
  const listen = (response: ServerResponse): void => {
    if (readers.size >= watchLimits.readersMax) {
      refuse(response, 503);
      return;
    }
    const reader: PageReader = { response, sent: new Map() };
    readers.add(reader);
    response.on('close', () => void readers.delete(reader));
    response.writeHead(200, { ...guards(watchPolicy), 'Content-Type': 'text/event-stream' });
    send(reader, makeParts());
  };
  const server = createServer((request, response) => {
    const path = pathFor(request, token, boundAddress(server).port);
    if (path === null) return refuse(response, 403);
    if (request.method !== 'GET') return refuse(response, 405);
    if (path === '') return sendPage(response, watchPage(makeParts()), watchPolicy);
    if (path === 'report') return sendPage(response, report(), null);
    if (path === 'events') return listen(response);
    return refuse(response, 404);
  });
  server.maxConnections = 2 * watchLimits.readersMax;
  const { port } = await startListening(server);
  const timer = setInterval(() => {
    for (const reader of readers) if (hasRead(reader)) send(reader, makeParts());
  }, everyMs);
  timer.unref();
  return {
    address: `http://127.0.0.1:${port}/${token}/`,
    onEvent: (event) => watchEvent(state, event),
    end: async () => {
      clearInterval(timer);
      for (const reader of readers) {
        if (hasRead(reader)) send(reader, makeParts());
        reader.response.end('event: ended\ndata:\n\n');
      }
      await closed(server);
    },
  };
}

/** Whether it has taken what it was sent last. */
function hasRead({ response }: PageReader): boolean {
  return !response.writableNeedDrain && !response.writableEnded;
}

/** The parts that have changed for it, as one event. */
function send(reader: PageReader, parts: WatchParts): void {
  const { response } = reader;
  const changed = Object.entries(parts).filter(([name, text]) => text !== reader.sent.get(name));
  if (changed.length === 0) return;
  reader.sent = new Map(Object.entries(parts));
  response.write(`data: ${JSON.stringify(Object.fromEntries(changed))}\n\n`);
}

/** What is asked for below the token; null for whoever does not know it, or was sent here by a page of another name. */
function pathFor({ url = '', headers }: IncomingMessage, token: string, port: number): string | null {
  const { host } = headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return null;
  const [, given = '', ...rest] = (url.split('?')[0] ?? '').split('/');
  const [mine, theirs] = [Buffer.from(token), Buffer.from(given)];
  return theirs.length === mine.length && timingSafeEqual(mine, theirs) && rest.length > 0
    ? rest.join('/')
    : null;
}

function sendPage(response: ServerResponse, page: string, policy: string | null): void {
  response.writeHead(200, { ...guards(policy), 'Content-Type': 'text/html; charset=utf-8' });
  response.end(page);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...guards("default-src 'none'"), 'Content-Type': 'text/plain' });
  response.end(`${status}\n`);
}

/** `policy`: null for a page that holds its own. */
function guards(policy: string | null): Readonly<Record<string, string>> {
  return {
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...(policy === null ? {} : { 'Content-Security-Policy': policy }),
  };
}

/** Made anew at most now and then: a large one takes a moment, in which nothing is tried. */
function reportSoFar(make: () => string): () => string {
  let [made, page] = [Number.NEGATIVE_INFINITY, ''];
  return () => {
    if (performance.now() - made >= watchLimits.reportEveryMs) {
      page = make();
      made = performance.now();
    }
    return page;
  };
}

function startListening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new EnvironmentError(`the page of the campaign cannot be served: ${messageOf(cause)}`, { cause }),
      ),
    );
    server.listen(0, '127.0.0.1', () => {
      server.unref();
      resolve(boundAddress(server));
    });
  });
}

function boundAddress(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address;
}

/** Readers have a moment to take what was sent last. */
async function closed(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), watchLimits.graceMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearTimeout(timer);
}
