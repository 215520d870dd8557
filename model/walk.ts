/** The walk of a path: each component as it was followed, and the one at which the path left the sandbox. */

export interface WalkStep {
  /** The component as requested, raw; the first one may be a place of the arena. */
  readonly unsafeName: string;
  readonly was: 'folder' | 'file' | 'link' | 'missing' | 'other';
  /** The target of a link, raw, with arena folders by their names; absent for other kinds. */
  readonly unsafeTarget?: string;
  /** The resolved path after this component, by arena places. Raw. */
  readonly unsafeAt: string;
  /** Whether the step created or removed it. */
  readonly became?: 'created' | 'deleted';
  /** For a hard link: the original file, by arena places. Raw. */
  readonly unsafeSameAs?: string;
  /** On the first component outside the sandbox, outside the folder that the operation is given, or of another actor. */
  readonly leaves?: 'sandbox' | 'given' | 'own';
}

export interface Walk {
  readonly steps: readonly WalkStep[];
  /** Omitted components in the middle of a very long path, after the first `limits.walkHeadMax`. */
  readonly left: number;
}

/** A piece of a hostile argument, and whether it matters for the touched resource. */
export interface MatteringPart {
  /** Raw; places that a world fills in are named (`{moat}`). */
  readonly unsafeText: string;
  /** False if another word in its place had the same effect. */
  readonly matters: boolean;
}

/** Which parts of one argument of the smallest attack matter. */
export interface Mattering {
  readonly step: number;
  readonly parameter: string;
  readonly parts: readonly MatteringPart[];
}
