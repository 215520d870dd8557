/**
 * Recognises sweeps: requests that incidentally delete expired records of all tenants. `visit` deletes a victim's session that
 * expired a minute ago, whatever page the attacker requests. Two repetitions show it, both with the arguments of harmless runs:
 * the same records are deleted again, and none of them if all times in others' items are in the future. A deletion of records
 * that have not expired, or that the request names, is no sweep.
 */
import type { Attack } from '../../model/attack.ts';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import { textIn } from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import { type Access, isForeignTo, type Observation } from '../../model/observation.ts';
import { outcomeOf } from '../../model/outcome.ts';
import type { ItemImage } from '../../model/records.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { runCase } from '../case/caseRun.ts';
import { type Beforehand, nothingBefore } from '../case/performCase.ts';
import type { Seen } from '../step/step.ts';
import { changeKey, isForeignChange, subjectKey } from './changes.ts';
import { timesIn, withLaterTimes } from './itemTimes.ts';

/** Returns which changes of an observation belong to a sweep. The result for a sequence of steps is remembered. */
export function learnSweeps(
  parts: CaseParts,
): (observation: Observation, open: readonly Access[]) => Promise<ReadonlySet<Access>> {
  const known = new Map<string, Set<string>>();
  return async (observation, open) => {
    const harmless = withoutChoice(observation.attack, parts.attacker);
    const written = JSON.stringify(harmless);
    const isSwept = (access: Access): boolean =>
      known.get(written)?.has(changeKey(access, observation)) === true;
    // What was not over when it was asked about may be now.
    if (!open.every(isSwept) && holdsTimes(parts, observation)) {
      if (known.size >= limits.rememberedAttacksMax) known.clear();
      const shown = known.get(written) ?? new Set();
      known.set(written, shown);
      for (const key of await sweptBy(parts, harmless, observation, open)) shown.add(key);
    }
    return new Set(open.filter(isSwept));
  };
}

/** Whether items of others contain any time that may be over. */
function holdsTimes(parts: CaseParts, { accesses }: Observation): boolean {
  return (
    itemsOfOthers(parts, []).some(({ item }) => timesIn(item).length > 0) ||
    accesses.some(({ actor, after }) => actor !== parts.attacker && timesIn(after ?? {}).length > 0)
  );
}

/** The attack without anything that the attacker chose. */
function withoutChoice({ steps }: Attack, attacker: string): Attack {
  const harmless = steps.map((step) => (step.actor === attacker ? { ...step, arguments: {} } : step));
  return { layout: [], steps: harmless, race: null };
}

/** Changes of others' things that the steps make by themselves, and not where all times are still to come. */
async function sweptBy(
  parts: CaseParts,
  harmless: Attack,
  observation: Observation,
  open: readonly Access[],
): Promise<ReadonlySet<string>> {
  const { attacker } = parts;
  const changesOf = ({ accesses }: Observation): readonly Access[] =>
    accesses.filter((access) => isForeignChange(access, attacker));
  const usual = await runCase(parts, harmless);
  const byItself = new Map(changesOf(usual).map((access) => [changeKey(access, usual), access]));
  if (!open.some((access) => byItself.has(changeKey(access, observation)))) return new Set();
  const later = await runCase(parts, harmless, timesToCome(parts, harmless));
  if (!isDeepEqual(outcomesOf(usual), outcomesOf(later))) return new Set();
  const still = new Set(changesOf(later).map((access) => subjectKey(access, later)));
  return new Set(
    [...byItself].filter(([, access]) => !still.has(subjectKey(access, usual))).map(([key]) => key),
  );
}

/** How each step ended: one that failed has cleared away nothing for that reason. */
function outcomesOf({ responses }: Observation): readonly string[] {
  return responses.map(({ response }) => outcomeOf(response));
}

function isDeepEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((outcome, index) => outcome === other[index]);
}

/** Before each step of the attacker's, the times in all items of others are still to come. */
function timesToCome(parts: CaseParts, { steps }: Attack): Beforehand {
  return {
    ...nothingBefore,
    alter: (index, seen) =>
      steps[index]?.actor !== parts.attacker
        ? []
        : itemsOfOthers(parts, seen).flatMap(({ table, key, item }): HarnessWrite[] => {
            const later = withLaterTimes(item, key, Date.now());
            return later === null ? [] : [{ table, key, item: later }];
          }),
  };
}

interface ItemOfOthers {
  readonly table: string;
  readonly key: ItemImage;
  readonly item: ItemImage;
}

/** Items of others after the steps of a case so far, without those that the attacker has changed. */
function itemsOfOthers(
  { stage: { registers }, config, attacker }: CaseParts,
  seen: readonly Seen[],
): readonly ItemOfOthers[] {
  const items = new Map<string, ItemOfOthers>();
  const tables = (config.stores.dynamodb?.tables ?? []).flatMap((table) => textIn(table, 'TableName') ?? []);
  for (const touch of tables.flatMap(registers.items)) {
    const { table, key, after } = touch;
    if (after !== null && isForeignTo(registers.ownerOfItem(touch), attacker))
      items.set(itemIdentity(table, key), { table, key, item: after });
  }
  for (const { resource, action, actor, after = null } of seen.flatMap(({ accesses }) => accesses)) {
    if (resource.store !== 'item' || action === 'read') continue;
    const { table, key } = resource;
    const identity = itemIdentity(table, key);
    if (after === null || actor === attacker) items.delete(identity);
    else items.set(identity, { table, key, item: after });
  }
  return [...items.values()];
}
