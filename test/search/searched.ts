/** Runs a search over fake worlds, and shows of each that it has ended as every run does. */
import { expect } from 'vitest';
import { EnvironmentError, TargetLostError } from '../../model/errors.ts';
import type { SearchOptions } from '../../search/options.ts';
import { type SearchResult, search } from '../../search/search.ts';
import { type FakeEngine, faulty, options, textOf } from './fakeWorld.ts';

/** Searches, and shows that the run has ended as every run does. */
export async function searched(engine: FakeEngine, more: Partial<SearchOptions> = {}): Promise<SearchResult> {
  const result = await search(engine.parts, { ...options, ...more });
  expectEnded(engine);
  return result;
}

export function expectEnded({ events, open }: FakeEngine): void {
  expect(events.at(-1)?.type).toBe('finished');
  expect(events.filter(({ type }) => type === 'finished')).toHaveLength(1);
  expect(open()).toBe(0);
}

export const notesOf = (engine: FakeEngine): string[] =>
  engine.finished()?.notes.map(({ text }) => text) ?? [];
export const lost = (): never => {
  throw new TargetLostError('died', 'the target was ended by SIGALRM');
};
export const away = (): never => {
  throw new EnvironmentError('the engine is away');
};
/** A world that is lost with the attacks that hold a word. */
export const losing = (word: string): { readonly run: typeof faulty } => ({
  run: (attack) => (textOf(attack).includes(word) ? lost() : faulty(attack)),
});
