import type { ArchiveKind } from './archive.ts';
import type { Json } from './attack.ts';
import type { FileFormat } from './fileFormat.ts';
import type { ItemImage } from './records.ts';
import type { StreamView } from './streamView.ts';

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
