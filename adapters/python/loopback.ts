/**
 * Lists the services of this machine that listen on loopback, by port, such as a database or Redis: a target without a network
 * namespace can reach them. Read from proc(5), so on Linux only.
 */
import { readFileSync } from 'node:fs';
import { limits } from '../../model/limits.ts';

const listeningState = '0A';
const anyFour = '00000000';
const anySix = '0'.repeat(32);
/** ::1 as the kernel writes it: four words, each with its bytes in reverse. */
const loopbackSix = '00000000000000000000000001000000';

/** The address by which each port is reached from this machine. */
export function loopbackServices(): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6'])
    for (const [host, port] of tableLines(file).flatMap(listenerIn))
      if (!found.has(port) && found.size < limits.relayedPortsMax) found.set(port, host);
  return found;
}

function tableLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').split('\n').slice(1);
  } catch {
    return [];
  }
}

/** Address and port of a line `0: 0100007F:1F90 00000000:0000 0A …`, if it is such a listener. */
function listenerIn(line: string): (readonly [string, number])[] {
  const [, local = '', , state] = line.trim().split(/\s+/);
  const [address = '', port = ''] = local.split(':');
  const host = hostOf(address);
  return state === listeningState && host !== null ? [[host, Number.parseInt(port, 16)]] : [];
}

function hostOf(address: string): string | null {
  if (address === anyFour || address === anySix) return '127.0.0.1';
  if (address === loopbackSix) return '::1';
  const four = /^(?:0{16}FFFF0000)?([0-9A-F]{6}7F)$/.exec(address)?.[1];
  return four === undefined ? null : [...Buffer.from(four, 'hex')].reverse().join('.');
}
