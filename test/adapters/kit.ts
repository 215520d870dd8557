/** A throw-away world with a real Python target in it: project files as text, folders, start and stop. */
import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dir } from 'tmp-promise';
import { afterEach, beforeEach } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import type { Json } from '../../model/attack.ts';
import { limits } from '../../model/limits.ts';
import type { Entry, Operation, Parameter, ParameterPlace } from '../../model/operation.ts';
import type { HookRecord } from '../../model/records.ts';
import type { ResolvedArgument } from '../../model/resolvedArgument.ts';
import type { StepReport, Target, TargetOptions } from '../../model/target.ts';
import { testPython } from '../python.ts';

export interface Ground {
  readonly top: string;
  readonly arena: string;
  readonly moat: string;
  readonly sandbox: string;
  readonly temp: string;
  /** Outside the arena, in the place of the real system. */
  readonly system: string;
  readonly config: string;
}

/** An arena inside a temporary folder: sandbox in moat, and a folder beside it that stands for the system. */
export async function makeGround(files: Readonly<Record<string, string>>): Promise<Ground> {
  const top = await realpath((await dir({ prefix: 'trespass-test-', unsafeCleanup: true })).path);
  const arena = join(top, 'arena');
  const moat = join(arena, 'moat');
  const ground = { top, arena, moat, sandbox: join(moat, 'sandbox'), temp: join(arena, 'temp') };
  const whole = { ...ground, system: join(top, 'system'), config: join(top, 'config') };
  for (const folder of [whole.sandbox, whole.temp, whole.system, whole.config]) {
    await mkdir(folder, { recursive: true });
  }
  await writeTree(whole.config, files);
  return whole;
}

export async function writeTree(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

export async function removeGround(ground: Ground): Promise<void> {
  await rm(ground.top, { recursive: true, force: true });
}

export async function targetOptions(ground: Ground, more: Partial<TargetOptions>): Promise<TargetOptions> {
  return {
    python: await testPython(),
    project: null,
    settingsModule: null,
    asgi: false,
    configFolder: ground.config,
    pythonPath: [],
    environment: {},
    settings: {},
    actors: [{ name: 'mallory', headers: {}, cookies: {}, login: null, hook: null }],
    setup: null,
    arena: ground.arena,
    sandboxRoots: [ground.sandbox],
    temp: ground.temp,
    home: ground.temp,
    outputFile: join(ground.arena, 'output.txt'),
    dynamodbEndpoint: null,
    jail: 'off',
    memoryBytesMax: limits.memoryBytes,
    loopbackPorts: null,
    ...more,
  };
}

export async function startTarget(ground: Ground, more: Partial<TargetOptions> = {}): Promise<Target> {
  return startPythonTarget(await targetOptions(ground, more));
}

export interface GroundForEach {
  /** That of the test that runs. */
  readonly ground: () => Ground;
  /** Starts a target on it, which ends with the test at the latest. */
  readonly start: (
    more?: Partial<TargetOptions>,
    starting?: (ground: Ground, more: Partial<TargetOptions>) => Promise<Target>,
  ) => Promise<Target>;
}

/** Gives each test of a file a ground of these files; its targets are started as `options` say where it says nothing else. */
export function groundForEach(
  files: Readonly<Record<string, string>>,
  options: Partial<TargetOptions> = {},
): GroundForEach {
  let ground: Ground;
  const targets: Target[] = [];
  beforeEach(async () => {
    ground = await makeGround(files);
  });
  afterEach(async () => {
    for (const target of targets.splice(0)) await target.stop();
    await removeGround(ground);
  });
  return {
    ground: () => ground,
    start: async (more = {}, starting = startTarget) => {
      const target = await starting(ground, { ...options, ...more });
      targets.push(target);
      return target;
    },
  };
}

const settingsText = `
SECRET_KEY = 'test'
ROOT_URLCONF = 'site_urls'
USE_TZ = True
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'real.sqlite3'}}
INSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions']
MIDDLEWARE = [
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
]
MEDIA_ROOT = '/nowhere'
`;

/** The files of a small Django project whose views are given; `more` lines end its settings. */
export function djangoProject(urls: string, more = ''): Record<string, string> {
  return { 'site_settings.py': settingsText + more, 'site_urls.py': urls };
}

export async function startDjango(ground: Ground, more: Partial<TargetOptions> = {}): Promise<Target> {
  return startTarget(ground, {
    project: ground.config,
    settingsModule: 'site_settings',
    settings: { MEDIA_ROOT: ground.sandbox },
    ...more,
  });
}

export function text(value: string): ResolvedArgument {
  return { kind: 'text', text: value };
}

export function file(name: string, content = 'content'): ResolvedArgument {
  return { kind: 'file', name, contentType: 'text/plain', content: Buffer.from(content) };
}

export function operationOf(entry: Entry, places: Readonly<Record<string, ParameterPlace>>): Operation {
  const parameters = Object.entries(places).map(
    ([name, place]): Parameter => ({ name, kind: 'text', place }),
  );
  return { name: 'operation', entry, parameters };
}

/** Asks for one call of `./probe.py:NAME` with text arguments. */
export function callProbe(
  target: Target,
  name: string,
  args: Readonly<Record<string, ResolvedArgument>> = {},
  deadlineMs = 10_000,
): Promise<StepReport> {
  const request = { kind: 'call', function: `./probe.py:${name}`, arguments: args } as const;
  return target.step('mallory', request, deadlineMs);
}

/** One HTTP request with path and body as they go over the wire. */
export function ask(
  target: Target,
  method: string,
  wireTarget: string,
  { headers = [], body = '', actor = 'mallory' }: AskOptions = {},
): Promise<StepReport> {
  const request = { method, target: wireTarget, headers, body: Buffer.from(body) };
  return target.step(actor, { kind: 'http', request }, 10_000);
}

interface AskOptions {
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  readonly actor?: string;
}

export function bodyOf(report: StepReport): string {
  return Buffer.from(report.response.body, 'base64').toString('utf8');
}

export function jsonOf(report: StepReport): Json {
  if (report.response.exception !== null) throw new Error(JSON.stringify(report.response.exception));
  return report.response.value;
}

/** Hook records as lines: `read {moat}/secret.txt`, with what is special about them in brackets. */
export function linesOf(hooks: readonly HookRecord[], ground: Ground): string[] {
  return hooks.map(({ action, path, expected, refused }) => {
    const marks = `${expected ? '' : ' (fails)'}${refused ? ' (refused)' : ''}`;
    return `${action} ${shorten(path, ground)}${marks}`;
  });
}

function shorten(path: string, { sandbox, moat, temp, arena, system }: Ground): string {
  return Object.entries({ sandbox, moat, temp, arena, system }).reduce(
    (short, [name, folder]) =>
      short === folder || short.startsWith(`${folder}/`) ? `{${name}}${short.slice(folder.length)}` : short,
    path,
  );
}
