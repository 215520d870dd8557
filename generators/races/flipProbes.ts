/**
 * Links that are set and removed all the time, for operations that work by other means than Python's calls, so that no moment
 * can be chosen: `own/a.txt` flips between file and link while a C extension reads it. Tried at each place that was seen and at
 * the folders above. Few, because each is run many times.
 */
import type { Attack } from '../../model/attack.ts';
import type { Knowledge, UnhookedPlace } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Text } from '../../model/text.ts';
import { firstTried } from '../base/firstTried.ts';
import { moatFileNames } from '../base/pool.ts';
import { canRace } from './races.ts';

/** Attacks on the harmless step of an operation; none without the power or such a place. */
export function flipProbes(knowledge: Knowledge, operation: string): readonly Attack[] {
  if (!canRace(knowledge.means)) return [];
  const places = knowledge.races.unhooked[operation] ?? [];
  const finals = places.map((place) => flipped(knowledge, operation, place, 0));
  // Created files only: one that is read or overwritten does not exist behind a folder that moved.
  const parents = places
    .filter(({ made }) => made)
    .flatMap((place) => {
      const above = place.path.split('/').slice(1);
      return above.map((_, index) => flipped(knowledge, operation, place, index + 1));
    });
  const what = 'places that no hook sees are exchanged';
  return firstTried(knowledge, { name: operation }, [...finals, ...parents], limits.flipPlacesMax, what);
}

function flipped(
  { actors: { attacker } }: Knowledge,
  operation: string,
  { zone, path, directory }: UnhookedPlace,
  up: number,
): Attack {
  const [canary = ''] = moatFileNames;
  const to: Text = directory || up > 0 ? [{ place: 'moat' }] : [{ place: 'moat' }, `/${canary}`];
  return {
    layout: [],
    steps: [{ operation, actor: attacker, arguments: {} }],
    race: { step: 0, at: 0, up, put: { kind: 'symlink', to }, back: null, flip: { zone, path } },
  };
}
