/**
 * Flaws: what is to be mended once, with every finding that shows it. A rename of a path of the request that is found to write
 * outside, to read and to delete is one flaw with three consequences. `reporters/flaws.ts` makes them of findings.
 */
import type { Acceptance } from './acceptance.ts';
import type { Power } from './attack.ts';
import type { Condition, Finding, Severity } from './finding.ts';

/** One promise that a flaw breaks, and the finding that shows it, for `replay`. */
export interface Consequence {
  readonly property: string;
  readonly severity: Severity;
  /** Id of the finding. */
  readonly finding: string;
}

export interface Flaw {
  /** The id of the finding that is shown first, so that it can be replayed. */
  readonly id: string;
  /** One line, escaped: `rename writes outside its folder, by rename.to`. */
  readonly title: string;
  /** The worst of its findings. */
  readonly severity: Severity;
  /** The least power that suffices for a finding of that severity. */
  readonly power: Power;
  /** Absent if at least one finding counts without further powers. */
  readonly ifGranted?: Condition;
  /** Of all its findings, each once, that of the first one first. */
  readonly cwes: readonly string[];
  /** Each once, that of the first finding first. */
  readonly operations: readonly string[];
  readonly location: Finding['location'];
  readonly via?: NonNullable<Finding['via']>;
  /** What the attacker chooses: `rename.to`. Raw. */
  readonly unsafeInputs: readonly string[];
  /** Each property once, the worst first. */
  readonly consequences: readonly Consequence[];
  /** The finding that is shown first: the worst, then the one that needs least, then one that touched something; its attack is the one to read. */
  readonly first: Finding;
  /** Ids of the other findings, the worst first. */
  readonly further: readonly string[];
  /** Whether none of its findings was stored before the run. */
  readonly isNew: boolean;
  /** Absent if nobody has accepted it. */
  readonly accepted?: Acceptance & { readonly expired: boolean };
}
