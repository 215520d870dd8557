/** Operations: the things a target can be asked to do, as the config declares them and rehearsal sees them. */
import { sourceIn, sourceWord } from './answerSource.ts';
import type { ArchiveKind } from './archive.ts';
import type { FlipPlace, Json, Power, Zone } from './attack.ts';
import type { Cuts } from './cuts.ts';
import type { FileFormat } from './fileFormat.ts';
import type { Store } from './finding.ts';
import type { KeyPattern } from './keyPattern.ts';
import type { ItemImage, Location, ZoneAction } from './records.ts';
import type { StreamView } from './streamView.ts';
import type { KnownReference, Text } from './text.ts';

export type ParameterKind = 'text' | 'file' | 'bytes' | 'json';

/** The operation whose harmless run a value is taken from, and the value's name there: `upload` and `response.id`. */
export interface ParameterSource {
  readonly operation: string;
  readonly name: string;
}

/** Where a parameter of an HTTP operation travels; others pass `argument`, commands `option` (`--name=value`) too. */
export type ParameterPlace =
  | 'path'
  | 'query'
  | 'header'
  | 'cookie'
  | 'form'
  | 'json'
  | 'multipart'
  | 'body'
  | 'argument'
  | 'option'
  /** An attribute of the item that a stream consumer is told of. */
  | 'attribute'
  /** How the records of a consumer look around its attributes: a `RecordShape`. */
  | 'records';

/** What a parameter that takes archives takes, as the config says or rehearsal learnt. */
export interface ArchiveTaken {
  /** At least one. */
  readonly kinds: readonly ArchiveKind[];
  /** Harmless members: name and text, in which `{token}` and the like are filled in as in an example. */
  readonly members: Readonly<Record<string, string>>;
  /** Base name of the folder that harmless archives are extracted into, where rehearsal saw one. */
  readonly folder?: string;
}

/** What harmless archives hold unless the config says otherwise. */
export const harmlessMembers: Readonly<Record<string, string>> = {
  '{token}.txt': 'content {content}\n',
  // Several members in several folders, as archives have: what all have in common may be treated in its own way.
  'papers/{token}.txt': 'paper {content}\n',
};

export interface Parameter {
  /** No other parameter of the operation has it. */
  readonly name: string;
  /** The name under which it is sent, where several are sent under one: `id` of `json.id`, `tag` of `tag.1`. */
  readonly sentAs?: string;
  readonly kind: ParameterKind;
  readonly place: ParameterPlace;
  /**
   * Harmless value. In a string `{token}` is a fresh unguessable word, `{uuid}` a fresh UUID, `{actor}` the
   * actor's name, `{round}` the number of the rehearsal round. Without one, a fresh token is used.
   */
  readonly example?: Json;
  /** Takes its harmless value from the actor's own rehearsal of another operation: `upload.id`. */
  readonly from?: ParameterSource;
  /** Python function that makes it of the step's other arguments, in attacks as well; such a parameter is `fixed`. */
  readonly compute?: string;
  /** The attacker does not choose it: its harmless value is always sent. */
  readonly fixed?: boolean;
  /** Everybody may see this value, so it is no canary, and an answer that depends on it alone tells nothing. */
  readonly public?: boolean;
  /** Whoever holds this value may do what its owner may, so no attacker knows it of a victim. */
  readonly secret?: boolean;
  /** Of bytes or a file: the target is told the absolute path of a file in the inbox that holds them. */
  readonly as?: 'path';
  /** Name of that file; may hold `{token}` and the like. */
  readonly fileName?: string;
  /** Of bytes or a file: what is sent is a valid file of this format that carries the text. */
  readonly format?: FileFormat;
  /** Of bytes or a file: an archive is meant. */
  readonly archive?: ArchiveTaken;
}

/** A member of an operation's answers that is everybody's, or opens something to its holder. */
export interface ResponseMember {
  /** `response.shares.*.token`, where `*` is any member of a list or an object; `response` for all of it. */
  readonly name: string;
  readonly is: 'secret' | 'public';
}

/** Whether the name of a known value is meant by a member's. */
export function namesMember(pattern: string, name: string): boolean {
  const parts = pattern.split('.');
  const given = name.split('.');
  return parts.length === given.length && parts.every((part, index) => part === '*' || part === given[index]);
}

/** The name under which a parameter is sent. */
export function sentName({ name, sentAs = name }: Parameter): string {
  return sentAs;
}

/** A parameter that stands for the same in two places of a request, `id` and `json.id`: what they share is this name. */
export function sharedName({ name, sentAs, place }: Parameter): string {
  return sentAs !== undefined && name.startsWith(`${place}.`) ? name.slice(place.length + 1) : name;
}

/** How an operation is asked for. `{name}` in a path is a path parameter. */
export type Entry =
  | { readonly kind: 'http'; readonly method: string; readonly path: string }
  /** A Python callable: `module:qualified.name`, or `./file.py:name` beside the config. */
  | { readonly kind: 'call'; readonly function: string }
  /** A consumer of DynamoDB Streams, called with an event or with one record after the other. */
  | {
      readonly kind: 'consumer';
      readonly function: string;
      readonly table: string;
      readonly takes: 'lambda' | 'record';
      readonly view: StreamView;
      /** Names of the table's key attributes. */
      readonly keyNames: readonly string[];
      /** Attributes that harmless records have otherwise in their old image, as DynamoDB writes them. */
      readonly before?: ItemImage;
    }
  /** A method of a Django Storage: an alias of `STORAGES` (`default`), or `module:Class` with options. */
  | {
      readonly kind: 'storage';
      readonly storage: string;
      readonly options: Readonly<Record<string, Json>>;
      readonly method: StorageMethod;
    }
  /** `FileField.save` of a model instance: `app.Model.field`. */
  | { readonly kind: 'field'; readonly field: string }
  /** A Django management command. */
  | { readonly kind: 'command'; readonly command: string };

export type StorageMethod =
  | 'save'
  | 'open'
  | 'delete'
  | 'exists'
  | 'listdir'
  | 'size'
  | 'url'
  | 'path'
  | 'getAvailableName'
  | 'generateFilename'
  | 'getValidName';

/** The parameter of a consumer that says how its records look. */
export const recordsParameter = '(records)';

export interface Operation {
  readonly name: string;
  readonly entry: Entry;
  readonly parameters: readonly Parameter[];
  /** The identity by which each actor does it; absent for the usual one. */
  readonly as?: string;
  /** Anybody may call it, so that what it shows of others is no trespass; what it changes is. */
  readonly public?: boolean;
  /** What the config says of members of its answers; absent where it says nothing. */
  readonly response?: readonly ResponseMember[];
  /** Operations that each harmless run of it needs before it, though no value comes from them. */
  readonly after?: readonly string[];
  /** Run for all tenants at once, or told of none: it may touch what is any actor's, and is judged by what lies beyond the sandbox. */
  readonly operator?: boolean;
}

/** Stands for an operation in known values that tell who an actor is: a tenant's or user's name. */
export const identityOperation = '(identity)';

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

/** Before the name of what a step sends besides the declared parameters: `+tenant`. */
/** What the name of an argument begins with that no parameter declares. */
export const undeclaredSign = '+';

/** How a step names an argument that no parameter declares. */
export function undeclaredArgument(name: string): string {
  return undeclaredSign + name;
}

/** The name under which an argument is sent that no parameter declares; null for others, and where none is taken. */
export function undeclaredName(operation: Operation, argument: string): string | null {
  if (!argument.startsWith(undeclaredSign) || operation.parameters.some(({ name }) => name === argument))
    return null;
  return undeclaredPlace(operation) === null ? null : argument.slice(undeclaredSign.length);
}

/** Where HTTP operations are sent what no parameter declares: with the rest of the body, else in the query. */
export function undeclaredPlace({ entry, parameters }: Operation): ParameterPlace | null {
  if (entry.kind !== 'http') return null;
  const places = new Set(parameters.map(({ place }) => place));
  const raw = parameters.find(({ place }) => place === 'body');
  if (raw !== undefined) return raw.kind === 'json' ? 'body' : 'query';
  if (places.has('json')) return 'json';
  return places.has('form') || places.has('multipart') ? 'form' : 'query';
}

/** Whether an example says where in it the value of the parameter's source goes. */
export function holdsSource(example: Json | undefined): boolean {
  return example !== undefined && JSON.stringify(example).includes('{from}');
}
