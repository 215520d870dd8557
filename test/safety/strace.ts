/**
 * What a command and everything that it starts changes on this machine, told by the kernel: strace(1) run over it,
 * its lines read, paths resolved. Paths come out as the kernel saw them, relative ones from the folder of the call.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { execa } from 'execa';

/** One change of the file system, or one contact with the network. */
export type Effect =
  | { readonly kind: 'change'; readonly call: string; readonly path: string }
  | { readonly kind: 'link'; readonly call: string; readonly path: string; readonly to: string }
  | { readonly kind: 'contact'; readonly call: string; readonly address: string };

const both = ['rename', 'renameat', 'renameat2', 'link', 'linkat'];
const links = ['symlink', 'symlinkat'];
const opens = ['open', 'openat', 'openat2', 'creat'];
const changes = [
  ...['mkdir', 'mkdirat', 'mknod', 'mknodat', 'unlink', 'unlinkat', 'rmdir', 'truncate', 'ftruncate'],
  ...['chmod', 'fchmod', 'fchmodat', 'chown', 'lchown', 'fchown', 'fchownat'],
  ...['utime', 'utimes', 'utimensat', 'futimesat', 'setxattr', 'lsetxattr', 'fsetxattr'],
  ...['removexattr', 'lremovexattr', 'fremovexattr', 'mount', 'umount2', 'swapon', 'acct'],
];
const contacts = ['connect', 'bind', 'sendto', 'sendmsg', 'sendmmsg'];
/** Ways around everything above; none of them may be used at all. */
const detours = ['io_uring_setup', 'open_by_handle_at'];
const bookkeeping = ['chdir', 'fchdir', 'clone', 'clone3', 'fork', 'vfork'];

const traced = [...both, ...links, ...opens, ...changes, ...contacts, ...detours, ...bookkeeping];
export interface Traced {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly effects: readonly Effect[];
}

/** Runs a command to its end, writing strace's lines to `log`. */
export async function trace(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly log: string },
): Promise<Traced> {
  const { cwd, env, log } = options;
  // A `?` lets a call be unknown to a processor or to an older strace.
  const calls = `trace=${traced.map((name) => `?${name}`).join(',')}`;
  const args = ['-f', '--seccomp-bpf', '-y', '-qq', '-s', '256', '-o', log, '-e', calls, ...command];
  const ended = await execa('strace', args, { cwd, env: { ...env, UV_USE_IO_URING: '0' }, reject: false });
  if (!existsSync(log)) throw new Error(`strace cannot trace here: ${ended.stderr}`);
  const { exitCode, stdout, stderr } = ended;
  return { exitCode, stdout, stderr, effects: effectsOf(readFileSync(log, 'latin1'), cwd) };
}

interface Call {
  readonly pid: string;
  readonly name: string;
  readonly args: string;
  readonly result: string;
}

/** Every successful change and every contact in strace's lines; `cwd` is where the first process began. */
export function effectsOf(log: string, cwd: string): Effect[] {
  const calls = wholeCalls(log);
  const parents = parentsOf(calls);
  const folders = new Map<string, { path: string }>();
  const folderOf = (pid: string): { path: string } => {
    const known = folders.get(pid);
    if (known !== undefined) return known;
    const parent = parents.get(pid);
    const inherited = parent === undefined ? { path: cwd } : folderOf(parent.pid);
    const own = parent?.shares === true ? inherited : { ...inherited };
    folders.set(pid, own);
    return own;
  };
  const heldFolders = followHeld();
  return calls.flatMap((call) => {
    heldFolders.note(call);
    const folder = folderOf(call.pid);
    if (contacts.includes(call.name)) return contactOf(call);
    if (!/^\d/.test(call.result)) return [];
    if (call.name === 'chdir' || call.name === 'fchdir') {
      folder.path = operandsOf(call.args, folder.path)[0] ?? folder.path;
      return [];
    }
    return changesOf(call, folder.path).map((effect) =>
      effect.kind === 'contact' ? effect : { ...effect, path: heldFolders.resolved(effect.path, call.pid) },
    );
  });
}

/** Follows which folder each descriptor holds, by which `/proc/self/fd/20/name` is looked up. */
function followHeld() {
  const held = new Map<string, string>();
  return {
    note: ({ pid, name, result }: Call): void => {
      const [, number, path] = /^(\d+)<((?:[^>\\]|\\.)*)>/.exec(opens.includes(name) ? result : '') ?? [];
      if (path !== undefined) held.set(`${pid} ${number}`, unescaped(path));
    },
    resolved: (path: string, pid: string): string =>
      path.replace(
        /^\/proc\/(?:self|\d+)\/fd\/(\d+)(?=\/|$)/,
        (all, number: string) => held.get(`${pid} ${number}`) ?? all,
      ),
  };
}

/** Calls that other processes interrupted are put together again; they count where they ended. */
function wholeCalls(log: string): Call[] {
  const begun = new Map<string, string>();
  return log.split('\n').flatMap((line) => {
    const [, pid = '', text = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(text)?.[1];
    if (unfinished !== undefined) {
      begun.set(pid, unfinished);
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
    const whole = resumed === undefined ? text : `${begun.get(pid) ?? ''}${resumed}`;
    const [, name, args = '', result = ''] = /^(\w+)\((.*)\)\s+= (.*)$/.exec(whole) ?? [];
    return name === undefined ? [] : [{ pid, name, args, result }];
  });
}

function parentsOf(calls: readonly Call[]): Map<string, { pid: string; shares: boolean }> {
  const parents = new Map<string, { pid: string; shares: boolean }>();
  for (const { pid, name, args, result } of calls) {
    const child = /^(?:clone3?|v?fork)$/.test(name) ? /^\d+/.exec(result)?.[0] : undefined;
    if (child !== undefined && child !== '0') parents.set(child, { pid, shares: args.includes('CLONE_FS') });
  }
  return parents;
}

function changesOf({ name, args, result }: Call, folder: string): Effect[] {
  const change = (path: string): Effect => ({ kind: 'change', call: name, path });
  if (detours.includes(name)) return [change(`${name}(${args})`)];
  if (opens.includes(name)) {
    const writes = name === 'creat' || /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE/.test(args);
    return writes ? [change(operandsOf(result, folder)[0] ?? `unknown: ${args}`)] : [];
  }
  if (links.includes(name)) {
    const [to = ''] = textsOf(args);
    const path = operandsOf(args.replace(literal, ''), folder)[0] ?? '';
    return [{ kind: 'link', call: name, path, to: resolve(dirname(path), to) }];
  }
  const operands = operandsOf(args, folder);
  if (both.includes(name)) return operands.map(change);
  return changes.includes(name) ? operands.slice(0, 1).map(change) : [];
}

const literal = /"((?:[^"\\]|\\.)*)"/;
/** A descriptor with its path, a path, or both: `AT_FDCWD</here>, "name"`, `17</file>`, `"name"`. */
const operand =
  /(?:AT_FDCWD|\b\d+)<((?:[^>\\]|\\.)*)>(?:\(deleted\))?(?:, "((?:[^"\\]|\\.)*)")?|"((?:[^"\\]|\\.)*)"/g;

function operandsOf(args: string, folder: string): string[] {
  return [...args.matchAll(operand)].map(([, opened, beside, alone]) => {
    if (opened === undefined) return resolve(folder, unescaped(alone ?? ''));
    if (!opened.startsWith('/')) return opened;
    return resolve(unescaped(opened), unescaped(beside ?? ''));
  });
}

function textsOf(args: string): string[] {
  const [, text] = literal.exec(args) ?? [];
  return text === undefined ? [] : [unescaped(text)];
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.)/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
  );
}

function contactOf({ name, args }: Call): Effect[] {
  // What is sent may itself look like an address; an address is never in quotes as a whole.
  const [, family, address = ''] =
    /\{sa_family=(AF_\w+)(?:[^{}]*?inet_(?:addr\(|pton\(AF_INET6, )"([^"]*)")?/.exec(args) ?? [];
  return family === undefined
    ? []
    : [{ kind: 'contact', call: name, address: `${family} ${address}`.trim() }];
}
