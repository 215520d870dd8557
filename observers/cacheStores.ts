/**
 * Caches and sessions in files, known by the library that keeps them: an entry that one actor's request makes and another's
 * reads, replaces or culls (the header list of Django's `cache_page`) is what a cache is for. What is told of one is judged by
 * answers; what other code does to its files is judged like any file.
 */
import type { Location } from '../model/records.ts';

const modules: readonly RegExp[] = [
  /\/django\/core\/cache\/backends\/filebased\.py$/,
  /\/django\/contrib\/sessions\/backends\/file\.py$/,
  /\/diskcache\/\w+\.py$/,
  /\/cachelib\/file\.py$/,
];

/** Whether such a library did it, by the frames on the way. */
export function isDoneByCache(stack: readonly Location[]): boolean {
  return stack.some(({ file }) => modules.some((module) => module.test(file)));
}
