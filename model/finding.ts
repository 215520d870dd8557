/** Properties, violations and findings: how an observation is judged, and what is reported. */
import type { TakenAcceptance, TriedFinding } from './acceptance.ts';
import { type Attack, type Power, powerOf, powers, powersOf, type Zone } from './attack.ts';
import type { AttackClass } from './attackClass.ts';
import type { Exchange } from './exchange.ts';
import type { Access, Disclosure, Observation, Resource } from './observation.ts';
import type { Outcome } from './outcome.ts';
import type { Location } from './records.ts';
import { type Severity, severities } from './severity.ts';
import type { Mattering } from './walk.ts';

export { isAtLeast, type Severity, severities } from './severity.ts';

/** One violation of a property, in one case. */
export interface Violation {
  readonly operation: string;
  readonly step: number;
  readonly location: Location | null;
  /** One sentence with raw hostile text: the touched resource and its owner. */
  readonly unsafeSummary: string;
  readonly access: Access | null;
  readonly disclosure: Disclosure | null;
}

/** The description of a property in reports. */
export interface PropertyDescription {
  readonly id: string;
  /** `CWE-22`. */
  readonly cwe: string;
  /** Severity when a request alone suffices. */
  readonly severity: Severity;
  /** One paragraph: the promise, and what it cannot see. */
  readonly promise: string;
}

/** What to do about a violation, in terms of Django and DynamoDB. */
export interface Remedy {
  readonly remedy: string;
  /** Python that violates the property, a few lines of a view or the like, and the same lines after the remedy. */
  readonly flawed: string;
  readonly corrected: string;
}

/** A promise about effects, judged by a pure function. */
export interface Property extends PropertyDescription {
  readonly judge: (observation: Observation) => readonly Violation[];
}

/** A property with the content of its reference page, in terms of Django and DynamoDB. */
export interface DocumentedProperty extends Property, Remedy {}

/** A property as a run tells it. */
export interface ToldProperty extends PropertyDescription {
  /** Absent in streams of events that were kept without. */
  readonly advice?: Remedy;
}

export interface Evidence {
  readonly access: Access | null;
  readonly disclosure: Disclosure | null;
  /** The smallest attack in words: layout as a tree, steps as requests. Raw text. */
  readonly unsafeRequests: readonly string[];
  readonly unsafeLayout: readonly string[];
  /** Those of its steps that are requests, as they were sent and answered; absent for none. */
  readonly exchanges?: readonly Exchange[];
  /** The intruder's action, in words; absent if the attack has no race. */
  readonly unsafeRace?: string;
  /** Which parts of the arguments matter; absent if that was not examined. */
  readonly mattering?: readonly Mattering[];
  /** Every access outside the sandbox or to another owner's resources in that case. */
  readonly accesses: readonly Access[];
}

/** The condition under which a finding counts: powers that the config grants nobody, and its severity if it did. */
export interface Condition {
  /** At least one, from the least to the most. */
  readonly powers: readonly Power[];
  readonly severity: Severity;
}

export interface Finding {
  /** Short stable identity of the cause: property + operation + place in the target + the arguments that reach it. */
  readonly id: string;
  readonly property: string;
  /** `info` if `ifGranted` is present. */
  readonly severity: Severity;
  readonly power: Power;
  /** Absent if the config grants all powers that its attack needs. */
  readonly ifGranted?: Condition;
  readonly cwe: string;
  readonly operation: string;
  readonly summary: string;
  /** The outermost place that belongs to this operation alone. */
  readonly location: { readonly file: string; readonly line: number } | null;
  /** The places from there to the access, the innermost last; absent if it is the same place. */
  readonly via?: readonly { readonly file: string; readonly line: number }[];
  readonly attack: Attack;
  /** Attack classes of its smallest attack. */
  readonly classes: readonly AttackClass[];
  readonly evidence: Evidence;
  readonly confirmed: 'confirmed' | 'flaky';
  /** Cases run until it was first seen, the first one counting 1. */
  readonly foundAfterCases: number;
  /** How its first case was chosen: `corpus`, `harmless`, `drawn`, or the kind of the probe. */
  readonly foundBy: string;
}

/** One severity lower for each step that an attack needs beyond a request. Attacks that few kernels allow are informative. */
export function severityFor(base: Severity, power: Power): Severity {
  if (base === 'info' || power === 'hard-link') return 'info';
  const lower = { request: 0, 'own-folder': 1, 'shared-temp': 1, race: 2 }[power];
  const worst = severities.indexOf(base) + lower;
  return severities[Math.min(worst, severities.indexOf('low'))] ?? 'low';
}

/** Severity of a violation by an attack, and the condition under which it would count for more than information. */
export function weigh(
  base: Severity,
  attack: Attack,
  granting: Granting,
): Pick<Finding, 'severity' | 'ifGranted'> {
  const severity = severityFor(base, powerOf(attack));
  const missing = powersMissing(attack, granting);
  return missing.length === 0 ? { severity } : { severity: 'info', ifGranted: { powers: missing, severity } };
}

/** Which powers an attacker has. */
export interface Granting {
  /** Absent if only granted powers are searched. */
  readonly granted?: readonly Power[];
  readonly zones: readonly Zone[];
}

/**
 * The powers that an attack needs and the config does not grant. A race takes place in the attacker's folder, if there is one.
 */
export function powersMissing(attack: Attack, { granted = powers, zones }: Granting): readonly Power[] {
  const needed = new Set(powersOf(attack));
  if (attack.race !== null && (attack.race.flip?.zone ?? zones[0]) === 'own') needed.add('own-folder');
  return powers.filter((power) => needed.has(power) && !granted.includes(power));
}

/** One row of the ledger: how often a class of attacks was generated, reached a sink and was judged. */
export interface LedgerRow {
  readonly class: AttackClass;
  readonly generated: number;
  readonly reachedSink: number;
  readonly judged: number;
  /** In how many judged cases the attacker did each operation; only those with some, absent for none. */
  readonly judgedIn?: readonly { readonly operation: string; readonly cases: number }[];
  /** Why it could not be tried here; null if it could, even if it was not drawn. */
  readonly impossible: string | null;
}

/** In how many cases so far an attack of a class was judged in an operation. */
export interface LedgerCell {
  readonly class: AttackClass;
  readonly operation: string;
  readonly cases: number;
}

/** A sentence about something learnt or left out. */
export interface LedgerNote {
  readonly kind:
    | 'question'
    | 'shared'
    | 'not-tested'
    | 'failing'
    | 'inconclusive'
    | 'limit'
    | 'learnt'
    | 'hazard'
    | 'unavailable';
  readonly text: string;
  /** The operation that it is about, if any. */
  readonly operation?: string;
  /** An attack for people who want details. */
  readonly attack?: Attack;
}

/** A reason why a case or a run could not be judged. */
export interface RunError {
  readonly kind:
    | 'target'
    | 'engine'
    | 'deadline'
    | 'not-tested'
    | 'undecoded'
    | 'corpus'
    /** The user stopped the run before any case was judged. */
    | 'stopped'
    /** The moat has changed, but no case was seen to change it. */
    | 'unseen';
  readonly message: string;
  readonly operation: string | null;
  readonly attack: Attack | null;
}

/** All events for reporters, in order. A saved stream can be reported again. */
export type RunEvent =
  | {
      readonly type: 'started';
      readonly version: string;
      readonly seed: number;
      readonly config: string;
      /** The command without its bounds, so that a report can say how to continue; absent if there was none. */
      readonly command?: string;
      readonly operations: readonly string[];
      /** Ids of the findings that were stored before the run; absent for none. */
      readonly known?: readonly string[];
      /** What people have accepted; absent for nothing. */
      readonly accepted?: readonly TakenAcceptance[];
      /** Stored findings whose attacks are tried first; absent for none. */
      readonly tried?: readonly TriedFinding[];
      /** The only actor of the config, where an operation depends on its actor; absent where there are several. */
      readonly soleActor?: string;
      /** The properties that judge this run, for reports that also list those that held. */
      readonly properties?: readonly ToldProperty[];
    }
  | {
      readonly type: 'rehearsed';
      readonly operations: readonly RehearsedOperation[];
      readonly notes: readonly LedgerNote[];
    }
  | {
      readonly type: 'progress';
      readonly cases: number;
      readonly seconds: number;
      /** Without those that only inform. */
      readonly findings: number;
      readonly doing: string;
      /** How often a case has shown something new: effects, a form of answers, a way through the code. Absent in older streams. */
      readonly shown?: number;
      /** Cells of the ledger that have changed since they were last told; absent most of the time. */
      readonly cells?: readonly LedgerCell[];
    }
  /** `rough`: its attack is not the smallest yet; it is reported again when it is, or when the time is over. */
  | { readonly type: 'finding'; readonly finding: Finding; readonly rough?: true }
  | { readonly type: 'error'; readonly error: RunError }
  | {
      readonly type: 'finished';
      readonly ledger: readonly LedgerRow[];
      readonly notes: readonly LedgerNote[];
      readonly stats: RunStats;
      readonly exitCode: 0 | 1 | 2;
    };

/** The stores of resources. */
export type Store = Resource['store'];

export interface RehearsedOperation {
  readonly name: string;
  readonly reached: readonly Store[];
  readonly tested: boolean;
  /** How the attacker's harmless run ended; null if there was none. */
  readonly outcome: Outcome | null;
  /** Its answer, summarised in a few words. */
  readonly answer: string;
  /** All its harmless runs failed; absent if one succeeded. */
  readonly refused?: true;
  /** What to do about that, or about reaching no resource, if known. */
  readonly advice?: string;
  /** The last lines that it printed if it failed, raw; absent if there are none. */
  readonly unsafePrinted?: readonly string[];
}

export interface RunStats {
  readonly cases: number;
  readonly inconclusive: number;
  readonly seconds: number;
  readonly judgedPerSecond: number;
  /** Null if no search began, and until it has ended. */
  readonly ended: SearchEnd | null;
}

/** What ended a search, and which operations had too few attacks by then. */
export interface SearchEnd {
  /** `failure`: no world was left to search in. `exhausted`: nothing was left to try. */
  readonly by: 'cases' | 'time' | 'stop' | 'exhausted' | 'failure';
  /** The bound that ended it, in cases or milliseconds; null if none did. */
  readonly bound: number | null;
  /** Whether the bound is the default, which nobody asked for. */
  readonly isDefault: boolean;
  /** How many attacks each operation needs before finding nothing means much. */
  readonly firstAttacks: number;
  /** Operations with fewer attacks, and their number. */
  readonly short: readonly { readonly operation: string; readonly attacks: number }[];
  readonly operations: number;
  /** The bound that would have been enough for all of them, as far as this run shows; null if they all had enough. */
  readonly enough: { readonly cases: number; readonly seconds: number } | null;
}
