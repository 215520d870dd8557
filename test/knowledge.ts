/** What generators are told of a target, in tests: what is not said of one is as it is where nothing was learnt. */
import { countCuts } from '../model/cuts.ts';
import type { Knowledge } from '../model/knowledge.ts';

/** Knowledge by its groups, of which each may be said in part. */
export type KnowledgeParts = Partial<Pick<Knowledge, 'operations' | 'known'>> & {
  readonly [Group in 'actors' | 'stores' | 'files' | 'means' | 'races']?: Partial<Knowledge[Group]>;
};

const nothing: Knowledge = {
  operations: [],
  actors: { attacker: 'attacker', identities: [], words: {}, headers: [], victims: [] },
  known: [],
  stores: {
    reached: {},
    uses: [],
    sinks: [],
    written: [],
    keyPatterns: [],
    objectKeys: [],
    objectPatterns: [],
    cachePatterns: [],
    chains: [],
    keyShapes: [],
    objects: false,
  },
  files: { names: [], bases: [], endings: [], predictable: [] },
  headers: {},
  means: { powers: ['request'], granted: ['request'], zones: [], homes: [] },
  races: { accesses: {}, unhooked: {} },
  cuts: countCuts(),
};

/** `base` but for these parts. */
export function knowing(parts: KnowledgeParts, base: Knowledge = nothing): Knowledge {
  return {
    ...base,
    ...parts,
    actors: { ...base.actors, ...parts.actors },
    stores: { ...base.stores, ...parts.stores },
    files: { ...base.files, ...parts.files },
    means: { ...base.means, ...parts.means },
    races: { ...base.races, ...parts.races },
  };
}
