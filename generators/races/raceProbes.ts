/**
 * The races that are tried before any are drawn: for each lookup of an operation's harmless step, the few changes that lead the
 * next use outside: after `lstat own/a.txt`, a link in its place before `open`. A finite list in a fixed order.
 */
import type { Attack, RacePut } from '../../model/attack.ts';
import type { Knowledge, LearntAccess } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Text } from '../../model/text.ts';
import { baseName } from '../base/fileNames.ts';
import { firstTried } from '../base/firstTried.ts';
import { moatFileNames, plainNames } from '../base/pool.ts';
import { canRace, racedAccesses } from './races.ts';

type LearntAction = LearntAccess['action'];

interface Trial {
  readonly at: number;
  readonly up: number;
  readonly put: RacePut;
  readonly back: number | null;
}

/** Attacks with a race on the harmless step of an operation; none without the power or a zone. */
export function raceProbes(knowledge: Knowledge, operation: string): readonly Attack[] {
  if (!canRace(knowledge.means)) return [];
  const { attacker } = knowledge.actors;
  const trials = trialsOf(knowledge, racedAccesses(knowledge, operation));
  const what = 'races are tried before any is drawn';
  return firstTried(knowledge, { name: operation }, trials, limits.raceProbesMax, what).map((race) => ({
    layout: [],
    steps: [{ operation, actor: attacker, arguments: {} }],
    race: { step: 0, ...race },
  }));
}

/** First accesses that open, create or move something; then those that need two changes. Checks alone are useless. */
function trialsOf(knowledge: Knowledge, accesses: readonly LearntAccess[]): Trial[] {
  const uses = usesOf(accesses);
  const [canary = ''] = moatFileNames;
  const [free = ''] = plainNames;
  const outside: Text = [{ place: 'moat' }, `/${canary}`];
  const dangling: Text = [{ place: 'moat' }, `/${free}`];
  const finals = (to: Text, actions: readonly LearntAction[], back: number | null = null): Trial[] =>
    uses.filter(hasAction(actions)).map(({ at }) => ({ at, up: 0, put: racedLink(to), back }));
  return [
    ...finals(outside, ['write', 'read', 'metadata']),
    ...parents(uses, [{ place: 'moat' }], ['write', 'create', 'rename']),
    ...finals(dangling, ['write']),
    ...finals([{ place: 'moat' }], ['list']),
    ...finals(outside, ['read', 'write', 'metadata'], 1),
    ...finals(outside, ['rename']),
    ...foreign(knowledge, uses),
    ...sameName(uses),
    ...namesOfChoice(knowledge, uses),
    ...parents(uses, [{ place: 'moat' }], ['read', 'metadata', 'delete', 'list']),
    ...finals(dangling, ['create', 'rename']),
  ];
}

interface Use extends LearntAccess {
  readonly at: number;
}

/** Lookups that do something under a name that an attacker can know, each kind of use of a path once or twice. */
function usesOf(accesses: readonly LearntAccess[]): Use[] {
  const seen = new Map<string, number>();
  return accesses.flatMap((access, at) => {
    const identity = `${access.action} ${access.zone} ${access.path}`;
    const count = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, count);
    const known = access.stable || access.exists;
    return access.action !== 'look' && known && count <= limits.raceRepeatsMax ? [{ ...access, at }] : [];
  });
}

function hasAction(actions: readonly LearntAction[]): (use: Use) => boolean {
  return ({ action }) => actions.includes(action);
}

/** Every folder above, the nearest first. */
function parents(uses: readonly Use[], to: Text, actions: readonly LearntAction[]): Trial[] {
  return uses.filter(hasAction(actions)).flatMap(({ at, path }) =>
    path
      .split('/')
      .slice(1)
      .map((_, index) => ({ at, up: index + 1, put: racedLink(to), back: null })),
  );
}

/** Other tenants' folder and the first of their files. */
function foreign(
  { means: { zones }, actors: { victims }, known, files: { names: fileNames } }: Knowledge,
  uses: readonly Use[],
): Trial[] {
  if (victims.length === 0 || !zones.includes('own')) return [];
  const theirs = new Set([
    ...victims,
    ...known.filter(({ actor }) => victims.includes(actor)).map(({ value }) => value),
  ]);
  const file = fileNames.find((path) => path.split('/').some((part) => theirs.has(part)));
  const acting = uses.filter(hasAction(['write', 'read', 'metadata']));
  const files = file === undefined ? [] : [[{ place: 'sandbox' as const }, `/${file}`]];
  return [
    ...files.flatMap((to) => acting.map(({ at }) => ({ at, up: 0, put: racedLink(to), back: null }))),
    ...parents(uses, [{ place: 'foreign' }], ['write', 'create', 'rename', 'delete']),
  ];
}

/** Names that exist in the moat as well: behind a folder that moved, something can be read, changed or deleted. */
function sameName(uses: readonly Use[]): Trial[] {
  return parents(
    uses.filter(({ path }) => moatFileNames.includes(baseName(path))),
    [{ place: 'moat' }],
    ['read', 'metadata', 'delete', 'list'],
  );
}

/** The same for names that the attacker chooses, so that somewhere a folder contains just that name. */
function namesOfChoice({ known, actors: { attacker } }: Knowledge, uses: readonly Use[]): Trial[] {
  const chosen = new Set(
    known
      .filter(({ actor, name }) => actor === attacker && name.startsWith('arguments.'))
      .map(({ value }) => baseName(value)),
  );
  const isDeep = ({ path }: Use): boolean => path.includes('/') && chosen.has(baseName(path));
  return uses
    .filter(hasAction(['delete', 'write', 'read', 'metadata']))
    .filter((use) => use.exists && isDeep(use))
    .map(({ at, path }) => ({ at, up: 1, put: racedLink([{ place: 'moat' }], baseName(path)), back: null }));
}

function racedLink(to: Text, holding?: string): RacePut {
  return { kind: 'symlink', to, ...(holding === undefined ? {} : { holding }) };
}
