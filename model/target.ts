/** Targets: what an adapter offers to the world that drives it. Everything hostile is already resolved. */
import type { Json, RacePut } from './attack.ts';
import type { Operation, StorageMethod } from './operation.ts';
import type { HookRecord, Location, StepResponse, TripwireRecord, ZoneAccess } from './records.ts';
import type { ResolvedArguments } from './resolvedArgument.ts';

/** An actor as the target knows it: `mallory` with the header `X-Tenant: acme`. */
export interface Actor extends Identity {
  readonly name: string;
  /** Words of the actor's own that a text may ask for: `{actor.tenant}`. Everybody may know them. */
  readonly words?: Readonly<Record<string, string>>;
  /** Other identities of the same actor, by name: what each does and makes is the actor's all the same. */
  readonly identities?: Readonly<Record<string, Identity>>;
}

/** What an actor sends so that a target knows the actor. */
export interface Identity {
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  /** Attributes of a Django user who is made in the test database and logged in; `username` at least. */
  readonly login: Readonly<Record<string, Json>> | null;
  /** `module:function` or `./file.py:function`, called with the actor's name before anything is asked; may return headers. */
  readonly hook: string | null;
}

/** Whether a target runs in a mount namespace of its own: where that works, in any case, or not at all. */
export type JailChoice = 'auto' | 'require' | 'off';

export const jailChoices: readonly JailChoice[] = ['auto', 'require', 'off'];

/** What it takes to start a target in its own interpreter. All paths are absolute. */
export interface TargetOptions {
  readonly python: string;
  /** Folder of the Django project (where `manage.py` lies); null for plain Python. */
  readonly project: string | null;
  readonly settingsModule: string | null;
  /** Asked by ASGI although the project has a WSGI application too. */
  readonly asgi: boolean;
  /** Folder of the config, against which `./file.py:name` is resolved. */
  readonly configFolder: string;
  readonly pythonPath: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Dotted Django settings (`STORAGES.default.OPTIONS.location`) and their values. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly actors: readonly Actor[];
  /** Called once after start, to make what everybody shares. */
  readonly setup: string | null;
  /** What `sys.argv` holds; the driver's own where it is absent or null. */
  readonly argv?: readonly string[] | null;
  readonly arena: string;
  readonly sandboxRoots: readonly string[];
  readonly temp: string;
  /** Home folder of the user as whom the target runs. */
  readonly home: string;
  /** File that receives what the target prints. */
  readonly outputFile: string;
  readonly dynamodbEndpoint: string | null;
  /** Absent where the target has no S3. */
  readonly s3Endpoint?: string | null;
  readonly jail: JailChoice;
  /** Bytes of memory that each process of the target may have for its data. */
  readonly memoryBytesMax: number;
  /** Ports on loopback that the target may use in a jail, beside those of the engines; null for all that are listened on when it starts. */
  readonly loopbackPorts: readonly number[] | null;
}

export interface Route {
  readonly path: string;
  readonly name: string | null;
  readonly methods: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly converter: string }[];
  readonly location: Location | null;
}

/** A management command that the target has, Django's own left out. */
export interface ManagementCommand {
  readonly name: string;
  /** Dotted name of the application that brings it. */
  readonly application: string;
}

export interface TargetDescription {
  readonly python: string;
  readonly django: string | null;
  /** Whether the kernel reports accesses to watched folders. */
  readonly tripwires: boolean;
  readonly routes: readonly Route[];
  readonly commands: readonly ManagementCommand[];
  /** What a config may rely on; null for plain Python. Absent where nobody asked. */
  readonly offers?: ProjectOffers | null;
  /** By actor: the headers that go with every request, a hook's included. */
  readonly headers: Readonly<Record<string, Actor['headers']>>;
  /** By actor: the primary key of the Django user who was made for its `login`. */
  readonly userIds: Readonly<Record<string, string>>;
  /** Why hard-coded temporary folders of the system are not the arena's; null where they are. Absent: they are not asked for. */
  readonly noJail?: string | null;
  /** What the jail does not keep from the target, in sentences; absent where that is not asked for. */
  readonly jailLacks?: readonly string[];
}

/** What a Django project has of Django's own. */
export interface ProjectOffers {
  /** Users and sessions, by which an actor may log in. */
  readonly logins: boolean;
  /** A folder for uploads: `MEDIA_ROOT` is set. */
  readonly uploads: boolean;
}

/** A request as it goes over the wire, for the driver and for the report. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent, percent-encoded, ASCII. */
  readonly target: string;
  /** They replace those of the actor that have the same names; of cookies each one does. */
  readonly headers: readonly (readonly [string, string])[];
  /** What the body is where neither the operation nor the actor says so. */
  readonly contentType?: string;
  readonly body: Uint8Array;
}

/** What the driver is asked to do, made from an operation and its arguments. */
export type StepRequest =
  | { readonly kind: 'http'; readonly request: HttpRequest }
  | { readonly kind: 'call'; readonly function: string; readonly arguments: ResolvedArguments }
  | {
      readonly kind: 'consume';
      readonly function: string;
      readonly takes: 'lambda' | 'record';
      readonly event: Json;
    }
  | {
      readonly kind: 'storage';
      readonly storage: string;
      readonly options: Readonly<Record<string, Json>>;
      readonly method: StorageMethod;
      readonly arguments: ResolvedArguments;
    }
  | { readonly kind: 'field'; readonly field: string; readonly arguments: ResolvedArguments }
  /** `words` are what follows the command's name on a command line, in order. */
  | { readonly kind: 'command'; readonly command: string; readonly words: readonly string[] };

/** The instructions to an intruder for one step; all paths are absolute. Without a race it only counts. */
export interface Intrusion {
  /** Folders strictly below which it acts. In a sticky one nobody replaces what another made. */
  readonly zones: readonly { readonly folder: string; readonly sticky: boolean }[];
  /** What the attacker planted there beforehand. */
  readonly planted: readonly string[];
  /** Folder outside the sandbox, on the same file system, for what is moved out of the way. */
  readonly aside: string;
  readonly race: {
    readonly at: number;
    readonly up: number;
    readonly put: { readonly kind: RacePut['kind']; readonly to?: string };
    readonly back: number | null;
  } | null;
  /** Where a link to `to` is put and taken away all the time, for so many milliseconds at most; absent for nowhere. */
  readonly flip?: { readonly path: string; readonly to: string; readonly milliseconds: number };
}

/** What an intruder met and did. */
export interface Intruded {
  readonly accesses: readonly ZoneAccess[];
  /** Path of the component that was replaced or created; null where the race did not come about. */
  readonly replaced: string | null;
  /** Whether something was there before. */
  readonly existed: boolean;
}

/** What a step meets beyond its request. */
export interface Circumstances {
  readonly intrusion?: Intrusion | null;
  /** Whether the temporary folder looks like a file system of its own, as it often is: no name is moved across (EXDEV). */
  readonly apart?: boolean;
  /** Pipes that the attacker has planted: an open of one that would wait is reported and does not wait. */
  readonly pipes?: readonly string[];
}

export interface StepReport {
  readonly response: StepResponse;
  readonly hooks: readonly HookRecord[];
  readonly tripwires: readonly TripwireRecord[];
  /** Where the step started other processes, in their order. */
  readonly spawned?: readonly Location[];
  /** How many of `hooks` came before a name was first moved into the temporary folder or out of it, or would have been. */
  readonly crossed?: number;
  /** Call sites of DynamoDB and S3 requests by the number that the driver put into `x-trespass-call`. */
  readonly calls: Readonly<Record<string, Location>>;
  /** Names of the limits that cut this report short; absent where none did. */
  readonly limitsReached?: readonly string[];
  /** What an earlier step has started was still at work meanwhile: threads, processes. */
  readonly beside?: true;
  /** It has left processes that go on. */
  readonly leaves?: true;
  /** Absent where no intruder was sent. */
  readonly intruded?: Intruded;
}

/** Arguments with those that functions of the user compute. */
export interface ComputedArguments {
  readonly arguments: ResolvedArguments;
  /** Names of those of which a function made nothing, so that they are empty. */
  readonly empty: readonly string[];
}

/** A running target. One step at a time. Rejections are `TargetLostError`, or `BugError` for a protocol fault. */
export interface Target {
  readonly description: TargetDescription;
  /** The arguments with those that are computed of the others. */
  readonly compute: (
    actor: string,
    operation: Operation,
    args: ResolvedArguments,
  ) => Promise<ComputedArguments>;
  readonly prepare: (operation: Operation, args: ResolvedArguments) => StepRequest;
  readonly step: (
    actor: string,
    request: StepRequest,
    deadlineMs: number,
    circumstances?: Circumstances,
  ) => Promise<StepReport>;
  /** Watches further files and folders; reports about them start with the next step. */
  readonly watch: (paths: readonly string[]) => Promise<void>;
  /** Ends rehearsal: what it left in SQL stays, each later case starts from here. */
  readonly seal: () => Promise<void>;
  /** Ends the processes that the steps of a case have left, but for what the target goes on to hold. */
  readonly endLeftovers: () => Promise<void>;
  /** Ends a case: SQL is rolled back, caches and the working directory are as they were. */
  readonly endCase: () => Promise<void>;
  readonly stop: () => Promise<void>;
}
