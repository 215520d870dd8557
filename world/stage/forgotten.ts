/**
 * Learns where harmless runs write outside the arena because the config names no folder for it: `save` writes to
 * `/var/cache/app/kq7w.txt`, which is refused, so `/var/cache/app` is noted. Attacks are not blamed for writes below such a
 * folder, but for all others. A place is a fixed path, or a folder in which the file names were sent or differ from run to run.
 */
import { parentOf } from '../../arena/filePath.ts';
import { canaryPattern } from '../../model/canary.ts';
import type { LedgerNote } from '../../model/finding.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { HookRecord } from '../../model/records.ts';

export interface ForgottenFolders {
  /** Notes what a harmless run was refused. */
  readonly note: (operation: string, hooks: readonly HookRecord[]) => void;
  /** Whether the operation's harmless runs were refused to write there, or below it. */
  readonly covers: (operation: string, path: string) => boolean;
  readonly notes: () => LedgerNote[];
}

export function forgottenFolders(): ForgottenFolders {
  const places = new Map<string, Set<string>>();
  return {
    note: (operation, hooks) => {
      const known = places.get(operation) ?? new Set();
      places.set(operation, known);
      for (const { path, refused, expected } of hooks) {
        if (!refused || !expected) continue;
        const sibling = [...known].find((one) => one !== path && parentOf(one) === parentOf(path));
        const fixed = beforeWords(path);
        known.add(fixed === path && sibling !== undefined ? parentOf(path) : fixed);
      }
    },
    covers: (operation, path) => [...(places.get(operation) ?? [])].some((place) => isWithin(path, place)),
    notes: () => {
      const operations = new Map<string, string[]>();
      for (const [operation, known] of places)
        for (const place of outermostPlaces([...known]))
          operations.set(place, [...(operations.get(place) ?? []), operation]);
      return [...operations].map(([place, names]) => ({
        kind: 'not-tested',
        text: forgottenText(place, names),
      }));
    },
  };
}

/** The innermost folder of a path above every unguessable sent word; the path itself if it has none. */
function beforeWords(path: string): string {
  const word = path.search(canaryPattern);
  return word < 0 ? path : parentOf(`${path.slice(0, word)}.`);
}

function outermostPlaces(places: readonly string[]): readonly string[] {
  return places.filter((place) => !places.some((other) => other !== place && isWithin(place, other)));
}

function forgottenText(place: string, [first = '', ...rest]: readonly string[]): string {
  const operations = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  return `what ${operations} would write to ${place} in harmless runs, which lies outside the arena, so that it is refused: let \`sandbox\` in the config give the setting or variable that names it a folder`;
}
