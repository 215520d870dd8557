/**
 * The second ring: a mount namespace in which everything is read-only but the arena, and the system's temporary
 * folders are the arena's own, so that a hard-coded `/tmp/x` lands there. It stops subprocesses and C extensions
 * too. Made by bubblewrap, else by util-linux, whichever works here; it is no prison for code that runs as root
 * and wants out.
 */
import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Json } from '../../model/attack.ts';
import { EnvironmentError, messageOf } from '../../model/errors.ts';
import type { TargetOptions } from '../../model/target.ts';
import { type JailTool, jailTools } from './jailTools.ts';

/** What the jail puts where; all paths absolute and resolved. */
export interface JailPlan {
  readonly arena: string;
  /** Takes the place of every folder in `shared`. */
  readonly temp: string;
  /** The system's temporary folders. */
  readonly shared: readonly string[];
  /** What lies in a temporary folder and stays visible at its own path, read-only. */
  readonly kept: readonly string[];
  /** Working folder of the command. */
  readonly folder: string;
}

/** A working jail, or why there is none. */
export type Jail =
  | { readonly works: true; readonly plan: JailPlan; readonly tool: JailTool }
  | { readonly works: false; readonly why: string };

const sharedFolders = ['/tmp', '/var/tmp'];

/** The jail for a target. Rejects with an `EnvironmentError` where one is required and none works. */
export async function openJail(
  options: TargetOptions,
  environment: Readonly<Record<string, string>>,
  driver: string,
): Promise<Jail> {
  if (options.jail === 'off') return { works: false, why: 'it was turned off' };
  const jail = await tryJail(options, environment, driver);
  if (jail.works || options.jail === 'auto') return jail;
  throw new EnvironmentError(
    `a jail is required and none works here: ${jail.why}. Install bubblewrap (apt install bubblewrap) and allow user namespaces, or leave it to --jail auto`,
  );
}

async function tryJail(
  options: TargetOptions,
  environment: Readonly<Record<string, string>>,
  driver: string,
): Promise<Jail> {
  if (process.platform !== 'linux') return { works: false, why: 'only Linux has mount namespaces' };
  const folder = options.project ?? options.configFolder;
  const needed = [
    ...[folder, options.configFolder, driver, ...options.pythonPath],
    ...stringsIn([options.environment, options.settings]).filter((text) => text.startsWith('/')),
    ...(await foldersOfInterpreter(options.python, folder, environment)),
  ];
  const plan = jailPlan(options, needed, folder);
  const taken = plan.shared.find((place) => [folder, options.configFolder].includes(place));
  if (taken !== undefined) return { works: false, why: `the project lies in ${taken} itself` };
  makeMountPoints(plan);
  const found = await workingTool(plan);
  return typeof found === 'string' ? { works: false, why: found } : { works: true, plan, tool: found };
}

/** Of what is needed below a temporary folder, the topmost folder there stays visible: projects look around. */
export function jailPlan(
  { arena, temp }: Pick<TargetOptions, 'arena' | 'temp'>,
  needed: readonly string[],
  folder: string,
): JailPlan {
  const shared = [...new Set(sharedFolders.filter(isFolder).map((path) => realpathSync(path)))];
  const tops = needed.flatMap(bothNames).flatMap((path) => {
    const place = shared.find((one) => path.startsWith(`${one}/`));
    return place === undefined ? [] : [join(place, path.slice(place.length + 1).split('/')[0] ?? '')];
  });
  const kept = [...new Set(tops)].filter((path) => path !== arena && existsSync(path));
  return { arena, temp, shared, kept, folder };
}

/** Each path as it is named and as it is resolved; nothing for what is not there. */
function bothNames(path: string): string[] {
  try {
    return [path, realpathSync(path)];
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What is kept needs something to be mounted on in the folder that takes the place of `/tmp`. */
function makeMountPoints({ arena, temp, shared, kept }: JailPlan): void {
  const inKept = kept.some((path) => arena.startsWith(`${path}/`));
  for (const path of inKept ? kept : [...kept, arena]) {
    const place = shared.find((one) => path.startsWith(`${one}/`));
    if (place === undefined) continue;
    const point = join(temp, path.slice(place.length + 1));
    if (lstatSync(point, { throwIfNoEntry: false }) !== undefined) continue;
    mkdirSync(dirname(point), { recursive: true });
    if (isFolder(path)) mkdirSync(point);
    else writeFileSync(point, '');
  }
}

let found: Promise<JailTool | string> | null = null;

/** The first tool that works, tried once a run; else why none does. */
function workingTool(plan: JailPlan): Promise<JailTool | string> {
  found ??= tryTools(plan);
  return found;
}

async function tryTools(plan: JailPlan): Promise<JailTool | string> {
  const reasons: string[] = [];
  for (const tool of jailTools(process.getuid?.() ?? 0, process.getgid?.() ?? 0)) {
    const reason = await failureOf(tool, plan);
    if (reason === null) return tool;
    reasons.push(`${tool.name}: ${reason}`);
  }
  return reasons.join('; ');
}

const probeName = '.trespass-probe';
const probeMs = 10_000;

/** Writes through the first temporary folder and looks whether that came to the arena. */
async function failureOf(tool: JailTool, plan: JailPlan): Promise<string | null> {
  const script = ': > "$0" && test -d "$1" && test -r /proc/self/fd/0';
  const [place = '/tmp'] = plan.shared;
  const probe = tool.command(plan, ['/bin/sh', '-c', script, join(place, probeName), plan.arena]);
  const written = join(plan.temp, probeName);
  try {
    await execa(probe[0] ?? '', probe.slice(1), { timeout: probeMs, stdin: 'ignore' });
    return existsSync(written) ? null : 'it does not keep its temporary folder to itself';
  } catch (thrown) {
    return reasonOf(thrown);
  } finally {
    rmSync(written, { force: true });
  }
}

function reasonOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return messageOf(thrown);
  if ('code' in thrown && thrown.code === 'ENOENT') return 'not installed';
  const said = 'stderr' in thrown && typeof thrown.stderr === 'string' ? thrown.stderr.trim() : '';
  return (
    said.split('\n').at(-1) || ('shortMessage' in thrown ? String(thrown.shortMessage) : messageOf(thrown))
  );
}

const foldersOf = new Map<string, Promise<readonly string[]>>();
const foldersScript =
  'import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix, *sys.path]))';

/** Where an interpreter lies and imports from; asked once. One that does not answer fails when it is started. */
function foldersOfInterpreter(
  python: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const identity = JSON.stringify([python, environment['PYTHONPATH'] ?? '']);
  const asked = foldersOf.get(identity) ?? askFolders(python, folder, environment);
  foldersOf.set(identity, asked);
  return asked;
}

async function askFolders(
  python: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const options = {
    cwd: folder,
    env: environment,
    extendEnv: false,
    stdin: 'ignore',
    timeout: probeMs,
  } as const;
  try {
    const { stdout } = await execa(python, ['-B', '-X', 'utf8', '-c', foldersScript], options);
    const answer: unknown = JSON.parse(stdout.split('\n').at(-1) ?? '');
    return [dirname(python), ...(Array.isArray(answer) ? answer.map(String) : [])].filter((path) =>
      path.startsWith('/'),
    );
  } catch {
    return [];
  }
}

function stringsIn(json: Json): readonly string[] {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(stringsIn) : [];
}
