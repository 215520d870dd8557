/** Targets: the interface of an adapter for the world that drives it. All attack texts are already resolved. */
import type { Json, RacePut } from './attack.ts';
import type { CommandArgument, MinedValue, ProjectFacts, RouteView } from './exploring.ts';
import type { Operation, StorageMethod } from './operation.ts';
import type { HookRecord, Location, StepResponse, TripwireRecord, Turn, ZoneAccess } from './records.ts';
import type { ResolvedArguments } from './resolvedArgument.ts';
import type { NotedInRehearsal } from './touchedModel.ts';

/** An actor as the target knows it: `mallory` with the header `X-Tenant: acme`. */
export interface Actor extends Identity {
  readonly name: string;
  /** Words of the actor's own that texts may refer to: `{actor.tenant}`. Everybody may know them. */
  readonly words?: Readonly<Record<string, string>>;
  /** Other identities of the same actor, by name: what each does and creates belongs to the actor. */
  readonly identities?: Readonly<Record<string, Identity>>;
}

/** What an actor sends so that a target knows the actor. */
export interface Identity {
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  /** Attributes of a Django user to create in the test database and log in; `username` at least. */
  readonly login: Readonly<Record<string, Json>> | null;
  /** `module:function` or `./file.py:function`, called with the actor's name before the first request; may return headers. */
  readonly hook: string | null;
}

/** Whether a target runs in a mount namespace of its own: if that works, always, or never. */
export type JailChoice = 'auto' | 'require' | 'off';

export const jailChoices: readonly JailChoice[] = ['auto', 'require', 'off'];

/** Servers that a project can be asked through. */
export type TargetServer = 'runserver';

export const targetServers: readonly TargetServer[] = ['runserver'];

/** What it takes to start a target in its own interpreter. All paths are absolute. */
export interface TargetOptions {
  readonly python: string;
  /** Folder of the Django project (with `manage.py`); null for plain Python. */
  readonly project: string | null;
  readonly settingsModule: string | null;
  /** Called by ASGI although the project also has a WSGI application. */
  readonly asgi: boolean;
  /** What requests go through before the application; absent or null for nothing. */
  readonly server?: TargetServer | null;
  /** Folder of the config, to which `./file.py:name` is relative. */
  readonly configFolder: string;
  readonly pythonPath: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Dotted Django settings (`STORAGES.default.OPTIONS.location`) and their values. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly actors: readonly Actor[];
  /** Called once after start, to create what everybody shares. */
  readonly setup: string | null;
  /** The target's `sys.argv`; the driver's own if absent or null. */
  readonly argv?: readonly string[] | null;
  readonly arena: string;
  readonly sandboxRoots: readonly string[];
  readonly temp: string;
  /** Home folder of the user who runs the target. */
  readonly home: string;
  /** File that receives what the target prints. */
  readonly outputFile: string;
  readonly dynamodbEndpoint: string | null;
  /** Absent if the target has no S3. */
  readonly s3Endpoint?: string | null;
  /** Settled when the engines hold their tables, before which the project is not loaded; absent if they do. */
  readonly enginesReady?: Promise<unknown>;
  /** Given when the target is not wanted any more while it starts: the start ends soon, and rejects. */
  readonly unwanted?: AbortSignal;
  /** By port of an engine: a Unix socket of it in the arena, by which it is reached from a network namespace. */
  readonly engineSockets?: Readonly<Record<number, string>>;
  readonly jail: JailChoice;
  /** Memory limit for the data of each process of the target, in bytes. */
  readonly memoryBytesMax: number;
  /**
   * Ports on loopback that the target may use in a jail, besides those of the engines; null for all that are open when it
   * starts.
   */
  readonly loopbackPorts: readonly number[] | null;
  /** Reports which ways each step takes through the target's own code, which costs time; absent for no. */
  readonly branches?: true;
  /** Says what views look up in requests and what the project declares, and starts although services are missing. */
  readonly mines?: true;
}

export interface Route {
  readonly path: string;
  readonly name: string | null;
  readonly methods: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly converter: string }[];
  readonly location: Location | null;
  /** Of a target that mines alone. */
  readonly view?: RouteView;
}

/** A management command of the target, other than Django's own. */
export interface ManagementCommand {
  readonly name: string;
  /** Dotted name of the application that provides it. */
  readonly application: string;
  /** Of a target that mines alone; absent too if the command cannot be loaded. */
  readonly arguments?: readonly CommandArgument[];
}

export interface TargetDescription {
  readonly python: string;
  readonly django: string | null;
  /** Whether the kernel reports accesses to watched folders. */
  readonly tripwires: boolean;
  readonly routes: readonly Route[];
  readonly commands: readonly ManagementCommand[];
  /** What a config may use; null for plain Python. Absent if not asked. */
  readonly offers?: ProjectOffers | null;
  /** Of a target that mines alone. */
  readonly project?: ProjectFacts;
  /** By actor: the headers of every request, those of a hook included. */
  readonly headers: Readonly<Record<string, Actor['headers']>>;
  /** By actor: the primary key of the Django user created for its `login`. */
  readonly userIds: Readonly<Record<string, string>>;
  /** Why the system's temporary folders are not replaced by the arena's; null if they are. Absent if not wanted. */
  readonly noJail?: string | null;
  /** What the jail does not prevent, in sentences; absent if not wanted. */
  readonly jailLacks?: readonly string[];
}

/** What a Django project has of Django's own features. */
export interface ProjectOffers {
  /** Users and sessions, so that an actor can log in. */
  readonly logins: boolean;
  /** A folder for uploads: `MEDIA_ROOT` is set. */
  readonly uploads: boolean;
}

/** A request as sent over the wire, for the driver and for reports. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent, percent-encoded, ASCII. */
  readonly target: string;
  /** They replace the actor's headers with the same names; cookies are replaced one by one. */
  readonly headers: readonly (readonly [string, string])[];
  /** The content type if neither the operation nor the actor sends one. */
  readonly contentType?: string;
  readonly body: Uint8Array;
}

/** A command for the driver to perform an operation with its arguments. */
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
  /** `words` are the words after the command's name on a command line. */
  | { readonly kind: 'command'; readonly command: string; readonly words: readonly string[] };

/** The instructions to an intruder for one step; all paths are absolute. Without a race it only counts. */
export interface Intrusion {
  /** Folders strictly below which it acts. In a sticky one nobody can replace others' files. */
  readonly zones: readonly { readonly folder: string; readonly sticky: boolean }[];
  /** Paths that the attacker planted there beforehand. */
  readonly planted: readonly string[];
  /** Folder outside the sandbox, on the same file system, to which originals are moved. */
  readonly aside: string;
  readonly race: {
    readonly at: number;
    readonly up: number;
    readonly put: { readonly kind: RacePut['kind']; readonly to?: string };
    readonly back: number | null;
  } | null;
  /** Where a link to `to` is exchanged with the original all the time, for at most so many milliseconds; absent for nowhere. */
  readonly flip?: { readonly path: string; readonly to: string; readonly milliseconds: number };
}

/** What an intruder saw and did. */
export interface Intruded {
  readonly accesses: readonly ZoneAccess[];
  /** Path of the component that was replaced or created; null if the race did not take place. */
  readonly replaced: string | null;
  /** Whether something existed there before. */
  readonly existed: boolean;
}

/** How turns are counted: lookups below which folders, and at which turn the step is to stop; null for none. */
export interface TurnOrder {
  readonly folders: readonly string[];
  readonly at: number | null;
}

/** The circumstances of a step besides its request. */
export interface Circumstances {
  readonly intrusion?: Intrusion | null;
  /** Counts the turns of the step, and stops it before one of them until it may go on; absent for neither. */
  readonly turn?: TurnOrder;
  /** Whether the temporary folder behaves as another file system, as it often is: moving a name across fails (EXDEV). */
  readonly apart?: boolean;
  /** Pipes that the attacker has planted: an open of one that would wait is reported and does not wait. */
  readonly pipes?: readonly string[];
}

export interface StepReport extends NotedInRehearsal {
  readonly response: StepResponse;
  readonly hooks: readonly HookRecord[];
  readonly tripwires: readonly TripwireRecord[];
  /**
   * Watched paths that were changed between this step and the last one, by the harness or by nobody knows whom; an empty one stands
   * for any path. Absent if none was.
   */
  readonly stirred?: readonly string[];
  /** The places at which the step started other processes, in order. */
  readonly spawned?: readonly Location[];
  /** The number of `hooks` before a name was first moved into or out of the temporary folder, or would have been. */
  readonly crossed?: number;
  /** Call sites of DynamoDB and S3 requests by the number in `x-trespass-call`. */
  readonly calls: Readonly<Record<string, Location>>;
  /** Names of the limits that cut this report short; absent if none did. */
  readonly limitsReached?: readonly string[];
  /** Something that an earlier step started was still at work: threads, processes. */
  readonly beside?: true;
  /** The step has left processes running. */
  readonly leaves?: true;
  /** Absent if there was no intruder. */
  readonly intruded?: Intruded;
  /** The turns of the step; absent if they were not counted. */
  readonly turns?: readonly Turn[];
  /** The step has stopped at a turn and waits for `goOn`: there is no response yet. */
  readonly stopped?: true;
  /** The step was not stopped at its turn, because it had begun an SQL transaction. */
  readonly withheld?: true;
  /** Another step was stopped meanwhile, and this one did not end as long as it was. */
  readonly late?: true;
  /** Pairs of lines that followed one another in a function of the target's own, `views.py:3>5`; absent if not asked. */
  readonly branches?: readonly string[];
  /** Text constants of these functions; absent if not asked. */
  readonly words?: readonly string[];
  /** What was looked up in the request; of a target that mines alone. */
  readonly mined?: readonly MinedValue[];
}

/** Arguments including those that functions of the user computed. */
export interface ComputedArguments {
  readonly arguments: ResolvedArguments;
  /** Names of arguments whose function failed, so that they are empty. */
  readonly empty: readonly string[];
}

/** A running target. One step at a time. Rejects with `TargetLostError`, or `BugError` for a fault of the protocol. */
export interface Target {
  readonly description: TargetDescription;
  /** The arguments including those that are computed from the others. */
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
  /** Lets a stopped step go on, after other steps were done. Reports what it did since then. */
  readonly goOn: (deadlineMs: number) => Promise<StepReport>;
  /** Watches further files and folders, from the next step on. */
  readonly watch: (paths: readonly string[]) => Promise<void>;
  /**
   * What the process holds of SQL, caches and sessions, for the process of another world; null where it cannot be said: a database
   * of its own server. Modules' variables are not saved.
   */
  readonly save: () => Promise<string | null>;
  /** Holds what the process of another world held, with these texts replaced, each by one of its length. */
  readonly load: (
    saved: string,
    replaced: readonly (readonly [there: string, here: string])[],
  ) => Promise<void>;
  /** Ends rehearsal: its SQL stays, and each later case starts from here. */
  readonly seal: () => Promise<void>;
  /** Ends processes that the steps of a case have left, except those to which the target still refers. */
  readonly endLeftovers: () => Promise<void>;
  /** Ends a case: rolls SQL back, restores caches and the working directory. */
  readonly endCase: () => Promise<void>;
  readonly stop: () => Promise<void>;
}
