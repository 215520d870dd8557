/**
 * Tests noninterference: the content of another tenant's items, and whether they or another's files exist, must change no
 * answer to the attacker. The case is repeated in worlds that differ in just that. `signup` that answers 409 because the victim
 * has the name, and 200 where the victim's item is missing, reveals that it exists.
 */
import { isDeepStrictEqual } from 'node:util';
import type { HarnessWrite } from '../../model/itemEngine.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import {
  type Access,
  type AskedItem,
  type Interference,
  type IsPresenceKnown,
  isForeignTo,
  type Lookup,
  type Observation,
} from '../../model/observation.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { runCase } from '../case/caseRun.ts';
import { type CaseWrite, nothingBefore } from '../case/performCase.ts';
import { wholeAnswer } from '../stage/disclosures.ts';
import { answeredByContent, changedAnswers, type Series } from './compareAnswers.ts';
import { moreLike, pagedBy } from './moreItems.ts';
import { onceMade, withOther } from './otherContent.ts';

/** Another actor's item that may have influenced an answer. */
interface Suspect extends Omit<Interference, 'on' | 'owner'> {
  readonly owner: string;
  readonly table: string;
  readonly image: AskedItem['touch']['after'];
  readonly key: AskedItem['touch']['key'];
  /** Whether its content is in question, or only its being there: that of items read was asked before. */
  readonly content: boolean;
}

/**
 * Finds what answers depend on, by three or four more executions of the attack if nothing is revealed. `same` is the unchanged case.
 */
export async function resolveInterference(
  parts: CaseParts,
  observation: Observation,
  same: Series,
  isKnown: IsPresenceKnown,
): Promise<readonly Interference[]> {
  const byItems = await interferenceOfItems(parts, observation, same, isKnown);
  return [...byItems, ...(await interferenceOfFiles(parts, observation, same, isKnown))];
}

async function interferenceOfItems(
  parts: CaseParts,
  observation: Observation,
  same: Series,
  isKnown: IsPresenceKnown,
): Promise<readonly Interference[]> {
  const suspects = suspectsOf(observation, isKnown);
  const holding = suspects.filter(({ content }) => content);
  const worldOf = (changed: readonly Suspect[], to: (suspect: Suspect) => HarnessWrite): Series =>
    worldWith(
      parts,
      observation,
      changed.map((suspect) => ({ ...to(suspect), ...onceMade(suspect, suspect.step, observation) })),
    );
  const byContent =
    holding.length === 0
      ? new Set()
      : (
          await answeredByContent(
            same,
            worldOf(holding, (suspect) => holdingOther(parts, observation, suspect)),
          )
        ).told;
  const found = holding.filter(({ step }) => byContent.has(step));
  if (found.length > 0 || suspects.length === 0) return interferencesBy(found, 'content');
  const hidden = suspects.filter(
    (suspect) => !isShown(suspect, isKnown) && !isItemAnnounced(parts, observation, suspect),
  );
  if (hidden.length === 0) return [];
  const byPresence = await changedAnswers(same, worldOf(hidden, withoutItem));
  const missed = hidden.filter(({ step }) => byPresence.has(step));
  const byNumber = missed.length > 0 ? missed : await hidingMore(parts, observation, same, hidden);
  return interferencesBy(byNumber, 'presence');
}

/** Items of whose kind more would change the answer, where a page was cut that they are no part of. */
async function hidingMore(
  parts: CaseParts,
  observation: Observation,
  same: Series,
  hidden: readonly Suspect[],
): Promise<readonly Suspect[]> {
  const paged = hidden.filter((suspect) => pagedBy(observation, suspect) !== undefined);
  if (paged.length === 0) return [];
  const writes = moreLike(observation, paged).map(
    ({ of, write }): CaseWrite => ({ ...write, ...onceMade(of, of.step, observation) }),
  );
  const { told } = await answeredByContent(same, worldWith(parts, observation, writes));
  return paged.filter(({ step }) => told.has(step));
}

/** Whether everybody may know that an item exists, or the answer of its step shows of it only what everybody may see. */
function isItemAnnounced(
  { stage: { registers } }: CaseParts,
  { responses }: Observation,
  { table, key, image, step }: Suspect,
): boolean {
  const response = responses[step]?.response;
  const answer = response === undefined ? '' : wholeAnswer(response);
  return registers.openIn({ table, key, image: image ?? key }).isAnnouncedBy(answer);
}

/** Whether anything is left to ask. */
export function raisesInterference(observation: Observation, isKnown: IsPresenceKnown): boolean {
  return suspectsOf(observation, isKnown).length + openLookups(observation, isKnown).length > 0;
}

/** Whether it is known that answers depend at this place on the presence of what is named by its key. */
function isShown(
  place: Pick<Interference, 'by' | 'operation' | 'location'>,
  isKnown: IsPresenceKnown,
): boolean {
  return place.by === 'key' && isKnown(place);
}

async function interferenceOfFiles(
  parts: CaseParts,
  observation: Observation,
  same: Series,
  isKnown: IsPresenceKnown,
): Promise<Interference[]> {
  const open = openLookups(observation, isKnown);
  if (open.length === 0) return [];
  const absent = [...new Set(open.map(({ resource }) => resource.path))].map((path) => ({ path }));
  const without = () => runCase(parts, observation.attack, { ...nothingBefore, absent });
  const answeredOtherwise = await changedAnswers(same, { seen: [], run: without });
  return open
    .filter(({ step }) => answeredOtherwise.has(step))
    .map((lookup) => ({ ...lookup, on: 'presence', by: 'key' }));
}

/** Lookups on which answers may depend; a step that also accessed foreign resources is judged by these. */
function openLookups({ lookups, accesses }: Observation, isKnown: IsPresenceKnown): readonly Lookup[] {
  const used = accesses.filter(({ owner, actor }) => isForeignTo(owner, actor));
  return lookups.filter((lookup) => !isKnown(lookup) && !used.some(({ step }) => step === lookup.step));
}

function suspectsOf(observation: Observation, isKnown: IsPresenceKnown): readonly Suspect[] {
  const { asked, accesses, attacker } = observation;
  const read = accesses.filter(({ flow }) => flow === 'none' || flow === 'unknown');
  // What is reported as a question is not reported again for the number of such items.
  const isInQuestion = (suspect: Suspect): boolean =>
    accesses.some(
      ({ question, step, resource }) =>
        question !== undefined && step === suspect.step && isDeepStrictEqual(resource, suspect.resource),
    );
  return [
    ...asked.map(suspectOfAsked),
    ...read.flatMap((access) => suspectOfRead(access, observation)),
  ].filter(
    (suspect) =>
      suspect.actor === attacker && (suspect.content || !isShown(suspect, isKnown)) && !isInQuestion(suspect),
  );
}

function suspectOfAsked({ touch, ...of }: AskedItem): Suspect {
  const { table, key } = touch;
  return {
    ...{ ...of, table, key, resource: { store: 'item', table, key }, content: true },
    image: touch.after ?? touch.before,
  };
}

function suspectOfRead(access: Access, { requests }: Observation): Suspect[] {
  const { step, operation, actor, location, owner, resource, after = null } = access;
  if (resource.store !== 'item' || owner.kind !== 'actor') return [];
  const isRange = requests.some(
    ({ api, exact, step: at, location: from }) =>
      at === step &&
      (api === 'Scan' || (api === 'Query' && !exact)) &&
      from?.line === location?.line &&
      from?.file === location?.file,
  );
  const { table, key } = resource;
  return [
    {
      ...{ step, operation, actor, location, owner: owner.name, resource, table, key, image: after },
      ...{ content: false, by: isRange ? 'range' : 'key' },
    },
  ];
}

function holdingOther(
  { stage: { registers } }: CaseParts,
  observation: Observation,
  { table, key, image, owner, step }: Suspect,
): HarnessWrite {
  if (image === null) return { table, key, item: null };
  return withOther('content', { table, key, image, owner, step }, observation, registers, 'two');
}

function withoutItem({ table, key }: Suspect): HarnessWrite {
  return { table, key, item: null };
}

function worldWith(parts: CaseParts, { attack }: Observation, writes: readonly CaseWrite[]): Series {
  // The first that asks counts.
  const once = new Map(writes.toReversed().map((write) => [itemIdentity(write.table, write.key), write]));
  return { seen: [], run: () => runCase(parts, attack, { ...nothingBefore, items: [...once.values()] }) };
}

function interferencesBy(suspects: readonly Suspect[], on: Interference['on']): Interference[] {
  return suspects.map(({ step, operation, actor, location, owner: name, resource, by }) => ({
    ...{ step, operation, actor, location, owner: { kind: 'actor', name }, resource, by, on },
  }));
}
