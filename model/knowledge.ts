/** What rehearsal has learnt of a target, so that generators can aim: `upload` answered victor with the id `b64c`. */
import { sourceIn, sourceWord } from './answerSource.ts';
import type { FlipPlace, Power, Step, Zone } from './attack.ts';
import type { Cuts } from './cuts.ts';
import type { Store } from './finding.ts';
import type { KeyPattern } from './keyPattern.ts';
import type { KeyShape } from './keyShape.ts';
import type { Operation } from './operation.ts';
import type { Location, ZoneAction } from './records.ts';
import type { KnownReference, Text } from './text.ts';
import type { TextChain } from './textChain.ts';
import type { TouchedModel } from './touchedModel.ts';

/** A value that rehearsal used or saw, by which an attack may refer to it (see `KnownReference`). */
export interface KnownValue {
  readonly actor: string;
  readonly operation: string;
  readonly name: string;
  readonly value: string;
  /** Where the value was made first, if elsewhere; attacks refer to it there. */
  readonly origin?: KnownReference;
}

/**
 * The last member of a known value's name that is no number: `token` of `response.shares.0.token`. For a header or cookie its
 * name.
 */
export function memberName(name: string): string {
  const source = sourceIn(name);
  if (source !== null) return sourceWord(source);
  return name.split('.').findLast((part) => !/^-?\d+$/.test(part)) ?? name;
}

/** A piece of a predictable name: a constant, or a parameter's value, perhaps without its extension. */
export type NamePart = string | { readonly sent: string; readonly change?: 'stem' };

/**
 * A name that an operation creates or looks up by itself, again and again, so that a link can be planted there. Names that
 * exist only during a step are included.
 */
export interface PredictableName {
  readonly operation: string;
  /** The actor whose harmless step uses it. */
  readonly actor: string;
  readonly zone: Zone;
  readonly folder: boolean;
  /** Relative to the zone, in the harmless step of the actor. */
  readonly path: Text;
  /** The same for any arguments; null if it is known for the harmless step only. */
  readonly parts: readonly NamePart[] | null;
}

/** A lookup of a path below a zone that an operation's harmless step makes. */
export interface LearntAccess {
  readonly action: ZoneAction;
  readonly zone: Zone;
  /** Relative to the zone. */
  readonly path: string;
  /** Whether the path existed. */
  readonly exists: boolean;
  /** Whether the same step repeated uses the same name, so that an attacker can know it beforehand. */
  readonly stable: boolean;
  /** It is one name in an open folder and follows no link there, so that no exchange can redirect it. */
  readonly held?: true;
  /** Where in the target the lookup is made. */
  readonly location?: Location;
}

/** A path below a zone whose use the kernel reported and the hook did not. */
export interface UnhookedPlace extends FlipPlace {
  readonly directory: boolean;
  /** Whether it was created. */
  readonly made: boolean;
}

/** A harmless run of `operation` used what a parameter of `source` had been sent, because it was stored. */
export interface StoredUse {
  readonly operation: string;
  readonly source: string;
  readonly parameter: string;
}

/** The place in which an operation stores a parameter: `notes.title`, an attribute of a table. */
export interface Sink {
  readonly operation: string;
  readonly parameter: string;
  readonly place: string;
}

/** The folder below which a parameter's value is part of a file's path or an object's key, as harmless runs show. */
export interface FileBase {
  readonly operation: string;
  readonly parameter: string;
  readonly store: 'file' | 'object';
  /** Folders between the sandbox root, or the key's beginning, and the attacker's value. */
  readonly folder: readonly string[];
  /** Whether text of the target precedes the value in the same name. */
  readonly joined: boolean;
  /** Files that victims reach with values of their own, below the same root, without endings that the target appends. */
  readonly theirs: readonly string[];
}

/**
 * What generators know of a target: everything at which they can aim, nothing of how it is judged. A list is empty if nothing
 * was learnt.
 */
export interface Knowledge {
  readonly operations: readonly Operation[];
  readonly actors: KnownActors;
  /** Values that rehearsal used or saw. */
  readonly known: readonly KnownValue[];
  readonly stores: KnownStores;
  readonly files: KnownFiles;
  /** By operation, headers that the project's own code looks up, in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly means: AttackerMeans;
  readonly races: KnownLookups;
  /** Collects the bounds that were reached. */
  readonly cuts: Cuts;
}

export interface KnownActors {
  readonly attacker: string;
  /** Other identities of the attacker, by which any operation may be tried. */
  readonly identities: readonly string[];
  /** Words of the attacker's own. */
  readonly words: Readonly<Record<string, string>>;
  /** Names of the headers by which actors are told apart, in lower case: whoever sets them for an actor sets them for all. */
  readonly headers: readonly string[];
  /** The attacker has a session, so that a request that names another host is still the attacker's; absent if not. */
  readonly toldByMore?: true;
  /** Names of the other actors; empty for a target without tenants. */
  readonly victims: readonly string[];
}

/** What is stored, and how sent values get there. */
export interface KnownStores {
  /** By operation: the stores that its harmless runs reach. */
  readonly reached: Readonly<Record<string, readonly Store[]>>;
  /** By operation, the models of Django that its harmless runs touch; absent for none. */
  readonly models?: Readonly<Record<string, readonly TouchedModel[]>>;
  /** Which operations were seen to use what others store, besides those that the config declares. */
  readonly uses: readonly StoredUse[];
  readonly sinks: readonly Sink[];
  /** Values that harmless runs wrote into items, as `item.` and the attribute's name. */
  readonly written: readonly KnownValue[];
  /** Keys of objects that harmless runs stored, as `object.key`. */
  readonly objectKeys: readonly KnownValue[];
  /** How keys of objects are composed of sent values: the bucket stands for the table, `key` for the attribute. */
  readonly objectPatterns: readonly KeyPattern[];
  /** The same for keys of Django's caches: the alias stands for the table. */
  readonly cachePatterns: readonly KeyPattern[];
  /** How keys of items are composed of sent values. */
  readonly keyPatterns: readonly KeyPattern[];
  /** What is done to texts before they arrive. */
  readonly chains: readonly TextChain[];
  /** Keys of the attacker's own, with which of their parts were sent. */
  readonly keyShapes: readonly KeyShape[];
  /** Whether the target stores objects. */
  readonly objects: boolean;
}

export interface KnownFiles {
  /** Base names of files and folders that rehearsal made, and relative paths below the sandbox. */
  readonly names: readonly string[];
  /** The folders in which values are used. */
  readonly bases: readonly FileBase[];
  /** Endings that the target appends to names: `.html`, `/index.json`. Files of the moat have them too. */
  readonly endings: readonly string[];
  readonly predictable: readonly PredictableName[];
  /** Files of the real system that nobody means to serve, where a parameter names one; absent for none. */
  readonly real?: readonly RealFiles[];
}

/** `../settings.py` and the like for one parameter. */
export interface RealFiles {
  readonly operation: string;
  readonly parameter: string;
  readonly names: readonly string[];
}

/** The powers of an attacker, and the folders in which they apply. */
export interface AttackerMeans {
  readonly powers: readonly Power[];
  /** Those of them that the config grants an attacker. */
  readonly granted: readonly Power[];
  /** Layout zones that exist in this target. */
  readonly zones: readonly Zone[];
  /** The folders of the zone `own` as paths below a sandbox root, an empty one for the root itself. */
  readonly homes: readonly string[];
}

/** By operation, the lookups of its harmless step below the zones, done as the attacker. */
export interface KnownLookups {
  /** In order: races count them. */
  readonly accesses: Readonly<Record<string, readonly LearntAccess[]>>;
  /** Where it accesses the attacker's folders without Python's own calls. */
  readonly unhooked: Readonly<Record<string, readonly UnhookedPlace[]>>;
  /** By operation, the steps that change what its harmless step looks at first and changes something after; absent for none. */
  readonly meetings?: Readonly<Record<string, readonly MeetingSteps[]>>;
}

/** Two steps that meet at one thing: the first looks at something which the second changes. */
export interface MeetingSteps {
  /** Steps before both, by which only one more of the attacker's is let through; absent for none. */
  readonly before?: readonly Step[];
  /** What the first step, of the attacker's, is sent. */
  readonly arguments: Step['arguments'];
  /** A whole step of another actor's, or of the attacker's own. */
  readonly other: Step;
  /** The turns of the first step before which the second one might be done, the likeliest first. */
  readonly turns: readonly number[];
}
