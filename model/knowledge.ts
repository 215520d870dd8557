/** What rehearsal has learnt of a target, for generators to aim with: `upload` of victor answered with the id `b64c`. */
import { sourceIn, sourceWord } from './answerSource.ts';
import type { FlipPlace, Power, Zone } from './attack.ts';
import type { Cuts } from './cuts.ts';
import type { Store } from './finding.ts';
import type { KeyPattern } from './keyPattern.ts';
import type { Operation } from './operation.ts';
import type { Location, ZoneAction } from './records.ts';
import type { KnownReference, Text } from './text.ts';

/** A value that rehearsal used or saw, by which an attack may refer to it (see `KnownReference`). */
export interface KnownValue {
  readonly actor: string;
  readonly operation: string;
  readonly name: string;
  readonly value: string;
  /** Where the value was made, if not here; attacks refer to it there. */
  readonly origin?: KnownReference;
}

/** The last member in the name of a known value that is no number: `token` of `response.shares.0.token`. Of a header or cookie its name. */
export function memberName(name: string): string {
  const source = sourceIn(name);
  if (source !== null) return sourceWord(source);
  return name.split('.').findLast((part) => !/^-?\d+$/.test(part)) ?? name;
}

/** A piece of a predictable name: what it always holds, or what is sent as a parameter, its extension left out or not. */
export type NamePart = string | { readonly sent: string; readonly change?: 'stem' };

/**
 * A name that an operation comes to by itself, again and again, so that a link can wait there: it is made where it is
 * not there, or looked for. Names that live for a part of a step only are among them.
 */
export interface PredictableName {
  readonly operation: string;
  /** Whose harmless step comes to it. */
  readonly actor: string;
  readonly zone: Zone;
  readonly folder: boolean;
  /** Relative to the zone, as the harmless step of the actor makes it. */
  readonly path: Text;
  /** The same for whatever is sent; null where it is known for the harmless step alone. */
  readonly parts: readonly NamePart[] | null;
}

/** A lookup of a path below a zone that an operation's harmless step makes. */
export interface LearntAccess {
  readonly action: ZoneAction;
  readonly zone: Zone;
  /** Relative to the zone. */
  readonly path: string;
  /** Whether anything was there. */
  readonly exists: boolean;
  /** Whether the same step names it again, so that an attacker can know it beforehand. */
  readonly stable: boolean;
  /** It names one thing in a folder that is held open and follows no link there, so that no exchange leads it elsewhere. */
  readonly held?: true;
  /** Where in the target it is made. */
  readonly location?: Location;
}

/** A path below a zone that the kernel saw used and the hook did not. */
export interface UnhookedPlace extends FlipPlace {
  readonly directory: boolean;
  /** Whether it came to be there. */
  readonly made: boolean;
}

/** A harmless run of `operation` came upon what a parameter of `source` had been sent: it works on what is stored. */
export interface StoredUse {
  readonly operation: string;
  readonly source: string;
  readonly parameter: string;
}

/** What a parameter of an operation is sent is kept in this place: `notes.title`, an attribute of a table. */
export interface Sink {
  readonly operation: string;
  readonly parameter: string;
  readonly place: string;
}

/** From where on what a parameter is sent stands in the path of a file or the key of an object, as harmless runs show. */
export interface FileBase {
  readonly operation: string;
  readonly parameter: string;
  readonly store: 'file' | 'object';
  /** Folders between the sandbox root, or the key's beginning, and the attacker's value. */
  readonly folder: readonly string[];
  /** Whether something of the target's stands before the value in the same name. */
  readonly joined: boolean;
  /** Files that victims reach with values of their own, below the same root, without what the target puts behind. */
  readonly theirs: readonly string[];
}

/** What generators are told of a target: everything they may aim at, nothing of how it judges. A list is empty where nothing was learnt. */
export interface Knowledge {
  readonly operations: readonly Operation[];
  readonly actors: KnownActors;
  /** Values that rehearsal used or saw. */
  readonly known: readonly KnownValue[];
  readonly stores: KnownStores;
  readonly files: KnownFiles;
  readonly means: AttackerMeans;
  readonly races: KnownLookups;
  /** Takes note of bounds that what is learnt and tried comes to. */
  readonly cuts: Cuts;
}

export interface KnownActors {
  readonly attacker: string;
  /** Other identities of the attacker, by which any operation may be tried. */
  readonly identities: readonly string[];
  /** Words of the attacker's own. */
  readonly words: Readonly<Record<string, string>>;
  /** Names of the other actors; empty for a target without tenants. */
  readonly victims: readonly string[];
}

/** What is stored, and how what is sent gets there. */
export interface KnownStores {
  /** By operation: what its harmless runs reach. */
  readonly reached: Readonly<Record<string, readonly Store[]>>;
  /** Which operations were seen to use what others store, besides what is declared. */
  readonly uses: readonly StoredUse[];
  readonly sinks: readonly Sink[];
  /** What harmless runs wrote into items, as `item.` and the attribute's name. */
  readonly written: readonly KnownValue[];
  /** How keys of items are made of what steps are sent. */
  readonly keyPatterns: readonly KeyPattern[];
  /** Whether the target keeps objects. */
  readonly objects: boolean;
}

export interface KnownFiles {
  /** Base names of files and folders that rehearsal made, and relative paths below the sandbox. */
  readonly names: readonly string[];
  /** From where on values stand in paths. */
  readonly bases: readonly FileBase[];
  /** What the target puts behind names before it looks for them: `.html`, `/index.json`. The moat's names have them too. */
  readonly endings: readonly string[];
  readonly predictable: readonly PredictableName[];
}

/** What an attacker can do, and where. */
export interface AttackerMeans {
  readonly powers: readonly Power[];
  /** Those of them that the config says an attacker has. */
  readonly granted: readonly Power[];
  /** Layout zones that exist in this target. */
  readonly zones: readonly Zone[];
  /** The folders of the zone `own` as paths below a sandbox root, an empty one for the root itself. */
  readonly homes: readonly string[];
}

/** By operation, what its harmless step does below the zones as the attacker. */
export interface KnownLookups {
  /** In order: races count them. */
  readonly accesses: Readonly<Record<string, readonly LearntAccess[]>>;
  /** Where it works below the attacker's folders by other means than Python's own calls. */
  readonly unhooked: Readonly<Record<string, readonly UnhookedPlace[]>>;
}
