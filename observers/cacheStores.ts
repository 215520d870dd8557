/**
 * Recognises files of caches and sessions by the library that writes them: an entry that one actor's request makes and
 * another's reads, replaces or culls (the header list of Django's `cache_page`) is what a cache is for. What leaks through an
 * entry is judged by answers; access to the same files by other code is judged like any other.
 */
import type { Location } from '../model/records.ts';

const modules: readonly RegExp[] = [
  /\/django\/core\/cache\/backends\/filebased\.py$/,
  /\/django\/contrib\/sessions\/backends\/file\.py$/,
  /\/diskcache\/\w+\.py$/,
  /\/cachelib\/file\.py$/,
];

/** Whether an access was made by such a library, by its stack. */
export function isDoneByCache(stack: readonly Location[]): boolean {
  return stack.some(({ file }) => modules.some((module) => module.test(file)));
}
