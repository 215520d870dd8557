/** A config after it was read, checked and completed: all that a world is built from. */
import type { Json, Power } from './attack.ts';
import type { Operation } from './operation.ts';
import type { ItemImage } from './records.ts';
import type { Actor, TargetServer } from './target.ts';

/**
 * The resource that a `shared` rule is asked about: a file by arena place, an item with its content if known, or an object by
 * bucket and key.
 */
export type SharedQuestion =
  | { readonly store: 'file'; readonly path: string }
  | {
      readonly store: 'item';
      readonly table: string;
      readonly key: ItemImage;
      readonly item: ItemImage | null;
    }
  | { readonly store: 'object'; readonly bucket: string; readonly key: string };

/**
 * What everybody may do with it: anything, read it (`'read'`), or read some attributes of an item and change others. False or
 * undefined: nothing.
 */
export type SharedAnswer =
  | boolean
  | 'read'
  | { readonly read?: boolean | readonly string[]; readonly write?: boolean | readonly string[] };

/** A file that exists in a sandbox root from the start. */
export interface RootFile {
  /** Name of the root. */
  readonly root: string;
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

/**
 * A folder of a sandbox root to which an attacker has access by other means than the operations: `themes`, or `media` below
 * `sites`.
 */
export interface OwnFolder {
  /** Name of the root. */
  readonly root: string;
  /** Relative to the root; empty for the root itself. */
  readonly path: string;
  /** Whether the config names it after the actor: then it is the attacker's own, whatever harmless runs show. */
  readonly named: boolean;
}

export interface Config {
  /** Absolute path of the config file. */
  readonly file: string;
  readonly folder: string;
  readonly target: TargetConfig;
  readonly roots: RootsConfig;
  readonly actors: readonly Actor[];
  readonly operations: readonly Operation[];
  readonly stores: StoresConfig;
  readonly attacker: AttackerConfig;
  readonly limits: LimitsConfig;
}

/** How the code under test is started. */
export interface TargetConfig {
  /** Absolute path of the Django project; null for plain Python. */
  readonly project: string | null;
  readonly settingsModule: string | null;
  /** Use ASGI although the project also has a WSGI application. */
  readonly asgi: boolean;
  /** The server that requests go through; null to call the application itself. */
  readonly server: TargetServer | null;
  /** As the user wrote it; null to look for one. */
  readonly python: string | null;
  readonly pythonPath: readonly string[];
  readonly settings: Readonly<Record<string, Json>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly setup: string | null;
  /** The target's `sys.argv`; null for the driver's own. */
  readonly argv: readonly string[] | null;
}

/** The roots of the sandbox, and how the target gets to know them. */
export interface RootsConfig {
  /** At least one. */
  readonly names: readonly string[];
  /** Files that exist in the sandbox from the start. Everybody may touch them. */
  readonly files: readonly RootFile[];
  /** Django settings that get the path of a root, by dotted name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Environment variables that get the path of a root. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The stores besides files, and the rule for what everybody may access. */
export interface StoresConfig {
  readonly dynamodb: { readonly tables: readonly Json[]; readonly endpoint: string | null } | null;
  /** Buckets of the S3 engine; null for none. */
  readonly s3: { readonly buckets: readonly string[] } | null;
  readonly shared: ((resource: SharedQuestion) => SharedAnswer) | null;
}

export interface AttackerConfig {
  /** What is searched. */
  readonly powers: readonly Power[];
  /** Those of them that the config grants an attacker: a finding that needs another one is reported with a condition. */
  readonly granted: readonly Power[];
  /** The folders of the sandbox in which an attacker with `own-folder` plants; null for any that is its own. */
  readonly ownFolders: readonly OwnFolder[] | null;
  /** Values of victims that the attacker knows although they look like secrets. */
  readonly knows: readonly { readonly operation: string; readonly name: string }[];
}

export interface LimitsConfig {
  readonly stepDeadlineMs: number;
  /** Bytes of memory that each process of the target may have for its data. */
  readonly memoryBytesMax: number;
  /** Ports on loopback that a target in a jail may use; null for all that are listened on when it starts. */
  readonly loopbackPorts: readonly number[] | null;
}

/** Name of the actor who attacks; all others are victims. */
export const attackerName = 'attacker';
