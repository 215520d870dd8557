/**
 * Makes a stand-alone reproduction of a finding: the state before the attack, its steps, and what must not be touched, as
 * documents that people can review, and a Python program that does it. Of a case in `/tmp/trespass-arena-x/m/…` all paths become
 * `@ARENA@/m/…`.
 */
import { basename, dirname, relative } from 'node:path';
import type { Json } from '../model/attack.ts';
import type { LaidEntry, Reproduction } from '../model/reproduction.ts';
import type { ResolvedArgument } from '../model/resolvedArgument.ts';
import type { StepRequest } from '../model/target.ts';
import { requestsOf, type SentRequest } from './requests.ts';
import { arenaMark, type KitTask } from './task.ts';

/** The documents of a kit by file name, without those of Python. */
export function kitDocuments(task: KitTask): Readonly<Record<string, string | Uint8Array>> {
  const { reproduction, held } = task;
  const { items, objects, entries } = reproduction;
  const told = (value: unknown): string => marked(JSON.stringify(value, null, 1), reproduction);
  return {
    'case.json': told(caseDocument(task)),
    'files.json': told(filesDocument(entries)),
    ...(items === null ? {} : { 'items.json': told(items) }),
    ...(objects === null ? {} : { 'objects.json': told(objects) }),
    ...Object.fromEntries(
      Object.entries(held.databases).map(([alias, bytes]) => [databaseName(alias), bytes]),
    ),
  };
}

function databaseName(alias: string): string {
  return `database-${alias.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.sqlite3`;
}

function caseDocument(task: KitTask): unknown {
  const { reproduction, held, breach, step, race, folder } = task;
  const sent = requestsOf(task);
  const { target, inbox, returned, raced, racedTo } = reproduction;
  const { project, settingsModule, asgi, configFolder, pythonPath, environment, settings } = target;
  const beside = (path: string): string => relative(folder, path) || '.';
  return {
    version: 1,
    target: {
      ...{ settingsModule, asgi, environment, settings },
      project: project === null ? null : beside(project),
      configFolder: beside(configFolder),
      pythonPath: pythonPath.map(beside),
      setup: target.setup,
      argv: target.argv ?? null,
      ...{ sandboxRoots: target.sandboxRoots, temp: target.temp, inbox, home: target.home },
    },
    databases: Object.fromEntries(Object.keys(held.databases).map((alias) => [alias, databaseName(alias)])),
    caches: held.caches,
    breach: { ...breach, from: step },
    // Apart, so that it is not taken for a path in it.
    pinned: isPinned(task) ? [dirname(reproduction.arena), basename(reproduction.arena)] : null,
    race: race === null ? null : { ...race, path: raced, to: racedTo },
    returned,
    steps: reproduction.steps.map(({ principal, request }, index) => ({
      principal,
      request: requestDocument(request, sent[index]),
    })),
  };
}

function requestDocument(request: StepRequest, sent: SentRequest | undefined): unknown {
  switch (request.kind) {
    case 'http': {
      const { method, target, body } = request.request;
      const headers = sent !== undefined && 'headers' in sent ? sent.headers : [];
      return { kind: 'http', method, target, headers, body: contentOf(body) };
    }
    case 'command':
    case 'consume':
      return request;
    case 'call':
      return { ...request, arguments: mapValues(request.arguments, argumentDocument) };
    default:
      return { kind: request.kind };
  }
}

function argumentDocument(argument: ResolvedArgument): unknown {
  switch (argument.kind) {
    case 'text':
      return { kind: 'value', value: argument.text };
    case 'json':
      return { kind: 'value', value: argument.json };
    case 'path':
      return { kind: 'value', value: argument.path };
    case 'bytes':
      return { kind: 'bytes', content: contentOf(argument.bytes) };
    case 'file': {
      const { name, contentType, content } = argument;
      return { kind: 'file', name, contentType, content: contentOf(content) };
    }
  }
}

/** Whether bytes that are no text name the arena, where nothing can be put in its place: members of an archive, above all. */
function isPinned({ reproduction: { steps, entries, arena }, hidesPlaces }: KitTask): boolean {
  const names = (bytes: Uint8Array): boolean =>
    'base64' in contentOf(bytes) && Buffer.from(bytes).includes(arena);
  const isSent = steps.some(({ request }) => request.kind === 'http' && names(request.request.body));
  return hidesPlaces || isSent || entries.some(({ content }) => content !== null && names(content));
}

function filesDocument(entries: readonly LaidEntry[]): Json {
  const first = new Map<string, string>();
  return entries.map(({ path, kind, mode, content, inode, planted }) => {
    const linkTo = kind === 'file' ? first.get(inode) : undefined;
    if (kind === 'file' && linkTo === undefined) first.set(inode, path);
    return {
      ...{ path, kind: kind === 'special' ? 'pipe' : kind, mode },
      ...(linkTo === undefined ? {} : { linkTo }),
      ...(content === null || linkTo !== undefined ? {} : { content: contentOf(content) }),
      ...(planted ? { planted } : {}),
    };
  });
}

/** Bytes as text where they are UTF-8, else in base64. */
function contentOf(bytes: Uint8Array): { text: string } | { base64: string } {
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text).equals(bytes) ? { text } : { base64: Buffer.from(bytes).toString('base64') };
}

/** The text with the arena's folder marked, in plain and in percent-encoded form. */
function marked(text: string, { arena }: Reproduction): string {
  return text.replaceAll(arena, arenaMark).replaceAll(encodeURIComponent(arena), arenaMark);
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
