import type { ArchiveKind } from './archive.ts';
import type { Json } from './attack.ts';
import type { FileFormat } from './fileFormat.ts';
import type { ItemImage } from './records.ts';
import type { StreamView } from './streamView.ts';

export type ParameterKind = 'text' | 'file' | 'bytes' | 'json';

/** The operation from whose harmless run a value is taken, and the value's name there: `upload` and `response.id`. */
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
  /** An attribute of the item in a stream consumer's records. */
  | 'attribute'
  /** The form of a consumer's records around its attributes: a `RecordShape`. */
  | 'records';

/** What kinds of archives a parameter takes, as the config declares or rehearsal learnt. */
export interface ArchiveTaken {
  /** At least one. */
  readonly kinds: readonly ArchiveKind[];
  /** Harmless members: name and text, in which `{token}` and the like are filled in as in an example. */
  readonly members: Readonly<Record<string, string>>;
  /** Base name of the folder into which harmless archives are extracted, if rehearsal saw one. */
  readonly folder?: string;
}

/** The content of harmless archives unless the config gives another. */
export const harmlessMembers: Readonly<Record<string, string>> = {
  '{token}.txt': 'content {content}\n',
  // Several members in several folders, as in real archives: targets may treat a common folder of all members in a special way.
  'papers/{token}.txt': 'paper {content}\n',
};

export interface Parameter {
  /** Unique among the operation's parameters. */
  readonly name: string;
  /** The name in the request, if several share one: `id` for `json.id`, `tag` for `tag.1`. */
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
  /** Python function that computes it from the step's other arguments, in attacks too; such a parameter is `fixed`. */
  readonly compute?: string;
  /** The attacker does not choose it: its harmless value is always sent. */
  readonly fixed?: boolean;
  /** Everybody may see this value, so it is no canary, and an answer that depends only on it reveals nothing. */
  readonly public?: boolean;
  /** Whoever has this value may do what its owner may, so no attacker knows a victim's. */
  readonly secret?: boolean;
  /** For bytes or a file: the target gets the absolute path of a file in the inbox with this content. */
  readonly as?: 'path';
  /** Name of that file; may contain `{token}` and the like. */
  readonly fileName?: string;
  /** For bytes or a file: a valid file of this format that contains the text is sent. */
  readonly format?: FileFormat;
  /** For bytes or a file: it is an archive. */
  readonly archive?: ArchiveTaken;
}

/** A member of an operation's answers that is public, or grants its holder access. */
export interface ResponseMember {
  /** `response.shares.*.token`, where `*` is any member of a list or an object; `response` for all of it. */
  readonly name: string;
  readonly is: 'secret' | 'public';
}

/** Whether a declared member covers the name of a known value. */
export function namesMember(pattern: string, name: string): boolean {
  const parts = pattern.split('.');
  const given = name.split('.');
  return parts.length === given.length && parts.every((part, index) => part === '*' || part === given[index]);
}

/** The name of a parameter in the request. */
export function sentName({ name, sentAs = name }: Parameter): string {
  return sentAs;
}

/** The common name of a parameter that occurs in two places of a request: `id` for `id` and `json.id`. */
export function sharedName({ name, sentAs, place }: Parameter): string {
  return sentAs !== undefined && name.startsWith(`${place}.`) ? name.slice(place.length + 1) : name;
}

/** How an operation is called. `{name}` in a path is a path parameter. */
export type Entry =
  | { readonly kind: 'http'; readonly method: string; readonly path: string }
  /** A Python callable: `module:qualified.name`, or `./file.py:name` beside the config. */
  | { readonly kind: 'call'; readonly function: string }
  /** A consumer of DynamoDB Streams, called with an event or with single records. */
  | {
      readonly kind: 'consumer';
      readonly function: string;
      readonly table: string;
      readonly takes: 'lambda' | 'record';
      readonly view: StreamView;
      /** Names of the table's key attributes. */
      readonly keyNames: readonly string[];
      /** Attributes with other values in the old image of harmless records, in DynamoDB JSON. */
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

/** The parameter of a consumer that sets the form of its records. */
export const recordsParameter = '(records)';

export interface Operation {
  readonly name: string;
  readonly entry: Entry;
  readonly parameters: readonly Parameter[];
  /** The identity by which each actor performs it; absent for the usual one. */
  readonly as?: string;
  /** Anybody may call it, so that reading others' data by it is no trespass; changing them is. */
  readonly public?: boolean;
  /** What the config declares about members of its answers; absent if nothing. */
  readonly response?: readonly ResponseMember[];
  /** Operations that must run before each harmless run of it, although no value comes from them. */
  readonly after?: readonly string[];
  /**
   * Runs for all tenants at once, or without knowing any: it may touch any actor's data, and is judged by what is outside the
   * sandbox.
   */
  readonly operator?: boolean;
}

/** In names of known values, instead of an operation, for words that identify an actor: a tenant's or user's name. */
export const identityOperation = '(identity)';

/** The prefix of the names of arguments that no parameter declares. */
export const undeclaredSign = '+';

/** Places that undeclared arguments can name: `+query:id` is sent in the query, whatever place the others have. */
const namedPlaces = ['query', 'header', 'cookie'] as const;

/** The name of an undeclared argument in a step: `+id`, or `+query:id` for a place of its own. */
export function undeclaredArgument(name: string, place?: (typeof namedPlaces)[number]): string {
  return undeclaredSign + (place === undefined ? name : `${place}:${name}`);
}

/** What an undeclared argument is sent as. */
export interface UndeclaredField {
  readonly name: string;
  readonly place: ParameterPlace;
}

/** The name and place in the request of an undeclared argument; null for declared ones, and if undeclared ones cannot be sent. */
export function undeclaredField(operation: Operation, argument: string): UndeclaredField | null {
  const rest = undeclaredPlace(operation);
  if (!argument.startsWith(undeclaredSign) || operation.parameters.some(({ name }) => name === argument))
    return null;
  if (rest === null) return null;
  const name = argument.slice(undeclaredSign.length);
  const place = namedPlaces.find((one) => name.startsWith(`${one}:`));
  return place === undefined ? { name, place: rest } : { name: name.slice(place.length + 1), place };
}

/** The prefix of the names of declared parameters that a step leaves out. */
const omittedSign = '-';

/** The name of the argument in a step that leaves a parameter out; its value is not sent. */
export function omittedArgument({ name }: Pick<Parameter, 'name'>): string {
  return omittedSign + name;
}

/** The parameter's name in the name of an argument that leaves it out; null for other names. Options of commands have two signs. */
export function nameOfOmitted(argument: string): string | null {
  const isOmitting = argument.startsWith(omittedSign) && !argument.startsWith(omittedSign + omittedSign);
  return isOmitting ? argument.slice(omittedSign.length) : null;
}

/** The parameter that an argument leaves out; null for other arguments, and for what a request cannot lack. */
export function omittedParameter(operation: Operation, argument: string): Parameter | null {
  const omitted = nameOfOmitted(argument);
  if (operation.entry.kind !== 'http' || operation.parameters.some(({ name }) => name === argument))
    return null;
  return operation.parameters.find((one) => one.name === omitted && mayOmit(one)) ?? null;
}

/** Whether an attacker may leave a parameter out of a request. */
export function mayOmit({ place, fixed }: Parameter): boolean {
  return fixed !== true && place !== 'path' && place !== 'body';
}

/** Where undeclared arguments of an HTTP operation are sent: with the rest of the body, else in the query. */
export function undeclaredPlace({ entry, parameters }: Operation): ParameterPlace | null {
  if (entry.kind !== 'http') return null;
  const places = new Set(parameters.map(({ place }) => place));
  const raw = parameters.find(({ place }) => place === 'body');
  if (raw !== undefined) return raw.kind === 'json' ? 'body' : 'query';
  if (places.has('json')) return 'json';
  return places.has('form') || places.has('multipart') ? 'form' : 'query';
}

/** Whether an example marks the position of the value of the parameter's source. */
export function holdsSource(example: Json | undefined): boolean {
  return example !== undefined && JSON.stringify(example).includes('{from}');
}
