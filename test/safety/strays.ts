/** Of what strace saw, what lies beyond the places that a run may change. */
import type { Effect } from './strace.ts';

/** Pipes, sockets, and devices that swallow or ask for bytes: nothing on disk changes by them. */
const devices = /^(?:pipe|socket|anon_inode):|^\/dev\/(?:null|tty|urandom)$/;

/** One line for each change beyond the places, and for each contact beyond loopback. */
export function strays(effects: readonly Effect[], allowed: readonly string[]): string[] {
  return effects.filter((effect) => !isAllowed(effect, allowed)).map(lineOf);
}

function isAllowed(effect: Effect, allowed: readonly string[]): boolean {
  const lies = (path: string): boolean => allowed.some((start) => `${path}/`.startsWith(start));
  switch (effect.kind) {
    case 'contact':
      return /^AF_(?:UNIX|NETLINK|UNSPEC|INET 127\..*|INET6 ::1)$/.test(effect.address);
    case 'link':
      return lies(effect.path) && lies(effect.to);
    case 'change':
      return lies(effect.path) || devices.test(effect.path);
  }
}

function lineOf(effect: Effect): string {
  if (effect.kind === 'contact') return `${effect.call} ${effect.address}`;
  return `${effect.call} ${effect.path}${effect.kind === 'link' ? ` -> ${effect.to}` : ''}`;
}
