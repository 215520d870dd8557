/**
 * What has to run before an operation although no value comes from it: a list shows something only after something was made. It would be
 * asked for nothing, and where its answer is kept for a while, for nothing from then on.
 */
import { type Candidate, makesThings } from './candidate.ts';
import { needs } from './needs.ts';

/**
 * Operations to run before each one, by name: before a list from whose answer others take parts, makers below the same address; before any
 * list, what makes that of which its address begins: what makes the order of `/orders/{pk}/` before `/orders/`.
 */
export function afterOf(candidates: readonly Candidate[]): ReadonlyMap<string, readonly string[]> {
  const before = new Map(
    candidates.map(({ name, wanted }) => [name, wanted.flatMap(({ source }) => source?.operation ?? [])]),
  );
  const found = new Map<string, readonly string[]>();
  for (const list of candidates.filter(({ method }) => method === 'GET')) {
    const makers = makersFor(list, candidates).filter(
      (one) => !needs(one.name, list.name, (name) => before.get(name) ?? []),
    );
    const wanted = before.get(list.name) ?? [];
    const names = [...new Set(makers.map(({ name }) => name))].slice(0, makersMax);
    if (names.every((name) => wanted.includes(name))) continue;
    found.set(list.name, names);
    before.set(list.name, [...wanted, ...names]);
  }
  return found;
}

const makersMax = 4;

function makersFor(list: Candidate, candidates: readonly Candidate[]): readonly Candidate[] {
  if (isSampled(list.name, candidates)) return candidates.filter((one) => isMakerOf(one, list));
  const below = candidates.filter(({ route }) => isOneOf(route.path, list.route.path));
  return below.flatMap((one) => makersOfPath(one, candidates, new Set()));
}

/** Whether another operation takes a member of a list, or an address of a page, from the answer of this one. */
function isSampled(name: string, candidates: readonly Candidate[]): boolean {
  return candidates.some(({ wanted }) =>
    wanted.some(
      ({ source }) => source?.operation === name && (!('member' in source) || source.member.includes('.-1')),
    ),
  );
}

/** Whether one makes what the other lists: their addresses have a word in common, or the list is of everything. */
function isMakerOf(one: Candidate, list: Candidate): boolean {
  if (!makesThings(one)) return false;
  const words = (path: string): string[] =>
    path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  const listed = words(list.route.path);
  return listed.length === 0 || words(one.route.path).some((word) => listed.includes(word));
}

/** Whether an address is that of one of the things below another one: `/orders/{pk}/cancel/` of `/orders/`. */
function isOneOf(path: string, listed: string): boolean {
  const folder = listed.endsWith('/') ? listed : `${listed}/`;
  return path.startsWith(`${folder}{`);
}

/** What makes the thing that the address names, by however many steps: the value may be shown by a page of the thing. */
function makersOfPath(
  { wanted }: Candidate,
  candidates: readonly Candidate[],
  seen: ReadonlySet<string>,
): readonly Candidate[] {
  const sources = wanted.flatMap(({ place, source }) =>
    place === 'path' && source !== null && !seen.has(source.operation) ? [source.operation] : [],
  );
  return candidates
    .filter(({ name }) => sources.includes(name))
    .flatMap((one) =>
      makesThings(one) ? [one] : makersOfPath(one, candidates, new Set([...seen, one.name])),
    );
}
