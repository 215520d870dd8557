/**
 * The outer end of the relay out of a target's network namespace: a Unix socket in the arena. Each connection begins with a
 * port and is forwarded to that port of this machine, if the target may use it. `trespass_driver/relay.py` is the inner end, and
 * connects by itself to engines, whose answers need not pass through this process then.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import type { TargetOptions } from '../../model/target.ts';

/** What a jail needs to start the inner end. */
export interface RelayPlan {
  /** Interpreter of the inner end. */
  readonly python: string;
  readonly script: string;
  readonly socket: string;
  /** Ports as the inner end takes them: `8000` for one that is handed on here, `8000=engine-1.sock` for a socket beside this one. */
  readonly ports: readonly string[];
}

export interface Relay {
  readonly plan: RelayPlan;
  /** Ports that the inner end could not take, known once it has connected. */
  readonly missing: () => readonly number[];
  readonly stop: () => void;
}

export const relayScript: string = join(
  ...[packageRoot, 'adapters', 'python', 'driver', 'trespass_driver', 'relay.py'],
);

const headBytesMax = 4_096;

let relayCount = 0;

function socketOf(arena: string, number: number): string {
  return join(arena, `relay-${number}.sock`);
}

/** Whether the path of a socket in this arena is short enough. */
export function fitsSocket(arena: string): boolean {
  return Buffer.byteLength(socketOf(arena, Number.MAX_SAFE_INTEGER)) < limits.socketPathBytesMax;
}

/**
 * `hosts`: addresses by port. Connections to an engine with a socket in the arena do not come here: the inner end makes them
 * itself. `onLost` is called if the inner end is gone before it is stopped.
 */
export async function startRelay(
  { python, arena, engineSockets = {} }: Pick<TargetOptions, 'python' | 'arena' | 'engineSockets'>,
  hosts: ReadonlyMap<number, string>,
  onLost: () => void,
): Promise<Relay> {
  relayCount += 1;
  const path = socketOf(arena, relayCount);
  const open = new Set<Socket>();
  let missing: readonly number[] = [];
  let isStopped = false;
  const hold = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    hold(near);
    void headOf(near).then((head) => {
      const [what = '', ...ports] = head.split(' ');
      if (what === 'control') {
        missing = ports.map(Number);
        near.resume();
        near.once('end', () => near.destroy());
        // If the target has ended too, its end is the better explanation and is reported first.
        near.once('close', () => setTimeout(() => (isStopped ? undefined : onLost()), limits.relayLostMs));
        return;
      }
      const host = hosts.get(Number(what));
      if (host === undefined) near.destroy();
      else handOn(near, host, Number(what), hold);
    });
  });
  await listening(server, path);
  const told = (port: number): string => {
    const socket = engineSockets[port];
    return socket !== undefined && dirname(socket) === arena ? `${port}=${basename(socket)}` : String(port);
  };
  return {
    plan: { python, script: relayScript, socket: path, ports: [...hosts.keys()].map(told) },
    missing: () => missing,
    stop: () => {
      isStopped = true;
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

async function listening(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, 'listening');
}

/** The first line of a connection; what follows it stays unread. Empty if the connection ends before. */
function headOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let head: Buffer = Buffer.alloc(0);
    const settle = (line: string): void => {
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve(line);
    };
    const onClose = (): void => settle('');
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(10);
      if (end < 0 && head.length < headBytesMax) return;
      socket.pause();
      if (head.length > end + 1) socket.unshift(head.subarray(end + 1));
      settle(end < 0 ? '' : head.toString('latin1', 0, end));
    };
    socket.on('data', onData);
    socket.once('close', onClose);
  });
}

function handOn(near: Socket, host: string, port: number, hold: (socket: Socket) => void): void {
  const far = connect({ host, port, allowHalfOpen: true, noDelay: true });
  hold(far);
  near.pipe(far);
  far.pipe(near);
  endWith(near, far);
  endWith(far, near);
}

/** When one side closes, the other still gets what was sent before, and what it sends later is dropped. */
function endWith(one: Socket, other: Socket): void {
  one.once('close', (hadError) => {
    if (hadError) {
      other.destroy();
      return;
    }
    other.end();
    other.resume();
  });
}
