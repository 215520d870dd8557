/**
 * Groups findings into flaws: findings of one operation belong together that share a line of the target, or an input by which
 * the attacker reaches the same kind of store. `open(base + name)` at two lines of a view is one flaw, whether it was found to
 * read, to write or to disclose. Findings that touched nothing, such as server errors, join the flaw whose line or input they
 * share; the others are one flaw for each operation and property.
 */
import { type Argument, powers, type Zone } from '../model/attack.ts';
import { type Finding, type Store, severities } from '../model/finding.ts';
import type { Consequence, Flaw } from '../model/flaw.ts';
import { partsOf } from '../model/text.ts';
import { flawTitle } from './flawTitle.ts';

/** Flaws, the worst first; among equals new ones first, then in the order of discovery. `known`: ids stored before the run. */
export function flawsOf(
  findings: readonly Finding[],
  known: ReadonlySet<string> = new Set(),
): readonly Flaw[] {
  return groupFindings(findings)
    .map((group) => flawOf(group, known))
    .toSorted((one, other) => rank(one) - rank(other) || Number(other.isNew) - Number(one.isNew));
}

/** What grouping looks at. Findings that were stored know no accesses. */
type Groupable = Pick<Finding, 'id' | 'property' | 'severity' | 'operation' | 'location' | 'attack'> & {
  readonly via?: Finding['via'];
  readonly evidence?: Finding['evidence'];
  readonly ifGranted?: Finding['ifGranted'];
};

/** Findings by flaw, in the order of discovery. */
export function groupFindings<Item extends Groupable>(
  findings: readonly Item[],
): readonly (readonly Item[])[] {
  const groups = openGroups<Item>();
  for (const finding of findings) if (traitsOf(finding).store !== null) groups.join(finding);
  // A server error joins a flaw, not the other way round.
  const untouching = findings.filter((finding) => traitsOf(finding).store === null);
  const worstFirst = untouching.toSorted((one, other) => Number(isRemark(one)) - Number(isRemark(other)));
  for (const finding of worstFirst) groups.attach(finding);
  const at = new Map(findings.map(({ id }, index) => [id, index]));
  const order = (one: Item, other: Item): number => (at.get(one.id) ?? 0) - (at.get(other.id) ?? 0);
  return groups
    .all()
    .map((group) => group.toSorted(order))
    .toSorted(([one], [other]) => (one === undefined || other === undefined ? 0 : order(one, other)));
}

/** Groups that grow, with an index of what their members share: comparing all with all takes seconds for some hundreds. */
function openGroups<Item extends Groupable>() {
  const groups = new Set<Item[]>();
  const sharing = new Map<string, Set<Item[]>>();
  const note = (group: Item[], item: Item): void => {
    for (const key of groupKeysOf(item)) {
      const known = sharing.get(key) ?? new Set();
      sharing.set(key, known.add(group));
    }
  };
  /** In the order in which they came to be. */
  const candidates = (item: Item): readonly Item[][] => {
    const near = new Set(groupKeysOf(item).flatMap((key) => [...(sharing.get(key) ?? [])]));
    return near.size < 2 ? [...near] : [...groups].filter((group) => near.has(group));
  };
  const remove = (group: Item[]): void => {
    groups.delete(group);
    for (const key of group.flatMap(groupKeysOf)) sharing.get(key)?.delete(group);
  };
  return {
    /** Puts a finding into those that it belongs to, which thereby become one. */
    join: (item: Item): void => {
      const near = candidates(item).filter((group) => group.some((member) => isOneFlaw(member, item)));
      for (const group of near) remove(group);
      const merged = [...near.flat(), item];
      groups.add(merged);
      for (const member of merged) note(merged, member);
    },
    /** Adds a finding that touched nothing to the one that fits best, or to one of its own. */
    attach: (item: Item): void => {
      const near = candidates(item);
      const best = [isSamePlaceOf, sharesInput, isAlike]
        .map((fits) => near.find((group) => tellingMembers(group).some((member) => fits(member, item))))
        .find((group) => group !== undefined);
      const group = best ?? [];
      group.push(item);
      groups.add(group);
      note(group, item);
    },
    all: (): readonly (readonly Item[])[] => [...groups],
  };
}

/** What only informs joins a flaw by what the flaw does, and not by what else has joined it. */
function tellingMembers<Item extends Groupable>(group: readonly Item[]): readonly Item[] {
  return group.every(isRemark) ? group : group.filter((member) => !isRemark(member));
}

/** Whether a finding would be told with another one, if there were only the two. */
export function isToldWith(one: Groupable, other: Groupable): boolean {
  const touching = [one, other].every((finding) => traitsOf(finding).store !== null);
  if (touching) return isOneFlaw(one, other);
  return isSamePlaceOf(one, other) || sharesInput(one, other) || isAlike(one, other);
}

/** What grouping compares of a finding; made once, because a report asks again with each new one. */
interface Traits {
  readonly store: Store | null;
  readonly place: string | null;
  readonly inputs: readonly string[];
}

const knownTraits = new WeakMap<object, Traits>();

function traitsOf(finding: Groupable): Traits {
  const known = knownTraits.get(finding);
  if (known !== undefined) return known;
  const traits = { store: storeOf(finding), place: innermost(finding), inputs: inputsOf(finding) };
  knownTraits.set(finding, traits);
  return traits;
}

/** What two findings of one flaw have at least one of in common. */
function groupKeysOf(finding: Groupable): readonly string[] {
  const { place, inputs } = traitsOf(finding);
  const { operation, property } = finding;
  const keys = [
    ...(place === null ? [] : [`place ${place}`]),
    ...inputs.map((input) => `input ${input}`),
    ...(isRemark(finding) ? [`remark ${property}`] : []),
  ];
  return keys.map((key) => JSON.stringify([operation, key]));
}

function isOneFlaw(one: Groupable, other: Groupable): boolean {
  if (isSamePlaceOf(one, other)) return true;
  return sharesInput(one, other) && traitsOf(one).store === traitsOf(other).store;
}

function isRemark(finding: Groupable): boolean {
  return finding.severity === 'info' && finding.ifGranted === undefined;
}

/** Whether two findings of an operation are at the line that did it. */
export function isSamePlaceOf(one: Groupable, other: Groupable): boolean {
  if (one.operation !== other.operation || one.location === null || other.location === null) return false;
  return traitsOf(one).place === traitsOf(other).place;
}

/** The line that did it. */
function innermost({ location, via = [] }: Groupable): string | null {
  const place = via.at(-1) ?? location;
  return place === null ? null : `${place.file}:${place.line}`;
}

function sharesInput(one: Groupable, other: Groupable): boolean {
  if (one.operation !== other.operation) return false;
  const { inputs } = traitsOf(other);
  return traitsOf(one).inputs.some((input) => inputs.includes(input));
}

/** Whether two findings only inform, and say the same about one operation. */
function isAlike(one: Groupable, other: Groupable): boolean {
  if (one.operation !== other.operation || one.property !== other.property) return false;
  return isRemark(one) && isRemark(other);
}

/** The kind of store that the finding is about; null if it touched none. */
function storeOf({ evidence }: Groupable): Store | null {
  const resource = evidence?.access?.resource ?? evidence?.disclosure?.resource;
  return resource?.store ?? null;
}

/**
 * What the attacker chooses in the smallest attack, sorted: `rename.to`, however it is sent or left out, and a few words for the
 * folder in which something is planted. What a step takes from the answer of an earlier one is not chosen.
 */
function inputsOf({ attack }: Pick<Groupable, 'attack'>): readonly string[] {
  const chosen = attack.steps.flatMap(({ operation, arguments: given }) =>
    Object.entries(given)
      .filter(([, argument]) => !isReference(argument))
      .map(([name]) => `${operation}.${nameOf(name)}`),
  );
  return distinct([...chosen.toSorted(), ...attack.layout.map(({ zone }) => plantedWords[zone])]);
}

const plantedWords: Readonly<Record<Zone, string>> = {
  own: "what is planted in the attacker's folder",
  temp: 'what is planted in the temporary folder',
};

/** `-id`, for a parameter that is left out, and `+query:id`, for one that is sent elsewhere or again, name `id`. */
function nameOf(argument: string): string {
  return argument.replace(/^[-+](?:[a-z]+:)?/, '');
}

function isReference(argument: Argument): boolean {
  if (!('text' in argument)) return false;
  const [part, ...more] = partsOf(argument.text);
  return more.length === 0 && typeof part === 'object' && 'returned' in part;
}

function flawOf(group: readonly Finding[], known: ReadonlySet<string>): Flaw {
  const worstFirst = group.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      rank(one.ifGranted ?? one) - rank(other.ifGranted ?? other) ||
      powers.indexOf(one.power) - powers.indexOf(other.power) ||
      // What was touched says more than the words of it that came out, whichever was found first.
      Number(isWithoutAccess(one)) - Number(isWithoutAccess(other)),
  );
  const [first, ...further] = worstFirst;
  if (first === undefined) throw new Error('[bug] a flaw without a finding');
  const { id, severity, power, ifGranted, location, via } = first;
  const unsafeInputs = inputsOf(first);
  return {
    id,
    title: flawTitle(first, unsafeInputs),
    severity,
    power,
    ...(ifGranted === undefined ? {} : { ifGranted }),
    cwes: distinct(worstFirst.map(({ cwe }) => cwe)),
    operations: distinct(worstFirst.map(({ operation }) => operation)),
    location,
    ...(via === undefined ? {} : { via }),
    unsafeInputs,
    consequences: consequencesOf(worstFirst),
    first,
    further: further.map((finding) => finding.id),
    isNew: !group.some((finding) => known.has(finding.id)),
  };
}

function isWithoutAccess({ evidence }: Finding): boolean {
  return evidence.access === null;
}

function consequencesOf(worstFirst: readonly Finding[]): readonly Consequence[] {
  const byProperty = new Map<string, Consequence>();
  for (const { property, severity, id } of worstFirst)
    if (!byProperty.has(property)) byProperty.set(property, { property, severity, finding: id });
  return [...byProperty.values()];
}

function rank({ severity }: Pick<Finding, 'severity'>): number {
  return severities.indexOf(severity);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
