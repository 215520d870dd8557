/** Properties, violations and findings: how an observation is judged and what is told. */
import { type Attack, type Power, powerOf, powers, powersOf, type Zone } from './attack.ts';
import type { AttackClass } from './attackClass.ts';
import type { Access, Disclosure, Observation, Resource } from './observation.ts';
import type { Outcome } from './outcome.ts';
import type { Location } from './records.ts';
import type { Mattering } from './walk.ts';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** One violated promise, in one case. */
export interface Violation {
  readonly operation: string;
  readonly step: number;
  readonly location: Location | null;
  /** One sentence, hostile text still raw: what was touched and whose it is. */
  readonly unsafeSummary: string;
  readonly access: Access | null;
  readonly disclosure: Disclosure | null;
}

/** What reports say of a property. */
export interface PropertyDescription {
  readonly id: string;
  /** `CWE-22`. */
  readonly cwe: string;
  /** Severity when a request alone suffices. */
  readonly severity: Severity;
  /** One paragraph: what it promises and what it cannot see. */
  readonly promise: string;
}

/** A promise about effects, as a pure function. */
export interface Property extends PropertyDescription {
  readonly judge: (observation: Observation) => readonly Violation[];
}

/** A property with what its page of the reference says to a developer, in words of Django and DynamoDB. */
export interface DocumentedProperty extends Property {
  readonly remedy: string;
  /** Python that breaks the promise, a few lines of a view or the like, and the same lines after the remedy. */
  readonly flawed: string;
  readonly corrected: string;
}

export interface Evidence {
  readonly access: Access | null;
  readonly disclosure: Disclosure | null;
  /** What the smallest attack looks like in words: layout as a tree, steps as requests. Raw text. */
  readonly unsafeRequests: readonly string[];
  readonly unsafeLayout: readonly string[];
  /** What an intruder does in the middle, in words; absent where the attack has no race. */
  readonly unsafeRace?: string;
  /** Which parts of the arguments matter; absent where that was not asked. */
  readonly mattering?: readonly Mattering[];
  /** Every access outside or of another owner in that case. */
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
  /** `info` where `ifGranted` says what it depends on. */
  readonly severity: Severity;
  readonly power: Power;
  /** Absent where the config grants all that its attack needs. */
  readonly ifGranted?: Condition;
  readonly cwe: string;
  readonly operation: string;
  readonly summary: string;
  /** The outermost place that is the operation's own. */
  readonly location: { readonly file: string; readonly line: number } | null;
  /** By which places it came from there to what did it, the innermost last; absent where the place itself did it. */
  readonly via?: readonly { readonly file: string; readonly line: number }[];
  readonly attack: Attack;
  /** Attack classes that its smallest attack belongs to. */
  readonly classes: readonly AttackClass[];
  readonly evidence: Evidence;
  readonly confirmed: 'confirmed' | 'flaky';
  /** Cases run until it was first seen, the first one counting 1. */
  readonly foundAfterCases: number;
  /** What the case was that it was first seen in: `corpus`, `harmless`, `drawn`, or the kind of the probe. */
  readonly foundBy: string;
}

/** One lower severity for each step that an attack needs beyond a request. What few kernels allow only informs. */
export function severityFor(base: Severity, power: Power): Severity {
  if (base === 'info' || power === 'hard-link') return 'info';
  const lower = { request: 0, 'own-folder': 1, 'shared-temp': 1, race: 2 }[power];
  const worst = severities.indexOf(base) + lower;
  return severities[Math.min(worst, severities.indexOf('low'))] ?? 'low';
}

/** Severity of a promise that an attack breaks, and the condition under which it would weigh more than information. */
export function weigh(
  base: Severity,
  attack: Attack,
  granting: Granting,
): Pick<Finding, 'severity' | 'ifGranted'> {
  const severity = severityFor(base, powerOf(attack));
  const missing = powersMissing(attack, granting);
  return missing.length === 0 ? { severity } : { severity: 'info', ifGranted: { powers: missing, severity } };
}

/** What is known of the powers of an attacker. */
export interface Granting {
  /** Absent where nothing is searched but what is granted. */
  readonly granted?: readonly Power[];
  readonly zones: readonly Zone[];
}

/** The powers that an attack needs and the config does not grant. Where the attacker has a folder, a race takes place there. */
export function powersMissing(attack: Attack, { granted = powers, zones }: Granting): readonly Power[] {
  const needed = new Set(powersOf(attack));
  if (attack.race !== null && (attack.race.flip?.zone ?? zones[0]) === 'own') needed.add('own-folder');
  return powers.filter((power) => needed.has(power) && !granted.includes(power));
}

/** One row of the ledger: what became of a class of attacks. */
export interface LedgerRow {
  readonly class: AttackClass;
  readonly generated: number;
  readonly reachedSink: number;
  readonly judged: number;
  /** Why it could not be tried here; null where it could, though it may not have been drawn. */
  readonly impossible: string | null;
}

/** What was learnt or left out, in a sentence. */
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
  /** The operation that it is about, where it is about one. */
  readonly operation?: string;
  /** What a person may look at who wants to know more. */
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
    /** The user stopped the run before anything was judged. */
    | 'stopped'
    /** The moat differs, and no case was seen to change it. */
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
      /** The command without its bounds, so that a report can say how to go on; absent where there was none. */
      readonly command?: string;
      readonly operations: readonly string[];
      /** The only actor of the config, where an operation depends on its actor; absent where there are several. */
      readonly soleActor?: string;
      /** The properties that judge this run, for reports that also list what held. */
      readonly properties?: readonly PropertyDescription[];
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
      readonly findings: number;
      readonly doing: string;
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
  /** How the attacker's harmless run ended; null where there was none. */
  readonly outcome: Outcome | null;
  /** What it answered, in a few words for people. */
  readonly answer: string;
  /** Each harmless run of it failed; absent where one went well. */
  readonly refused?: true;
  /** What to do about that, or about having reached nothing, where it is known. */
  readonly advice?: string;
  /** The last lines that it printed where it did not end well, raw; absent for none. */
  readonly unsafePrinted?: readonly string[];
}

export interface RunStats {
  readonly cases: number;
  readonly inconclusive: number;
  readonly seconds: number;
  readonly judgedPerSecond: number;
  /** Null where no search began, and until one has ended. */
  readonly ended: SearchEnd | null;
}

/** What ended a search, and which operations had not had their first attacks by then. */
export interface SearchEnd {
  /** `failure`: there was no world left to search in. `exhausted`: there was nothing left to try. */
  readonly by: 'cases' | 'time' | 'stop' | 'exhausted' | 'failure';
  /** The bound that ended it, in cases or milliseconds; null where none did. */
  readonly bound: number | null;
  /** Whether nobody asked for that bound. */
  readonly isDefault: boolean;
  /** How many attacks each operation is given before its silence says much. */
  readonly firstAttacks: number;
  /** Operations that had fewer, and how many they had. */
  readonly short: readonly { readonly operation: string; readonly attacks: number }[];
  readonly operations: number;
  /** The bound that would have given all of them as many, as far as this run shows; null where they had. */
  readonly enough: { readonly cases: number; readonly seconds: number } | null;
}
