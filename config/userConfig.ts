/** The types of `trespass.config.ts`, and the functions that users write it with. */

import type { AnswerSource } from '../model/answerSource.ts';
import type { ArchiveFormat } from '../model/archive.ts';
import type { Json, Power } from '../model/attack.ts';
import type { SharedAnswer, SharedQuestion } from '../model/config.ts';
import type { FileFormat } from '../model/fileFormat.ts';
import type { ParameterKind, StorageMethod } from '../model/operation.ts';
import type { StreamEventName } from '../model/streamRecords.ts';
import type { StreamView } from '../model/streamView.ts';
import type { TargetServer } from '../model/target.ts';

/** One parameter of an operation. Made by {@link text}, {@link file}, {@link bytes}, {@link archive}, {@link json} and {@link fixed}. */
export interface UserParameter extends ContentOptions {
  readonly kind: ParameterKind;
  readonly fixed?: boolean;
  readonly archive?: boolean | ArchiveContent;
}

export interface ParameterOptions {
  /**
   * Harmless value. `{token}` becomes a fresh unguessable word, `{uuid}` a UUID, `{actor}` the actor's name,
   * `{round}` a number, `{sandbox}`, `{temp}` and `{config}` absolute folders, `{from}` the value that `from` names.
   */
  readonly example?: Json;
  /**
   * The source of the harmless value, or of `{from}` in the example: `upload.response.id`, `upload.arguments.name`. Members of
   * lists by number, from 0 or, with `-1`, from the end: `list.response.items.-1.id`.
   */
  readonly from?: string | AnswerPlace;
  /**
   * `./helpers.py:md5_of`, called with a dictionary of the step's other arguments, in attacks too, so that a digest or a
   * signature matches what is sent. A function with a second parameter gets the request without it: `method`, `target`,
   * `headers`, `body`, `actor`.
   */
  readonly compute?: string;
  /** Everybody may see the value, wherever it occurs. */
  readonly public?: boolean;
  /** The value grants its holder access (a session, a share link): an attacker knows none of a victim's. */
  readonly secret?: boolean;
}

/**
 * A place in the answer of an operation that is no member of JSON: a header (`Location` of a redirect), a cookie that it sets,
 * an element of its HTML or, with `match` alone, a part of its text. `{ operation: 'edit', select: '[name=version]', attribute:
 * 'value' }`.
 */
export interface AnswerPlace extends AnswerSource {
  readonly operation: string;
}

/** How a target takes bytes or a file. */
export interface ContentOptions extends ParameterOptions {
  /** `path`: the content is in a file in a folder of its own, `{inbox}`, and the target gets its absolute path. */
  readonly as?: 'bytes' | 'path';
  /** A valid file of this format that contains the text, in attacks too. */
  readonly format?: FileFormat;
  /** Name of that file, `{token}.tar` and the like; the extension is adapted to the archive. */
  readonly name?: string;
}

/** Which formats an archive may have, and the content of a harmless one. */
export interface ArchiveContent {
  /** Default: both. Formats that the target refuses in harmless runs are left out. */
  readonly formats?: readonly ArchiveFormat[];
  /** Harmless members, name and text; may contain `{token}`. Default: one text file. */
  readonly members?: Readonly<Record<string, string>>;
}

export interface FileOptions extends ContentOptions {
  /** The file is an archive. */
  readonly archive?: boolean | ArchiveContent;
}

export interface ArchiveOptions extends ArchiveContent, Omit<ContentOptions, 'example'> {}

type Parameters = Readonly<Record<string, UserParameter>>;
/** Several parameters under one name are sent one after the other. */
type RepeatedParameters = Readonly<Record<string, UserParameter | readonly UserParameter[]>>;

/** An endpoint: `{ http: 'POST /assets/', multipart: { file: file() } }`. */
export interface HttpOperation {
  readonly http: string;
  readonly path?: Parameters;
  readonly query?: RepeatedParameters;
  readonly headers?: Parameters;
  readonly cookies?: Parameters;
  readonly form?: RepeatedParameters;
  readonly json?: Parameters;
  readonly multipart?: RepeatedParameters;
  readonly body?: UserParameter;
  /** It is for those who run the project, and works for all tenants: only what is outside the sandbox is judged. */
  readonly operator?: boolean;
}

/** A Python callable: `{ call: 'package.module:function', arguments: { name: text() } }`, or `./file.py:function`. */
export interface CallOperation {
  readonly call: string;
  readonly arguments?: Parameters;
}

/** A Django Storage, which becomes one operation for each method: an alias of `STORAGES`, or `package.module:Class`. */
export interface StorageOperation {
  readonly storage: string;
  readonly options?: Readonly<Record<string, Json>>;
  readonly methods?: readonly StorageMethod[];
}

/**
 * A consumer of DynamoDB Streams: `handler(event, context)`, or a function of one record. It is called with generated records
 * of the attributes, or with those of changes that earlier steps of the same actor made in the table.
 */
export interface ConsumerOperation {
  /** `module:function` or `./file.py:function`. */
  readonly consumer: string;
  readonly table: string;
  /** Default: `lambda`. */
  readonly event?: 'lambda' | 'record';
  /** Default: `NEW_AND_OLD_IMAGES`. */
  readonly view?: StreamView;
  /** What happened to the item in harmless runs. Default: `INSERT`. */
  readonly change?: StreamEventName;
  /** For a `MODIFY`: attributes with other values in the old image: `{ status: 'draft' }`. */
  readonly before?: Readonly<Record<string, Json>>;
  readonly attributes?: Parameters;
}

/** A file field of a Django model, saved by `FileField.save`: `{ field: 'app.Model.file' }`. */
export interface FieldOperation {
  readonly field: string;
}

/**
 * A management command: `{ command: 'export_assets', arguments: { target: text() }, options: { '--format': text() } }`.
 * Arguments are passed in the order of declaration, options as `--format=value`.
 */
export interface CommandOperation {
  readonly command: string;
  readonly arguments?: Parameters;
  readonly options?: Parameters;
  /** It runs for all tenants at once, so only what is outside the sandbox is judged. */
  readonly operator?: boolean;
}

/** Options of every operation. */
export interface OperationOptions {
  /**
   * The identity by which each actor performs it: one of the actor's `identities`, or `'anonymous'`, which has no headers,
   * cookies and login. What it creates belongs to the actor all the same.
   */
  readonly as?: string;
  /**
   * Anybody may call it, as the page behind a share link: what it shows of others is not judged, but changes of others' data
   * are, and everything outside the sandbox.
   */
  readonly public?: boolean;
  /** Operations that have to run before it although no value comes from them: `after: ['publish']`. */
  readonly after?: readonly string[];
  /**
   * Members of its answers that grant their holder access, or that everybody may see: `{ session: { secret: true },
   * 'links.*.slug': { public: true } }`. `*` is any member, an empty name the whole answer.
   */
  readonly response?: Readonly<Record<string, UserResponseMember>>;
}

export type UserResponseMember = { readonly secret: true } | { readonly public: true };

export type UserOperation = OperationOptions &
  (HttpOperation | CallOperation | ConsumerOperation | StorageOperation | FieldOperation | CommandOperation);

/** How a target recognises an actor. Texts may contain `{actor}` and `{actor.tenant}`. */
export interface UserIdentity {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** A Django user to create and log in, `username` at least. */
  readonly login?: Readonly<Record<string, Json>>;
  /** `module:function` or `./file.py:function`, called with the actor's name (`victim as lonely` for another identity); may return headers. */
  readonly hook?: string;
}

export interface UserActor extends UserIdentity {
  /**
   * Words of the actor's own, which everybody may know: `{ tenant: 'acme#eu' }` is `{actor.tenant}` in examples, headers and
   * logins.
   */
  readonly words?: Readonly<Record<string, string>>;
  /** Other identities of the same actor, for operations with `as`: `{ lonely: { login: { username: 'mallory-alone' } } }`. */
  readonly identities?: Readonly<Record<string, UserIdentity>>;
}

/** A power in some folders of the sandbox only; `{actor}` in a folder makes it the attacker's own by its name. */
export interface PowerIn {
  readonly 'own-folder': readonly string[];
}

export interface UserConfig {
  readonly django?: {
    readonly project: string;
    readonly settings: string;
    /** Call the project by ASGI; a project without a WSGI application is called so anyway. */
    readonly asgi?: boolean;
    /** Send requests through this server of the project's, which reads their bytes, instead of calling the application. */
    readonly server?: TargetServer;
  };
  /** Interpreter of the target, relative to the config's folder; searched if absent. */
  readonly python?: string;
  readonly pythonPath?: readonly string[];
  /** Where the target stores files: settings and environment variables that get a sandbox root, by root name. */
  readonly sandbox?: {
    readonly settings?: Readonly<Record<string, string>>;
    readonly environment?: Readonly<Record<string, string>>;
    readonly roots?: readonly string[];
    /** Files that exist from the start and belong to everybody: path to text, in the first root or after a root's name. */
    readonly files?: Readonly<Record<string, string>>;
  };
  readonly settings?: Readonly<Record<string, Json>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The actors: `attacker` attacks, all others are victims. Leave it out for a target without tenants. */
  readonly actors?: Readonly<Record<string, UserActor>>;
  /**
   * `./file.py:function`, called once after start to create what everybody shares; it may take the absolute path of the first
   * sandbox root.
   */
  readonly setup?: string;
  /** The target's `sys.argv`, if its settings read it: `['manage.py', 'runserver']`. */
  readonly argv?: readonly string[];
  readonly dynamodb?: { readonly tables?: readonly Json[]; readonly endpoint?: string };
  /** An S3 engine in memory, with these buckets. */
  readonly s3?: { readonly buckets?: readonly string[] };
  readonly attacker?: {
    /**
     * What the attacker can do. Other powers are not tried; without `powers`, links and races are tried and reported with
     * conditions. `{ 'own-folder': ['themes'] }` says where: folders of the sandbox, by root or below the first one.
     */
    readonly powers?: readonly (Power | PowerIn)[];
    /** Values of victims that look like secrets but are known to others: `share.response.token`. */
    readonly knows?: readonly string[];
  };
  readonly operations?: Readonly<Record<string, UserOperation>>;
  /**
   * Says what everybody may do with a file, item or object: `true` for anything, `'read'` to read it, `{ read:
   * ['display_name'], write: ['likes'] }` for some attributes of an item.
   */
  readonly shared?: (resource: SharedQuestion) => SharedAnswer;
  readonly stepDeadlineMs?: number;
  readonly limits?: {
    /** Memory limit of each process of the target: `'512MB'`; the default is `'4GB'`. */
    readonly memory?: string;
  };
  /** Ports on loopback that the target needs (6379 for Redis). Default: all that are open when it starts. */
  readonly loopback?: readonly number[];
}

/** Types a config; returns it as it is. */
export function defineConfig(config: UserConfig): UserConfig {
  return config;
}

/** Text chosen by the attacker. */
export function text(options: ParameterOptions = {}): UserParameter {
  return { kind: 'text', ...options };
}

/**
 * A file with a name, sent as multipart or passed as a file object. The example may have `name`, `contentType`, `text` or
 * `base64`.
 */
export function file(options: FileOptions = {}): UserParameter {
  return { kind: 'file', ...options };
}

/** Bytes. The example is text, or `{ base64: '…' }`. */
export function bytes(options: ContentOptions = {}): UserParameter {
  return { kind: 'bytes', ...options };
}

/** A tar or zip archive, as bytes or, with `as: 'path'`, as the path of a file. */
export function archive({ formats, members, ...options }: ArchiveOptions = {}): UserParameter {
  const content = {
    ...(formats === undefined ? {} : { formats }),
    ...(members === undefined ? {} : { members }),
  };
  return { kind: 'bytes', archive: content, ...options };
}

/** Any JSON value. */
export function json(options: ParameterOptions = {}): UserParameter {
  return { kind: 'json', ...options };
}

/** A value that is always sent and never attacked. Strings may contain `{sandbox}` and the like. */
export function fixed(value: Json): UserParameter {
  return { kind: typeof value === 'string' ? 'text' : 'json', example: value, fixed: true };
}
