/** Worlds: a running target in its arena, rehearsed, in which the engine tries one attack after another. */
import type { Attack } from './attack.ts';
import type { LedgerNote, RehearsedOperation } from './finding.ts';
import type { Knowledge } from './knowledge.ts';
import type { Observation } from './observation.ts';
import type { ManagementCommand, ProjectOffers, Route } from './target.ts';
import type { HarmlessRequest } from './traffic.ts';

export interface World {
  readonly knowledge: Knowledge;
  readonly rehearsal: {
    readonly operations: readonly RehearsedOperation[];
    readonly notes: readonly LedgerNote[];
    readonly traffic: readonly HarmlessRequest[];
  };
  readonly routes: readonly Route[];
  readonly commands: readonly ManagementCommand[];
  /** What the project has of Django's own; absent where nobody asked. */
  readonly offers?: ProjectOffers | null;
  /**
   * Runs one attack from the rehearsed state and goes back to it. Rejects with `TargetLostError` when the target or
   * its engine was lost in the middle; the world is then of no more use.
   */
  readonly run: (attack: Attack) => Promise<Observation>;
  /** Answers the open questions of an observation (`flow: 'unknown'`) by repeating its attack in changed worlds. */
  readonly resolveFlow: (observation: Observation) => Promise<Observation>;
  /**
   * What an attack looks like in this world, hostile text raw: layout lines, each step as a request, and the race. `seen` is what
   * it did here, by which the race is told.
   */
  readonly describe: (
    attack: Attack,
    seen?: Observation,
  ) => {
    readonly layout: readonly string[];
    readonly requests: readonly string[];
    readonly race: string | null;
  };
  /**
   * Looks at the whole moat, whatever hook and tripwires told: what differs there although no case was seen to change it, in
   * words. For the end of a run: nothing says which case did it.
   */
  readonly inspectMoat: () => readonly string[];
  /** Ends target and engines and removes the arena. More than once does no harm. */
  readonly close: () => Promise<void>;
}

/** How a world is wanted. */
export interface WorldWish {
  /** Operations that it does without, with those that take values from them. */
  readonly without?: ReadonlySet<string>;
  /** Ends what is being started at once. */
  readonly signal?: AbortSignal;
}
