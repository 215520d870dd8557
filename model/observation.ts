/** Observations: what one case did, with resolved paths and owners, ready to be judged. */
import type { Attack, Step, Zone } from './attack.ts';
import type { ItemRequest } from './itemRequest.ts';
import type { FileAction, ItemTouch, Location, StepResponse, Turn, ZoneAccess } from './records.ts';
import type { ResolvedArguments } from './resolvedArgument.ts';
import type { Walk } from './walk.ts';

/** Where a file is: the target may work in the sandbox, the moat is harmless and watched, the system is real. */
export type Ground = 'sandbox' | 'moat' | 'system';

export type Resource =
  /** `path` is absolute and resolved; `shown` names it by arena places (`{sandbox}/a.txt`). */
  | {
      readonly store: 'file';
      readonly ground: Ground;
      readonly path: string;
      readonly shown: string;
      readonly directory: boolean;
    }
  | { readonly store: 'item'; readonly table: string; readonly key: ItemTouch['key'] }
  | { readonly store: 'object'; readonly bucket: string; readonly key: string };

/** The owner of a resource: an actor, everybody (`shared`), or nobody in the sandbox (`outside`). */
export type Owner =
  | { readonly kind: 'actor'; readonly name: string }
  | { readonly kind: 'shared' }
  | { readonly kind: 'outside' };

/** Whether a resource of `owner` is foreign to `actor`. */
export function isForeignTo(owner: Owner, actor: string): boolean {
  return owner.kind === 'outside' || (owner.kind === 'actor' && owner.name !== actor);
}

export type Action = FileAction;

/** The state before and after a change. Absent if nothing was changed, or if it is unknown. */
export interface ChangeFacts {
  /** For items and objects: the content before and after, for the report. */
  readonly before?: ItemTouch['before'];
  readonly after?: ItemTouch['after'];
  /** For writes: the written content existed already. */
  readonly unchanged?: boolean;
  /** For files: another step, in the middle of this one, had left just this content. */
  readonly again?: true;
  /** An item that was put into another actor's partition and names the actor who put it there, as mail does. */
  readonly signed?: true;
  /**
   * For a conditional change of another actor's item: whether the condition compares with something the step was sent, other
   * than the actor's own names.
   */
  readonly condition?: 'own' | 'sent';
  /** For an update: attributes to which it adds one, or a number that was not sent; absent for none. */
  readonly adds?: readonly string[];
}

/** An access as observers report it: nothing was asked yet. */
export interface SeenAccess extends ChangeFacts {
  /** Index of the step that did it, from 0. */
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly action: Action;
  readonly resource: Resource;
  readonly owner: Owner;
  /**
   * The sources that prove it. `hook` alone is an expectation, the others are facts; an `answer` contained a presigned URL for
   * it.
   */
  readonly seenBy: readonly ('hook' | 'tripwire' | 'inspection' | 'wire' | 'answer')[];
  /** The hook refused it, so it did not happen. */
  readonly refused: boolean;
  /** The path that the target asked for, if it differs from the touched one. */
  readonly asked: string | null;
  readonly location: Location | null;
  /** The place in a library between `location` and the access; absent if none is known. */
  readonly through?: Location;
  /** It happened after the step found the temporary folder to be another file system. */
  readonly apart?: true;
  /** For others' files, if a call named the path: how it led there. */
  readonly walk?: Walk;
  /**
   * For a read of another owner's resource: `unknown` until repetitions answer it, and `shown` if the answer contained a
   * presigned URL for it. Null for everything else.
   */
  readonly flow: 'unknown' | 'shown' | null;
}

/** An access with what its case, harmless runs and repetitions show of it. */
export interface Access extends Omit<SeenAccess, 'flow'> {
  /**
   * For a read of another owner's resource: whether it reached the actor. `unknown` until the case was repeated with the
   * content changed; null for a file if that is not asked, because a link, a race or a change by the step convicts anyway.
   */
  readonly flow: 'unknown' | 'shown' | 'none' | null;
  /**
   * For a change of another actor's resource: why it may be legitimate for everybody, as repetitions of the case show. `over`:
   * it had expired and is swept away, whatever the attacker sends. `free`: taken on a condition that it meets because it
   * expired or its owner gave it up. `counted`: a counter that says nothing about anybody and is added to. `overwritten`: a
   * file that holds the last value, which harmless runs of several actors overwrite, whatever they send.
   */
  readonly question?: 'over' | 'free' | 'counted' | 'overwritten';
  /**
   * Harmless runs of other operations create or change similar resources at the same place, whatever they are sent: a log, a
   * counter.
   */
  readonly routine?: boolean;
}

/** A canary in a place where its owner's secrets must not be. */
export interface Disclosure {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly owner: Owner;
  /** `kept`: in a file, an item or an object of the actor's own. */
  readonly where: 'response' | 'output' | 'kept';
  /** What it was put into; absent unless `kept`. */
  readonly resource?: Resource;
  /** The encoding of the canary there. */
  readonly form: 'plain' | 'base64' | 'hex';
  /** What the canary was planted in: `victim's upload.content`, `{moat}/secret.txt`. */
  readonly planted: string;
  /** Surrounding text, unsafe. */
  readonly unsafeExcerpt: string;
  readonly location: Location | null;
}

/** Another actor's item about which a step asked without reading it. */
export interface AskedItem {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly location: Location | null;
  /**
   * Whether it was named by its key: a condition on the item failed, or it is in a requested partition. Otherwise a range of
   * keys covers it.
   */
  readonly by: 'key' | 'range';
  readonly owner: string;
  readonly touch: ItemTouch;
}

/** A file or folder of another actor's that the attacker named and that a step looked at without opening it. */
export interface Lookup {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly location: Location | null;
  readonly owner: Owner;
  readonly resource: Extract<Resource, { readonly store: 'file' }>;
}

/** A resource on which an answer to the attacker depends although it was not read for it. */
export interface Interference {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly location: Location | null;
  readonly owner: Owner;
  readonly resource: Resource;
  /** Whether the answer differs if the content of the resource differs, or if the resource is missing. */
  readonly on: 'content' | 'presence';
  /** Whether it was named by its key or path, or is one of those that a range covers. */
  readonly by: 'key' | 'range';
}

/** Whether it was shown before that answers depend, at a place, on the presence of what is named by its key. */
export type IsPresenceKnown = (place: Pick<Interference, 'operation' | 'location'>) => boolean;

/** An identifier that an operation hands out, and how others can guess it. */
export interface GuessableId {
  readonly operation: string;
  /** `response.id`. */
  readonly field: string;
  readonly how: string;
}

/** A step stored what an earlier one refused, in the place where both store it. */
export interface Uneven {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly parameter: string;
  readonly place: string;
  readonly refusedBy: string;
}

/** The place of a race in the world in which it was run. */
export interface RacedAt {
  readonly zone: Zone;
  /** Relative to the zone. */
  readonly path: string;
  /** What the target was about to do; null if the race was left to chance. */
  readonly access: Pick<ZoneAccess, 'action' | 'location'> | null;
}

/** The result of an attack's race. */
export interface RaceOutcome {
  /** Whether the intruder replaced anything. */
  readonly cameAbout: boolean;
  /** What it replaced, and before which access; null if it did nothing below the zones. */
  readonly at: RacedAt | null;
  /** Where a whole step was done in the middle of another: the turn of the stopped one, and how many accesses the stopped one had made by then. */
  readonly accessesBefore?: number;
  readonly turn?: Pick<Turn, 'action' | 'location'>;
  /** The same, with what both orders of these steps show: changes that neither of them has. Absent if that was not asked. */
  readonly lost?: readonly LostChange[];
  /** How often the case was run: more than once if its outcome is chance. */
  readonly executions: number;
}

/**
 * A change by a step in the middle of which another one was done. `overwritten`: it took away what that one had changed. `both`:
 * one after the other, only one of both changes anything.
 */
export interface LostChange {
  readonly access: Access;
  readonly by: Pick<Step, 'operation' | 'actor'>;
  readonly how: 'overwritten' | 'both';
}

/**
 * What the harmless record of another actor does alone, and beside a harmless one of the attacker's, but not beside that of the
 * attack. `missing`: not at all, although the batch counts as done. `differs`: with other content.
 */
export interface BatchLoss {
  readonly step: number;
  /** As it is without the attacker's record. */
  readonly access: Access;
  readonly how: 'missing' | 'differs';
}

/** An identifier that an accepted step of the attacker handed out, and that others can guess. */
export interface GuessedId extends GuessableId {
  readonly step: number;
  readonly actor: string;
}

/** Pairs of lines that followed one another, and the text constants of their functions. */
export interface StepWays {
  readonly branches: readonly string[];
  readonly words: readonly string[];
}

/** The effects of a case. A list is empty if nothing of the kind was seen; null means not applicable, or not asked. */
export interface Observation {
  readonly attack: Attack;
  readonly attacker: string;
  readonly accesses: readonly Access[];
  readonly disclosures: readonly Disclosure[];
  readonly responses: readonly {
    readonly operation: string;
    readonly actor: string;
    readonly response: StepResponse;
  }[];
  /** Texts of files that were the attacker's before a step wrote them; absent where no read of others' data is in question. */
  readonly rewritten?: readonly { readonly step: number; readonly text: string }[];
  /** Whether each step reached any file, item or object. */
  readonly reachedSink: readonly boolean[];
  /** By step: the ways that it took through the target's own code; absent if they were not watched. */
  readonly ways?: readonly StepWays[];
  /** DynamoDB requests in their order, at most `limits.requestsPerStepMax` a step. */
  readonly requests: readonly ItemRequest[];
  readonly asked: readonly AskedItem[];
  readonly lookups: readonly Lookup[];
  /** Results of repetitions: items asked about, lookups, and reads that revealed nothing; null where the case was not repeated for that. */
  readonly interference: readonly Interference[] | null;
  readonly guessable: readonly GuessedId[];
  readonly uneven: readonly Uneven[];
  /** Null where the attack has no race. */
  readonly race: RaceOutcome | null;
  /** Of batches with records of several actors; absent where there was none. */
  readonly batch?: readonly BatchLoss[];
  /** Names of limits that cut short what is known of a step. */
  readonly limitsReached: readonly string[];
  /** A value that a step refers to and that the accepted answer of an earlier step lacked: the case ended there. */
  readonly unresolved: string | null;
  /** By step: the arguments that functions of the config computed. */
  readonly computed: readonly ResolvedArguments[];
}
