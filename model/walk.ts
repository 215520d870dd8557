/** The walk of a path: what each component of what was asked was when it was followed, and where it left the sandbox. */

export interface WalkStep {
  /** The component as it was asked, raw; the first one may be a place of the arena. */
  readonly unsafeName: string;
  readonly was: 'folder' | 'file' | 'link' | 'missing' | 'other';
  /** What a link says, raw, folders of the arena by their names; absent for the rest. */
  readonly unsafeTarget?: string;
  /** Where one stands after it, links followed, by places of the arena. Raw. */
  readonly unsafeAt: string;
  /** What the step of the attack made of it, where it came to be or went. */
  readonly became?: 'created' | 'deleted';
  /** For a hard link: the file that it is, by places of the arena. Raw. */
  readonly unsafeSameAs?: string;
  /** On the first component that lies outside the sandbox, outside the folder that the operation is given, or that is another actor's. */
  readonly leaves?: 'sandbox' | 'given' | 'own';
}

export interface Walk {
  readonly steps: readonly WalkStep[];
  /** Components in the middle of a very long path that are left out, after the first `limits.walkHeadMax`. */
  readonly left: number;
}

/** A piece of a hostile argument, and whether it matters for what was touched. */
export interface MatteringPart {
  /** Raw; what a world fills in is in words (`{moat}`). */
  readonly unsafeText: string;
  /** False where another word in its place did the same. */
  readonly matters: boolean;
}

/** Which parts of one argument of the smallest attack matter. */
export interface Mattering {
  readonly step: number;
  readonly parameter: string;
  readonly parts: readonly MatteringPart[];
}
