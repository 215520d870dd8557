/** Observations: what one case did, resolved and attributed, ready to be judged. */
import type { Attack, Zone } from './attack.ts';
import type { FileAction, ItemTouch, Location, StepResponse, ZoneAccess } from './records.ts';
import type { ResolvedArguments } from './resolvedArgument.ts';
import type { Walk } from './walk.ts';

/** Where a file lies: the target may work in the sandbox, the moat is harmless and watched, the system is real. */
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

/** Who owns a resource: an actor by name, everybody, or nobody inside (beyond the sandbox). */
export type Owner =
  | { readonly kind: 'actor'; readonly name: string }
  | { readonly kind: 'shared' }
  | { readonly kind: 'outside' };

/** Whether what `owner` owns is not for `actor`. */
export function isForeignTo(owner: Owner, actor: string): boolean {
  return owner.kind === 'outside' || (owner.kind === 'actor' && owner.name !== actor);
}

export type Action = FileAction;

/** Of a change, what it did to what was there. Absent where nothing was changed, or where it is not known. */
export interface ChangeFacts {
  /** For items and objects: what was there before and after, for the report. */
  readonly before?: ItemTouch['before'];
  readonly after?: ItemTouch['after'];
  /** For writes: what was written was there already. */
  readonly unchanged?: boolean;
  /** An item that was put into another actor's partition and names the actor who put it there, as mail does. */
  readonly signed?: true;
  /**
   * For a change of another's item whose request was conditional: whether the condition compares with what the step was sent,
   * names of the actor's own left out.
   */
  readonly condition?: 'own' | 'sent';
  /** For what is made or changed by an update: attributes to which it adds one, or a number that was not sent; absent for none. */
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
  /** What proves it. `hook` alone is an expectation, the others are facts; an `answer` held an address signed for it. */
  readonly seenBy: readonly ('hook' | 'tripwire' | 'inspection' | 'wire' | 'answer')[];
  /** The hook forbade it, so it did not happen. */
  readonly refused: boolean;
  /** What the target asked for, where that differs from what was touched. */
  readonly asked: string | null;
  readonly location: Location | null;
  /** The place in a library that did it for `location`; absent where none is known to be between. */
  readonly through?: Location;
  /** After the step found the temporary folder to be a file system of its own. */
  readonly apart?: true;
  /** For files of others, where a call named the path: how it led there. */
  readonly walk?: Walk;
  /**
   * For what was read of another owner: `unknown` until that is asked, and `shown` where the answer held an address signed for it.
   * Null for the rest.
   */
  readonly flow: 'unknown' | 'shown' | null;
}

/** An access with what its case, harmless runs and repetitions show of it. */
export interface Access extends Omit<SeenAccess, 'flow'> {
  /**
   * For what was read of another owner: whether it reached the actor. `unknown` until the engine has repeated the case with
   * the content changed; null for a file where that is not asked, because a link, a race or a change of the step's made more of it.
   */
  readonly flow: 'unknown' | 'shown' | 'none' | null;
  /**
   * For a change of what is another's: why it may be meant for everybody, as repetitions of the case show. `over`: what is swept
   * away because its time is over, whatever the attacker sends. `free`: what is taken on a condition that it meets because its time
   * is over or its owner has given it up. `counted`: a counter that says nothing of anybody and is added to. `overwritten`: a file
   * that holds what came last, and is overwritten by harmless runs of several actors, whatever they send.
   */
  readonly question?: 'over' | 'free' | 'counted' | 'overwritten';
  /** Harmless runs of other operations make or change the like at the same place, whatever they are sent: a log, a counter. */
  readonly routine?: boolean;
}

/** A canary that turned up where its owner's secrets must not. */
export interface Disclosure {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly owner: Owner;
  readonly where: 'response' | 'output';
  /** How the canary was written there: as it is, or encoded. */
  readonly form: 'plain' | 'base64' | 'hex';
  /** What the canary was planted in: `victim's upload.content`, `{moat}/secret.txt`. */
  readonly planted: string;
  /** Text around it, unsafe. */
  readonly unsafeExcerpt: string;
  readonly location: Location | null;
}

/** A word of a request's shape; bound values are none. `sign` is of the expression language, `name` of an attribute. */
export interface RequestWord {
  readonly kind: 'table' | 'index' | 'parameter' | 'name' | 'operator' | 'sign';
  readonly text: string;
}

/** What harmless traffic showed at one place of the target in one operation. Unguessable words in it read `{}`. */
export interface LearntRequests {
  /** `shapeOf` each request that was seen there. */
  readonly shapes: ReadonlySet<string>;
  /** Each word of them, `kind text`. */
  readonly words: ReadonlySet<string>;
  /** Whether a key range asked for there covered items of several actors. */
  readonly coversForeign: boolean;
}

/** One DynamoDB request of a step, as far as its form is judged. */
export interface ItemRequest {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly location: Location | null;
  /** `Query`. */
  readonly api: string;
  readonly words: readonly RequestWord[];
  /** Null where harmless traffic never came to this place. */
  readonly learnt: LearntRequests | null;
  /** Every string that the attack chose, in this step and earlier ones. */
  readonly unsafeChosen: readonly string[];
  /** Text of the attack that ends a literal of the statement in which it stands; null without one. */
  readonly endedBy: string | null;
  /** Names of attributes, tables and indexes that harmless traffic and the items of rehearsal carry. */
  readonly knownNames: ReadonlySet<string>;
  /** Whose items the key range of a Query covers, whether or not they came back; shared ones left out. */
  readonly covers: readonly string[];
  /** Whether every key is asked for by its exact value. */
  readonly exact: boolean;
  readonly table: string | null;
  /** Attributes by which it finds items: with other values, it would not find them. */
  readonly foundBy: readonly string[];
  /** Owners of items that came back of a filtered search; null where nothing filters. */
  readonly filteredTo: readonly string[] | null;
}

/** Another actor's item about which a step asked without reading it. */
export interface AskedItem {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly location: Location | null;
  /** By its key: a condition on the item failed, or it lies in a partition asked for. Else a range of keys covers it. */
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

/** What an answer to the attacker depends on although it was not read for it. */
export interface Interference {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly location: Location | null;
  readonly owner: Owner;
  readonly resource: Resource;
  /** Whether the answer is another one where the resource holds something else, or where it is not there. */
  readonly on: 'content' | 'presence';
  /** Whether it was asked for by its key or path, or is one of those that a range covers. */
  readonly by: 'key' | 'range';
}

/** An identifier that an operation hands out, and how others can make it. */
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
  /** What the target was about to do; null where that is left to chance. */
  readonly access: Pick<ZoneAccess, 'action' | 'location'> | null;
}

/** What became of an attack's race. */
export interface RaceOutcome {
  /** Whether the intruder replaced anything. */
  readonly cameAbout: boolean;
  /** What it replaced, and before which access; null where it did nothing below the zones. */
  readonly at: RacedAt | null;
  /** How often the case was run: more than once where what it does is left to chance. */
  readonly executions: number;
}

/** An identifier that an accepted step of the attacker handed out, and that others can make. */
export interface GuessedId extends GuessableId {
  readonly step: number;
  readonly actor: string;
}

/** What a case did. A list is empty where nothing of the kind was seen; null stands for what does not apply or was not asked. */
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
  /** Whether any file, item or object was reached by each step. */
  readonly reachedSink: readonly boolean[];
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
  /** Names of the limits that cut short what is known of a step. */
  readonly limitsReached: readonly string[];
  /** What a step refers to that an earlier one was answered without, although it was accepted: from there on nothing was done. */
  readonly unresolved: string | null;
  /** By step: the arguments that functions of the config computed for it. */
  readonly computed: readonly ResolvedArguments[];
}
