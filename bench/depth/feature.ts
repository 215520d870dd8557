/**
 * Features, of which an application consists: a Python module with some operations. One may hold a planted flaw or its corrected
 * twin, with an attack by hand that shows which of the two it is.
 */
import type { Dice } from './dice.ts';
import type { Noun } from './words.ts';

/** What an application has in common from its first to its last line. */
export interface Style {
  /** Package of the application. */
  readonly site: string;
  /** Attribute of a request that says who acts: `request.tenant`. */
  readonly tenant: string;
  readonly identity: { readonly by: 'header' | 'cookie'; readonly name: string };
  /** Names of the partition and the sort key. */
  readonly pk: string;
  readonly sk: string;
  /** Attribute that says whose an item is. */
  readonly owner: string;
  /** Between parts of keys. */
  readonly delimiter: string;
  /** Name of the table for all kinds. */
  readonly table: string;
  readonly bucket: string;
  /** Setting that names the folder of files, and its root. */
  readonly media: { readonly setting: string; readonly root: string };
  /** Folder that tenants also reach by other means, with links. */
  readonly dropbox: { readonly setting: string; readonly root: string };
  readonly attacker: string;
  /** Between the attacker's name and what the first victim's name goes on with. */
  readonly separator: string;
  /** The first one's name begins with the attacker's. */
  readonly victims: readonly [string, string];
}

/** Where a feature is put. */
export interface Plot {
  readonly dice: Dice;
  readonly style: Style;
  readonly noun: Noun;
  /** What an operation costs the application beside its own requests, in milliseconds. */
  readonly workMs: number;
}

export interface TableSpec {
  readonly name: string;
  /** Partition key and, where there is one, sort key. */
  readonly keys: readonly string[];
  readonly indexes?: readonly { readonly name: string; readonly keys: readonly string[] }[];
}

/** One operation of the config, and the route that leads to it. */
export interface Operation {
  readonly name: string;
  /** Names of the operations that it stands for, where these are several. */
  readonly names?: readonly string[];
  /** As the config says it: `{ http: 'GET /memos/', query: { ref: text() } }`. */
  readonly config: string;
  /** Path below the root and function of the module; null where it is no endpoint. */
  readonly route: { readonly path: string; readonly view: string; readonly method: string } | null;
}

/** A request as a hand sends it. */
export interface HandsRequest {
  readonly method: string;
  /** With query, percent-encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

export interface HandsAnswer {
  readonly status: number;
  readonly text: string;
}

/** What an attack by hand works with: plain HTTP, the management command, and the folders of the application. */
export interface Hands {
  readonly send: (actor: string, request: HandsRequest) => Promise<HandsAnswer>;
  /** Runs `manage.py` with these arguments; its exit code. */
  readonly manage: (...args: readonly string[]) => Promise<number>;
  readonly attacker: string;
  readonly victim: string;
  /** Runs lines of Python in the application; what they print. */
  readonly run: (...lines: readonly string[]) => Promise<string>;
  /** The temporary folder of the application. */
  readonly temp: string;
  /** Absolute folder of a root. Each lies in a folder of its own, whose other content is beyond the sandbox. */
  readonly root: (name: string) => string;
  /** A fresh word that nobody else has. */
  readonly word: () => string;
}

/** Whether the trespass took place. */
export type Proof = (hands: Hands) => Promise<boolean>;

export interface Feature {
  /** Python module below the package. */
  readonly module: string;
  readonly code: string;
  readonly operations: readonly Operation[];
  readonly tables: readonly TableSpec[];
  readonly needsObjects?: true;
  /** It works in the folder that tenants reach by other means. */
  readonly needsDropbox?: true;
  /** Members of Django's settings, as Python lines. */
  readonly settings?: readonly string[];
  /** Management commands by name. */
  readonly commands?: Readonly<Record<string, string>>;
  /** Name of the operation with the flaw, or with what only looks like one; null where there is neither. */
  readonly suspect: string | null;
  readonly proof: Proof | null;
  /** Other operations with the same flaw: no finding of theirs is an accusation. */
  readonly alsoFlawed?: readonly string[];
  /** What was drawn, in a few words, for whoever asks why a flaw was missed. */
  readonly drawn: readonly string[];
}

/** A kind of flaw with its corrected twin. */
export interface FlawKind {
  readonly id: string;
  /** Attack classes of the reference that it is of; none where it is of no class. */
  readonly classes: readonly string[];
  readonly plant: (plot: Plot, flawed: boolean) => Feature;
}

/** A kind of feature without anything to find. */
export interface PlainKind {
  readonly id: string;
  readonly size: number;
  readonly plant: (plot: Plot) => Feature;
}

/** Names of all operations of a feature. */
export function namesOf({ operations }: Pick<Feature, 'operations'>): readonly string[] {
  return operations.flatMap(({ name, names }) => names ?? [name]);
}
