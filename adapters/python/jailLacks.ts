/**
 * Says, in sentences for the ledger, what a jail, or a run without one, does not prevent: ending the user's other processes,
 * reaching other machines by subprocesses.
 */
import type { Jail } from './jail.ts';

const otherProcesses =
  'the target sees this user’s other processes and may end them, and what it leaves behind may outlive the run where it hides where it comes from';
const otherMachines =
  'only Python’s own sockets are kept from other machines, not the programs and the C extensions that the target uses';

/** `missing`: ports of services on loopback that the relay could not take. */
export function lacksOf(jail: Jail, missing: readonly number[]): string[] {
  if (!jail.works) return [`${otherProcesses}; ${otherMachines}: there is no jail, because ${jail.why}`];
  const { processes, network } = jail.tool.rings;
  return [
    ...(processes ? [] : [`${otherProcesses}: the jail has no process namespace, because ${jail.why}`]),
    ...(network ? [] : [`${otherMachines}: the jail has no network namespace, because ${jail.why}`]),
    ...(missing.length === 0
      ? []
      : [
          `services on loopback that the target does not reach: the ports ${missing.join(', ')} are for root alone`,
        ]),
  ];
}
