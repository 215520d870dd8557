/**
 * Named pipes in the attacker's folder where files are expected: a `list` by another tenant that opens `own/p` waits for a
 * writer for ever. Class `link.special`. Only steps of others are tried, because the attacker may let its own requests wait.
 * Sockets and devices are left out: opening a socket fails at once, and few accounts may make a device.
 */
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { aimAt, reachesNoFile, unnamedParameter } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { plainNames } from '../base/pool.ts';
import type { Recogniser } from '../base/sent.ts';
import { stepOf } from '../steps/sequences.ts';
import { endingsIn, plants } from './layoutProbes.ts';
import { plantFolders } from './plantFolders.ts';

export const specialFile: Recogniser = {
  class: 'link.special',
  recognises: ({ attack }) => attack.layout.some(({ kind }) => kind === 'pipe'),
};

/** At most a few, for an operation that works with files. */
export function pipeProbes(knowledge: Knowledge, operation: Operation): readonly Attack[] {
  const aim = aimAt(knowledge, operation, unnamedParameter);
  const [victim] = knowledge.actors.victims;
  const actor = victim ?? (operation.operator === true ? knowledge.actors.attacker : null);
  if (actor === null || !plants(aim) || reachesNoFile(knowledge.stores, operation)) return [];
  const [free = 'a'] = plainNames;
  const paths = plantFolders(aim, 'own').flatMap((within) =>
    endingsIn(aim, within).map((ending) => `${within}${free}${ending}`),
  );
  return firstTried(
    knowledge,
    operation,
    paths,
    limits.pipeProbesMax,
    'places have pipes planted in them',
  ).map((path) => ({
    layout: [{ kind: 'pipe', zone: 'own', path }],
    steps: [stepOf(operation, actor, {})],
    race: null,
  }));
}
