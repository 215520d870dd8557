/**
 * The types of a step: the task that a stage is given (`save` as mallory with `name` = `../a`), and everything that was
 * observed of it.
 */

import type { FileChange } from '../../model/change.ts';
import { attackerName } from '../../model/config.ts';
import type { Store } from '../../model/finding.ts';
import type { ItemRequest } from '../../model/itemRequest.ts';
import type { AskedItem, Disclosure, Lookup, Owner, SeenAccess } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import type {
  HookRecord,
  ObjectRecord,
  StepResponse,
  TripwireRecord,
  WireRecord,
  ZoneAccess,
} from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Intruded, Intrusion, StepReport } from '../../model/target.ts';
import type { NotedInRehearsal } from '../../model/touchedModel.ts';
import type { PlantedLinks } from './movedPlants.ts';

/** One step to do: all arguments filled in; `hostile` names those that the attack itself chose. */
export interface StepTask {
  readonly index: number;
  readonly operation: Operation;
  readonly actor: string;
  readonly arguments: ResolvedArguments;
  readonly hostile: ReadonlySet<string>;
  /** Everything that the case has sent so far, this step included: an echo of it discloses nothing. */
  readonly sent: readonly string[];
  /** Of that, what the attack itself chose. */
  readonly unsafeChosen: readonly string[];
  readonly planted: ReadonlySet<string>;
  /** Whether the temporary folder is a file system of its own in this step. */
  readonly apart?: boolean;
  /** The links among them; absent for none. */
  readonly plantedLinks?: PlantedLinks;
  /** The instructions to an intruder; absent for none. */
  readonly intrusion?: Intrusion;
  /** Its turns are counted, and it stops before one of them if a number is given; absent for neither. */
  readonly turn?: { readonly at: number | null };
  /** Pipes among the planted entries. */
  readonly pipes?: readonly string[];
  /** Whether it is to be seen at which files it looks; not where an intruder is sent. */
  readonly looks: boolean;
}

export interface Seen {
  readonly accesses: readonly SeenAccess[];
  readonly disclosures: readonly Disclosure[];
  readonly response: StepResponse;
  readonly records: readonly WireRecord[];
  readonly stored: readonly ObjectRecord[];
  readonly requests: readonly ItemRequest[];
  readonly asked: readonly AskedItem[];
  /** What it looked up in the arena; empty where that was not watched. */
  readonly looked: readonly ZoneAccess[];
  /** Others' files that it only looked at. */
  readonly lookups: readonly Lookup[];
  readonly changes: readonly FileChange[];
  /** Sandbox files that the step read or wrote by name. */
  readonly used: readonly string[];
  /** Real paths that it read, or was forbidden to write. */
  readonly systemPaths: readonly string[];
  readonly reached: ReadonlySet<Store>;
  readonly hooks: readonly HookRecord[];
  readonly tripwires: readonly TripwireRecord[];
  /** Whether a name was moved into the temporary folder or out of it. */
  readonly crossed: boolean;
  /** What the intruder met and did; null where none was sent. */
  readonly intruded: Intruded | null;
  /** Its turns, and whether it was stopped at one of them. */
  readonly turned: Turned;
  /** Names of the limits that cut short what is known of the step. */
  readonly limitsReached: readonly string[];
  /** What it left in the files that it wrote, by path; absent where that is not compared. */
  readonly left?: ReadonlyMap<string, string>;
  /** Of its arguments, those that functions of the config computed; absent for none. */
  readonly computed?: ResolvedArguments;
  /** What the target printed meanwhile, one character a byte. */
  readonly printed: string;
  /** As the target reported it, each place with its callers. */
  readonly reported: Pick<
    StepReport,
    'hooks' | 'calls' | 'leaves' | 'branches' | 'words' | keyof NotedInRehearsal
  >;
}

/** What a step reports of its turns. */
export interface Turned extends Pick<StepReport, 'turns' | 'stopped' | 'withheld' | 'late'> {
  /** Of a stopped step that went on: how many of its accesses it had made by then. */
  readonly accessesBefore?: number;
}

/** A step without an attack. `looks`: whether its lookups of files are recorded. */
export function harmlessTask(
  operation: Operation,
  actor: string,
  args: ResolvedArguments,
  looks: boolean,
): StepTask {
  return {
    ...{ index: 0, operation, actor, arguments: args, looks },
    ...{ hostile: new Set(), sent: [], unsafeChosen: [], planted: new Set() },
  };
}

/**
 * An operator works for all tenants: to it any actor's data belong to nobody in particular. A public operation may show any
 * actor's data, and change none of them.
 */
export function ownersFor<Resource>(
  { operation }: StepTask,
  ownerOf: (of: Resource) => Owner,
  looks: (of: Resource) => boolean,
): (of: Resource) => Owner {
  if (operation.operator !== true && operation.public !== true) return ownerOf;
  return (resource) => {
    const owner = ownerOf(resource);
    const isOpen = operation.operator === true || looks(resource);
    return owner.kind === 'actor' && isOpen ? { kind: 'shared' } : owner;
  };
}

/** Whether it is legitimate that a step reads others' data. */
export function mayLookAtAll({ operation }: StepTask): boolean {
  return operation.operator === true || operation.public === true;
}

/** Whether what a step does is for others than the attacker. */
export function actsForOthers({ actor, operation }: StepTask): boolean {
  return actor !== attackerName || operation.operator === true;
}
