/**
 * The second ring of protection: a mount namespace in which everything is read-only but the arena. The system's temporary
 * folders are the arena's own, so that a hard-coded `/tmp/x` is written there. It also holds subprocesses and C extensions.
 * Where possible it has a process and a network namespace too, so that no process outlives the target and no other machine is
 * reached. Made by bubblewrap, else by util-linux; it does not hold code that runs as root and tries to escape.
 */

import { existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../model/errors.ts';
import type { TargetOptions } from '../../model/target.ts';
import { textsOfValue } from '../../model/valueTexts.ts';
import { askProgram, type ProgramAnswer } from './askProgram.ts';
import { isFolder, type JailPlan, jailPlan } from './jailPlan.ts';
import { type JailTool, jailTools } from './jailTools.ts';
import { fitsSocket } from './relay.ts';

/** A working jail, or the reason why there is none. */
export type Jail =
  | {
      readonly works: true;
      readonly plan: JailPlan;
      readonly tool: JailTool;
      /** Why there is no stricter one; empty if this is the strictest. */
      readonly why: string;
    }
  | { readonly works: false; readonly why: string };

/** Makes the jail of a target. Rejects with an `EnvironmentError` if one is required and none works. */
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
    ...textsOfValue([options.environment, options.settings]).filter((text) => text.startsWith('/')),
    ...(await foldersOfInterpreter(options.python, folder, environment)),
  ];
  const plan = jailPlan(options, needed, folder);
  const taken = plan.shared.find((place) => [folder, options.configFolder].includes(place));
  if (taken !== undefined) return { works: false, why: `the project lies in ${taken} itself` };
  makeMountPoints(plan);
  const { tool, why } = await workingTool(plan, fitsSocket(options.arena));
  return tool === null ? { works: false, why } : { works: true, plan, tool, why };
}

/** A visible path below `/tmp` needs a mount point in the folder that replaces `/tmp`. */
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

interface JailTrial {
  readonly tool: JailTool | null;
  /** Why stricter ones do not work. */
  readonly why: string;
}

const tried = new Map<boolean, Promise<JailTrial>>();

/** The first tool that works, tried once a run. A network namespace needs a socket for its relay. */
function workingTool(plan: JailPlan, hasSocket: boolean): Promise<JailTrial> {
  const found = tried.get(hasSocket) ?? tryTools(plan, hasSocket);
  tried.set(hasSocket, found);
  return found;
}

async function tryTools(plan: JailPlan, hasSocket: boolean): Promise<JailTrial> {
  const reasons = hasSocket ? [] : ['the path of the arena is too long for a socket in it'];
  const absent = new Set<string>();
  const tools = jailTools(process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  for (const tool of tools.filter(({ rings }) => hasSocket || !rings.network)) {
    if (absent.has(tool.name)) continue;
    const reason = await failureOf(tool, plan);
    if (reason === null) return { tool, why: [...new Set(reasons)].join('; ') };
    reasons.push(`${tool.name}: ${reason}`);
    if (reason === notInstalled) absent.add(tool.name);
  }
  return { tool: null, why: [...new Set(reasons)].join('; ') };
}

const notInstalled = 'not installed';

const probeName = '.trespass-probe';
const probeMs = 10_000;

/** Writes through the first temporary folder and checks that the file is in the arena. */
async function failureOf(tool: JailTool, plan: JailPlan): Promise<string | null> {
  const script = ': > "$0" && test -d "$1" && test -r /proc/self/fd/0';
  const [place = '/tmp'] = plan.shared;
  const probe = tool.command(plan, ['/bin/sh', '-c', script, join(place, probeName), plan.arena]);
  const written = join(plan.temp, probeName);
  const answer = await askProgram(probe[0] ?? '', probe.slice(1), { timeoutMs: probeMs });
  const isWritten = existsSync(written);
  rmSync(written, { force: true });
  if (answer.failure !== null) return failureReason(answer);
  return isWritten ? null : 'it does not keep its temporary folder to itself';
}

function failureReason({ failure, stderr }: ProgramAnswer): string {
  if (failure?.isMissing === true) return notInstalled;
  return stderr.trim().split('\n').at(-1) || (failure?.message ?? '');
}

const foldersOfPython = new Map<string, Promise<readonly string[]>>();
const foldersScript =
  'import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix, *sys.path]))';

/** Folders of an interpreter and of its modules; asked once. One that does not answer will fail when it is started. */
function foldersOfInterpreter(
  python: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const identity = JSON.stringify([python, environment['PYTHONPATH'] ?? '']);
  const asked = foldersOfPython.get(identity) ?? askFolders(python, folder, environment);
  foldersOfPython.set(identity, asked);
  return asked;
}

async function askFolders(
  python: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const asking = { cwd: folder, env: environment, timeoutMs: probeMs };
  try {
    const { stdout } = await askProgram(python, ['-B', '-X', 'utf8', '-c', foldersScript], asking);
    const answer: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    return [dirname(python), ...(Array.isArray(answer) ? answer.map(String) : [])].filter((path) =>
      path.startsWith('/'),
    );
  } catch {
    return [];
  }
}
