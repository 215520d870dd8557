/**
 * Finds the files of other actors that a step checked without opening them, under names that the attacker chose:
 * `exists('media/8/a.txt')` as mallory. A repetition of the case shows whether the answer depends on it
 * (`world/questions/interference.ts`).
 */
import { lstatSync } from 'node:fs';
import type { Arena } from '../../arena/arena.ts';
import { baseNameOf, systemPath } from '../../arena/filePath.ts';
import type { Attack } from '../../model/attack.ts';
import { isWithin } from '../../model/isWithin.ts';
import { isForeignTo, type Lookup, type Owner } from '../../model/observation.ts';
import type { ZoneAccess } from '../../model/records.ts';
import type { Intrusion } from '../../model/target.ts';
import type { Registers } from '../owners/registers.ts';
import { withoutEndings } from './namedBySent.ts';

/** An intruder that only counts lookups in the arena. */
export function lookout({ moat, aside }: Arena): Intrusion {
  return { zones: [{ folder: moat, sticky: false }], planted: [], aside, race: null };
}

/** Names of foreign files: a text that contains none of them asks for nothing of others. */
export function namesOfOthers(
  { pristine }: Arena,
  registers: Registers,
  endings: readonly string[],
): readonly string[] {
  const { own, others } = registers.fileNames();
  const taken = new Set(withoutEndings(own, endings));
  const theirs = withoutEndings(others, endings).filter((name) => !taken.has(name));
  const foreign = withoutEndings([...pristine.keys()].map(baseNameOf), endings).concat(theirs);
  return [...new Set(foreign)].filter((name) => name.length >= nameLengthMin);
}

const nameLengthMin = 3;

/** Whether an attack names another actor's file, and no intruder counts lookups already. */
export function mayLookAtOthers(
  { race }: Attack,
  chosen: readonly string[],
  names: readonly string[],
): boolean {
  return race === null && chosen.some((text) => names.some((name) => text.includes(name)));
}

export interface LookView extends Pick<Lookup, 'step' | 'operation' | 'actor'> {
  readonly ownerOf: (path: string) => Owner;
  readonly shown: (path: string) => string;
  /** Whether the last name of a path is one that the attack sent. */
  readonly isNamed: (path: string) => boolean;
  /** What the target puts behind names. */
  readonly endings: ReadonlySet<string>;
}

/** What a step looked at of others, by names that the attack chose: the last of each path, not the folders on the way. */
export function foreignLookups(accesses: readonly ZoneAccess[], view: LookView): readonly Lookup[] {
  const { step, operation, actor, ownerOf, shown, endings } = view;
  const isNamed = (path: string): boolean =>
    withoutEndings([path], [...endings]).some((bare) => view.isNamed(bare));
  const looked = accesses.filter(({ action, exists, path }) => action === 'look' && exists && isNamed(path));
  const isOnTheWay = (path: string): boolean =>
    accesses.some((other) => other.path !== path && isWithin(other.path, path));
  const byPath = new Map(looked.filter(({ path }) => !isOnTheWay(path)).map((one) => [one.path, one]));
  return [...byPath.values()].flatMap(({ path, location }): Lookup[] => {
    const owner = ownerOf(path);
    const ground = owner.kind === 'outside' ? 'moat' : 'sandbox';
    const resource = {
      store: 'file',
      ground,
      path,
      shown: shown(path),
      directory: isFolderItself(path),
    } as const;
    return isForeignTo(owner, actor) ? [{ step, operation, actor, location, owner, resource }] : [];
  });
}

function isFolderItself(path: string): boolean {
  return lstatSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}
