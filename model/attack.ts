/** An attack: everything the attacker controls in one case, as a plain JSON value. */
import type { Archive } from './archive.ts';
import type { Text } from './text.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/** A file as an upload or a file-like argument. `bytes` are base64. */
export interface FileArgument {
  readonly name: Text;
  readonly contentType?: string;
  readonly content: Content;
}

/** Content of a file: text, bytes in base64, or an archive. */
export type Content = { readonly text: Text } | { readonly bytes: string } | { readonly archive: Archive };

/** The value of one parameter. A parameter that a step leaves out has its harmless value. */
export type Argument =
  | { readonly text: Text }
  | { readonly bytes: string }
  | { readonly file: FileArgument }
  /** For a parameter that takes an archive, as bytes or as the path of a file. */
  | { readonly archive: Archive }
  /**
   * `first` is an earlier duplicate of the member, if the request is a JSON object. `within` and the `further` texts replace the
   * marks of `model/jsonText.ts` in either.
   */
  | JsonArgument;

export interface JsonArgument {
  readonly json: Json;
  readonly first?: Json;
  readonly within?: Text;
  readonly further?: readonly Text[];
}

/** The archive that an argument carries; null for none. */
export function archiveIn(argument: Argument): Archive | null {
  const content = 'file' in argument ? argument.file.content : argument;
  return 'archive' in content ? content.archive : null;
}

export interface Step {
  readonly operation: string;
  /** Name of the actor who performs the step. */
  readonly actor: string;
  /** Another identity of the actor, by which the step is performed; absent for the one by which the operation is. */
  readonly as?: string;
  readonly arguments: Readonly<Record<string, Argument>>;
}

/** Where a layout entry is planted: the attacker's own folder, or the shared temporary folder. */
export type Zone = 'own' | 'temp';

/** One entry that is planted on disk before the steps. `path` is relative to its zone, with `/` between components. */
export type LayoutEntry =
  | { readonly kind: 'directory'; readonly zone: Zone; readonly path: Text }
  | { readonly kind: 'file'; readonly zone: Zone; readonly path: Text; readonly content: string }
  | { readonly kind: 'symlink'; readonly zone: Zone; readonly path: Text; readonly to: Text }
  | { readonly kind: 'hardlink'; readonly zone: Zone; readonly path: Text; readonly to: Text }
  /** A named pipe: opening it waits for the other end (fifo(7)). */
  | { readonly kind: 'pipe'; readonly zone: Zone; readonly path: Text };

export interface Attack {
  readonly layout: readonly LayoutEntry[];
  readonly steps: readonly Step[];
  /** The race of an intruder during a step; null for none. */
  readonly race: Race | null;
}

/**
 * An intruder who changes the disk in the middle of a step, at one access, before it happens. It acts below the
 * attacker's own folders and the shared temporary folder only, as the attacker could.
 */
export interface Race {
  /** Index of the step in which it acts, from 0. */
  readonly step: number;
  /** Counts the step's accesses to paths below those folders, from 0. */
  readonly at: number;
  /** Which component of that access's path is replaced: 0 the last one, 1 its folder, and so on. */
  readonly up: number;
  readonly put: RacePut;
  /** After how many further accesses the original is restored; null for never. */
  readonly back: number | null;
  /**
   * The link is exchanged with the original all the time, because the step accesses files there without Python's own calls, so
   * that accesses cannot be counted: `at` and `back` have no meaning then, and `up` counts from this path. The outcome is
   * chance.
   */
  readonly flip?: FlipPlace;
}

/** A path below a zone, as harmless traffic uses it. */
export interface FlipPlace {
  readonly zone: Zone;
  readonly path: string;
}

/** Whether a whole step is done in the middle of another one. */
export function isBetweenSteps(
  race: Race | null,
): race is Race & { readonly put: { readonly kind: 'step' } } {
  return race?.put.kind === 'step';
}

/** Whether the outcome of an attack is chance, so that finding nothing proves nothing. */
export function isByChance({ race }: Attack): boolean {
  return race?.flip !== undefined;
}

/**
 * What replaces the component; `nothing` removes it. For a `step` nothing is replaced: the attack's next step, which may be
 * another actor's, is done as a whole at that point; `at` counts all turns of the step then, and `up` and `back` have no meaning. `holding` is a name of the attacker's choice that also exists in the
 * folder to which the link leads, as `passwd` does in several.
 */
export type RacePut =
  | { readonly kind: 'symlink'; readonly to: Text; readonly holding?: string }
  | { readonly kind: 'file' | 'directory' | 'nothing' | 'step' };

/**
 * What an attack needs, from the least to the most. `hard-link` is a hard link to a file that the attacker cannot write:
 * kernels with `fs.protected_hardlinks` (proc(5)), the default of distributions, refuse it.
 */
export type Power = 'request' | 'own-folder' | 'shared-temp' | 'race' | 'hard-link';

export const powers: readonly Power[] = ['request', 'own-folder', 'shared-temp', 'race', 'hard-link'];

/** All powers that an attack uses; `request` is always among them. */
export function powersOf(attack: Attack): ReadonlySet<Power> {
  const used = new Set<Power>(['request']);
  for (const entry of attack.layout) used.add(entry.zone === 'own' ? 'own-folder' : 'shared-temp');
  if (attack.race !== null) used.add('race');
  if (attack.layout.some(({ kind }) => kind === 'hardlink')) used.add('hard-link');
  return used;
}

/** The strongest power that an attack uses; findings are named by it. */
export function powerOf(attack: Attack): Power {
  const used = powersOf(attack);
  return powers.filter((power) => used.has(power)).at(-1) ?? 'request';
}
