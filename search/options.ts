/**
 * The inputs of a search, handed in from outside: it imports no property, generator, adapter, clock or store. A test passes a
 * world of 30 lines and a clock that it sets.
 */
import type fc from 'fast-check';
import type { Attack } from '../model/attack.ts';
import type { CampaignMemory } from '../model/campaign.ts';
import type { Finding, Property, RunEvent, Severity } from '../model/finding.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Probe } from '../model/probe.ts';
import type { World, WorldWish } from '../model/world.ts';
import type { PlaceName } from './cause.ts';
import type { Classify } from './ledger.ts';
import type { Shard } from './shard.ts';

export interface EngineParts {
  readonly properties: readonly Property[];
  readonly attacks: (knowledge: Knowledge, operation: string | null) => fc.Arbitrary<Attack>;
  /** Attacks on an operation that are tried before any is drawn, the likeliest first. */
  readonly probes: (knowledge: Knowledge, operation: string) => readonly Probe[];
  /** Attacks that differ a little from `base`, and have parts of the others. `words`: constants of the target's code. */
  readonly variants?: (
    knowledge: Knowledge,
    base: Attack,
    others: readonly Attack[],
    words: readonly string[],
  ) => fc.Arbitrary<Attack>;
  readonly classify: Classify;
  /** A fresh, rehearsed world. */
  readonly createWorld: (wish?: WorldWish) => Promise<World>;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or as soon as the signal is given. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly emit: (event: RunEvent) => void;
  /** Folder from which files of the target are named. */
  readonly folder: string;
  /** How ids name a line of the target. */
  readonly placeName: PlaceName;
  /** Ids of stored findings: one that is stored under an id with the number of its line keeps it while it stays at that line. */
  readonly storedIds: ReadonlySet<string>;
}

export interface SearchOptions {
  readonly seed: number;
  /** Cases to draw at most, the corpus not counted; null for no bound. */
  readonly runs: number | null;
  readonly timeMs: number | null;
  /** Whether nobody asked for these bounds. */
  readonly boundsAreDefault?: boolean;
  readonly workers: number;
  /** The least severe findings that fail the run; `low` by default, because others only inform. */
  readonly failOn?: Severity;
  /** Of the findings, those that may fail the run: others were accepted. All where it is absent. */
  readonly countedOf?: (findings: readonly Finding[]) => readonly Finding[];
  /** Operations to attack; empty for all. */
  readonly operations: readonly string[];
  /** Attacks that are tried first. */
  readonly corpus: readonly Attack[];
  /** All attacks that are tried, in this order, instead of probes and draws. */
  readonly enumerate?: (knowledge: Knowledge) => Iterator<Attack, void>;
  /** What earlier runs have judged; absent where every attack is judged. */
  readonly campaign?: CampaignMemory;
  /** The part of the plan to judge; absent or null for all of it, in an order that adapts to results. */
  readonly shard?: Shard | null;
  /** Whether attacks that showed something new are changed and tried again, beside what is drawn; absent for no. */
  readonly guided?: boolean;
  readonly signal: AbortSignal;
}
