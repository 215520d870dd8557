/**
 * What has to run before an operation although no value comes from it: a list from whose answer an id is taken shows one only after
 * something was made.
 */
import { type Candidate, makesThings } from './candidate.ts';
import { needs } from './needs.ts';

/** Operations to run before each one, by name: makers below the same address, of those whose answers others take parts of lists from. */
export function afterOf(candidates: readonly Candidate[]): ReadonlyMap<string, readonly string[]> {
  const before = new Map(
    candidates.map(({ name, wanted }) => [name, wanted.flatMap(({ source }) => source?.operation ?? [])]),
  );
  const found = new Map<string, readonly string[]>();
  for (const list of candidates.filter(
    ({ name, method }) => method === 'GET' && isSampled(name, candidates),
  )) {
    const makers = candidates.filter(
      (one) => isMakerOf(one, list) && !needs(one.name, list.name, (name) => before.get(name) ?? []),
    );
    if (makers.length === 0) continue;
    const names = makers.map(({ name }) => name).slice(0, makersMax);
    found.set(list.name, names);
    before.set(list.name, [...(before.get(list.name) ?? []), ...names]);
  }
  return found;
}

const makersMax = 4;

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
