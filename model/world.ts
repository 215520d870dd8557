/** Worlds: a running target in its arena, rehearsed, in which the search tries one attack after another. */
import type { Attack } from './attack.ts';
import type { Exchange } from './exchange.ts';
import type { LedgerNote, RehearsedOperation } from './finding.ts';
import type { Knowledge } from './knowledge.ts';
import type { IsPresenceKnown, Observation } from './observation.ts';
import type { Reproduction } from './reproduction.ts';
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
  /** What the project has of Django's own features; absent if not asked. */
  readonly offers?: ProjectOffers | null;
  /**
   * Runs one attack from the rehearsed state and restores that state. Rejects with `TargetLostError` if the target or its
   * engine was lost; then the world cannot be used any more.
   */
  readonly run: (attack: Attack) => Promise<Observation>;
  /**
   * Answers the open questions of an observation (`flow: 'unknown'`) by repeating its attack in changed worlds. By default it
   * is not known of any place that answers depend on the presence of others' things there.
   */
  readonly resolveFlow: (observation: Observation, isPresenceKnown?: IsPresenceKnown) => Promise<Observation>;
  /**
   * An attack as it looks in this world, hostile text raw: layout lines, each step as a request, and the race. `seen` is its
   * observation here, from which the race is described.
   */
  readonly describe: (
    attack: Attack,
    seen?: Observation,
  ) => {
    readonly layout: readonly string[];
    readonly requests: readonly string[];
    readonly race: string | null;
    /** Of steps that are requests. */
    readonly exchanges: readonly Exchange[];
  };
  /** What the attack's case is made of here, for a reproduction without a world. */
  readonly reproduce: (attack: Attack) => Promise<Reproduction>;
  /**
   * Inspects the whole moat, whatever hook and tripwires reported: changes that no case was seen to make, in words. For the end
   * of a run, because nothing shows which case made them.
   */
  readonly inspectMoat: () => readonly string[];
  /** Stops target and engines and removes the arena. May be called more than once. */
  readonly close: () => Promise<void>;
}

/** Options of a new world. */
export interface WorldWish {
  /** Operations to leave out, and those that take values from them. */
  readonly without?: ReadonlySet<string>;
  /** Aborts the start of whatever is being started. */
  readonly signal?: AbortSignal;
}
