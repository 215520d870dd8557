/**
 * Decides whether foreign data that a step read reached the attacker. The case is repeated in a world where the items and
 * objects in question hold other content of the same shape: if the attacker is answered differently, or different data are
 * written into what was the attacker's before, the read is a disclosure; if not, the code only fetched and withheld them. `GET
 * /notes/7` that answers 403 with either content discloses nothing. Data in newly made records prove nothing, because they may
 * be a log that the attacker never sees.
 */

import { itemIdentity } from '../../model/itemIdentity.ts';
import type { Access, IsPresenceKnown, Observation } from '../../model/observation.ts';
import { isRefusal } from '../../model/outcome.ts';
import { toldCharactersMax } from '../../observers/objects.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { runCase } from '../case/caseRun.ts';
import { type Beforehand, type CaseWrite, nothingBefore } from '../case/performCase.ts';
import { brittleAmong } from './brittle.ts';
import { resourceKey } from './changes.ts';
import { type Compared, changedAnything, type Series, toldByContent } from './compareAnswers.ts';
import { raisesInterference, resolveInterference } from './interference.ts';
import { type Changed, hasStates, type ItemInQuestion, onceMade, withOther } from './otherContent.ts';
import { stepsThatRemake } from './remaking.ts';

/**
 * Decides every open question of an observation, most of them by two more executions of its attack. Where the presence of
 * others' things is known to show, it is not asked again.
 */
export async function resolveFlow(
  parts: CaseParts,
  observation: Observation,
  isPresenceKnown: IsPresenceKnown = () => false,
): Promise<Observation> {
  const open = observation.accesses.filter(
    (access) => access.flow === 'unknown' && !isPublicContent(access, parts),
  );
  const disclosed = new Set(open.filter((access) => isDisclosed(access, observation)));
  const rest = open.filter((access) => !disclosed.has(access));
  if (rest.length === 0 && (disclosed.size > 0 || !raisesInterference(observation, isPresenceKnown)))
    return withSettled(observation, disclosed);
  const run = () => runCase(parts, observation.attack);
  const same: Series = { seen: [observation, await run()], run };
  const changed = rest.length === 0 ? new Set() : await stepsThatTell(parts, observation, same, rest);
  const shown = new Set([...disclosed, ...rest.filter(({ step }) => changed.has(step))]);
  const known = withSettled(observation, shown);
  if (shown.size > 0) return known;
  return { ...known, interference: await resolveInterference(parts, observation, same, isPresenceKnown) };
}

/** Whether a file or an object contains only what everybody may see; for items this is asked by attribute. */
function isPublicContent(
  { resource, after }: Access,
  { stage: { registers, contentOf } }: CaseParts,
): boolean {
  const { publicValues } = registers;
  if (resource.store === 'file') return publicValues.holds(contentOf(resource.path) ?? '');
  const content = resource.store === 'object' ? after?.content : undefined;
  return typeof content === 'string' && content.length < toldCharactersMax && publicValues.holds(content);
}

function withSettled(observation: Observation, shown: ReadonlySet<Access>): Observation {
  const accesses = observation.accesses.map((access) => {
    if (access.flow !== 'unknown') return access;
    return { ...access, flow: shown.has(access) ? ('shown' as const) : ('none' as const) };
  });
  return { ...observation, accesses };
}

/** A canary of the item's owner in the answer of the same step, or in what is the actor's, needs no further proof. */
function isDisclosed(access: Access, { disclosures }: Observation): boolean {
  return disclosures.some(
    ({ step, owner, where }) =>
      step === access.step &&
      where !== 'output' &&
      owner.kind === 'actor' &&
      access.owner.kind === 'actor' &&
      owner.name === access.owner.name,
  );
}

/**
 * Steps that answer differently if the data in question have other content. If only other states make a difference, they may
 * have opened access: then a step that is refused in both worlds revealed nothing, nor did one whose answer also depends on the
 * rest in that other world.
 */
async function stepsThatTell(
  parts: CaseParts,
  observation: Observation,
  same: Series,
  open: readonly Access[],
): Promise<ReadonlySet<number>> {
  const { attack } = observation;
  const byOther = await askByContent(parts, observation, same, open);
  const { left } = byOther;
  const seriesOf = (changed: Changed): Series => ({
    seen: [],
    run: () => runCase(parts, attack, perturbations(parts, observation, open, { changed, left })),
  });
  // Whether a file that the case itself created would reveal other content is unknown: it counts as revealed unless it is made
  // anew.
  const unchanged = open.filter(
    ({ resource }) => resource.store === 'file' && !isThereBefore(resource.path, parts),
  );
  const byChange = new Set([...byOther.told, ...unchanged.map(({ step }) => step)]);
  const remade =
    byChange.size === 0 ? byChange : await stepsThatRemake(parts, observation, same, open, byChange);
  const byContent = new Set([...byChange].filter((step) => !remade.has(step)));
  const rest = open.filter(({ step }) => !byChange.has(step));
  if (!rest.some((access) => itemQuestions(access).some((item) => hasStates(item, parts.stage.registers))))
    return byContent;
  const states = seriesOf('states');
  const otherStates = await states.run();
  const seenOnce = { ...states, seen: [otherStates] };
  const isAccepted = (step: number): boolean =>
    [observation, otherStates].every(({ responses }) => {
      const response = responses[step]?.response;
      return response !== undefined && !isRefusal(response);
    });
  const byStates = new Set([...(await changedAnything(same, seenOnce))].filter(isAccepted));
  if (rest.every(({ step }) => !byStates.has(step))) return byContent;
  const opened = await changedAnything(seenOnce, seriesOf('both'));
  return new Set([...byContent, ...[...byStates].filter((step) => !opened.has(step))]);
}

/** Steps whose answers depend on content, and the parts that were not changed because the target fails on others. */
async function askByContent(
  parts: CaseParts,
  observation: Observation,
  same: Series,
  open: readonly Access[],
): Promise<Pick<Compared, 'told'> & { readonly left: ReadonlySet<string> }> {
  const { attack } = observation;
  const run = (left: ReadonlySet<string>): Promise<Observation> =>
    runCase(parts, attack, perturbations(parts, observation, open, { changed: 'content', left }));
  const none: ReadonlySet<string> = new Set();
  const whole = await toldByContent(same, { seen: [], run: () => run(none) });
  const failed = new Set(open.map(({ step }) => step).filter((step) => whole.failed.has(step)));
  const count = (isWhole: boolean): void =>
    parts.rehearsed.cuts.count(
      'cases were repeated with all changed that others hold, because the target fails where some of it is other',
      attack.steps.at(-1)?.operation ?? '',
      isWhole,
    );
  count(failed.size === 0);
  if (failed.size === 0) return { told: whole.told, left: none };
  const all = changedParts(open);
  const left = await brittleAmong(parts, observation, failed, all, (some) =>
    run(new Set(all.filter((part) => !some.has(part)))),
  );
  const gentle = await toldByContent(same, { seen: [], run: () => run(left) });
  return { told: new Set([...whole.told, ...gentle.told]), left };
}

/** The changed parts of the data in question: objects, files and attributes of items, each by a name. */
function changedParts(open: readonly Access[]): readonly string[] {
  const parts = open.flatMap((access) => [
    ...(access.resource.store === 'item' ? [] : [resourceKey(access.resource)]),
    ...itemQuestions(access).flatMap(({ table, key, image }) =>
      Object.keys(image).flatMap((name) =>
        Object.hasOwn(key, name) ? [] : [attributeKey(itemIdentity(table, key), name)],
      ),
    ),
  ]);
  return [...new Set(parts)];
}

function attributeKey(identity: string, name: string): string {
  return JSON.stringify([identity, name]);
}

/** The changed parts, and those that stay. */
interface Perturbing {
  readonly changed: Changed;
  readonly left: ReadonlySet<string>;
}

function perturbations(
  parts: CaseParts,
  observation: Observation,
  open: readonly Access[],
  { changed, left }: Perturbing,
): Beforehand {
  const { registers } = parts.stage;
  const items = new Map<string, CaseWrite>();
  for (const access of open)
    for (const item of itemQuestions(access)) {
      const identity = itemIdentity(item.table, item.key);
      if (items.has(identity)) continue;
      const names = Object.keys(item.image).filter((name) => left.has(attributeKey(identity, name)));
      const of = { ...item, step: access.step };
      const write = withOther(changed, of, observation, registers, 'one', new Set(names));
      items.set(identity, { ...write, ...onceMade(item, access.step, observation) });
    }
  const rest = changed === 'states' ? [] : open.map(({ resource }) => resource);
  const changing = rest.filter((resource) => !left.has(resourceKey(resource)));
  const objects = changing.flatMap((resource) =>
    resource.store === 'object' ? [{ bucket: resource.bucket, key: resource.key, nonce: 'one' }] : [],
  );
  const files = changing.flatMap((resource) =>
    resource.store === 'file' && isThereBefore(resource.path, parts)
      ? [{ path: resource.path, nonce: 'one' }]
      : [],
  );
  return { ...nothingBefore, items: [...items.values()], objects, files };
}

/** Whether a file existed before the case, so that it can have other content from the start. */
function isThereBefore(path: string, { stage }: CaseParts): boolean {
  return stage.disk.isSealed(path);
}

/** The item that an access is about, as it was read. */
function itemQuestions({ resource, after, owner }: Access): ItemInQuestion[] {
  if (resource.store !== 'item' || after === null || after === undefined) return [];
  if (owner.kind !== 'actor') return [];
  return [{ table: resource.table, key: resource.key, image: after, owner: owner.name }];
}
