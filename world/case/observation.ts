/**
 * Puts the observations of all steps of a case together for the properties: accesses with the questions that are still open,
 * answers, identifiers that were handed out, and references that could not be filled in. A read of the victim's item is in it
 * as an access whose flow is unknown until a repetition answers it.
 */
import { type Attack, isBetweenSteps, type Race } from '../../model/attack.ts';
import { textsOfStep } from '../../model/attackTexts.ts';
import { limits } from '../../model/limits.ts';
import { returnedIn } from '../../model/missing.ts';
import type { Access, GuessedId, Observation, RaceOutcome } from '../../model/observation.ts';
import { isRefusal } from '../../model/outcome.ts';
import type { StepResponse } from '../../model/records.ts';
import type { Intruded } from '../../model/target.ts';
import { isLooking } from '../owners/sharing.ts';
import { responseField } from '../rehearsal/knownValues.ts';
import { intrudedZones, racedAt, type ZoneFolders } from '../stage/intrusion.ts';
import type { ResolveContext } from '../step/resolve.ts';
import type { Seen, Turned } from '../step/step.ts';
import { contextOf } from './caseContext.ts';
import type { CaseParts } from './caseParts.ts';
import { unevenIn } from './uneven.ts';

/** `executions`: how often the case has been run by now. */
export function observationOf(
  parts: CaseParts,
  attack: Attack,
  seen: readonly Seen[],
  executions = 1,
): Observation {
  const { attacker } = parts;
  const unresolved = notReturned(
    parts,
    attack,
    seen.length,
    contextOf(parts, responsesOf(seen)),
    responsesOf(seen),
  );
  const accesses = seen.flatMap(({ accesses: all, disclosures }) => {
    const marked = all.map(parts.rehearsed.routines.mark).map((access) => askedOf(access, parts));
    const mayHideNothing = attack.layout.length > 0 || attack.race !== null || disclosures.length > 0;
    return mayHideNothing ? marked : marked.map((access) => asQuestion(access, marked, parts));
  });
  return {
    attack,
    attacker,
    accesses,
    ...(accesses.some(({ flow }) => flow === 'unknown') ? { rewritten: rewrittenIn(seen) } : {}),
    disclosures: seen.flatMap(({ disclosures }) => disclosures),
    responses: seen.map(({ response }, index) => ({
      operation: attack.steps[index]?.operation ?? '',
      actor: attack.steps[index]?.actor ?? '',
      response,
    })),
    reachedSink: seen.map(({ reached }) => reached.size > 0),
    ...waysOf(seen),
    requests: seen.flatMap(({ requests }) => requests),
    // Between two steps at once the effects count: what answers depend on is asked where they come one after the other.
    asked: isBetweenSteps(attack.race) ? [] : seen.flatMap(({ asked }) => asked),
    lookups: isBetweenSteps(attack.race) ? [] : seen.flatMap(({ lookups }) => lookups),
    interference: null,
    guessable: handedOutIn(parts, attack, seen),
    uneven: unevenIn(parts.rehearsed.sinks, attack, seen, attacker, parts.stage.shown),
    race: raceOutcome(parts, attack, seen, executions),
    limitsReached: seen.flatMap(({ limitsReached }) => limitsReached),
    unresolved,
    computed: seen.map(({ computed = {} }) => computed),
  };
}

function waysOf(seen: readonly Seen[]): Pick<Observation, 'ways'> {
  const ways = seen.map(({ reported: { branches = [], words = [] } }) => ({ branches, words }));
  return seen.some(({ reported }) => reported.branches !== undefined) ? { ways } : {};
}

/** What files of the attacker's hold that steps of the attacker's wrote again. */
function rewrittenIn(seen: readonly Seen[]): NonNullable<Observation['rewritten']> {
  return seen.flatMap(({ accesses, changes }, step) =>
    accesses.flatMap(({ action, actor, owner, resource }) => {
      if (action !== 'write' || resource.store !== 'file') return [];
      if (owner.kind !== 'actor' || owner.name !== actor) return [];
      const content = changes.find(({ path }) => path === resource.path)?.content;
      const told = content?.subarray(0, limits.objectExcerptBytesMax);
      return told === undefined ? [] : [{ step, text: Buffer.from(told).toString('latin1') }];
    }),
  );
}

function raceOutcome(
  parts: CaseParts,
  { race }: Attack,
  seen: readonly Seen[],
  executions: number,
): RaceOutcome | null {
  if (race === null) return null;
  if (isBetweenSteps(race)) return betweenOutcome(race, seen[race.step]?.turned);
  const intruded = intrudedIn(seen);
  const cameAbout = (intruded?.replaced ?? null) !== null;
  return { cameAbout, at: racedAt(race, intruded, zonesOfRace(parts)), executions };
}

function betweenOutcome({ at }: Race, { turns = [], accessesBefore }: Turned = {}): RaceOutcome {
  if (accessesBefore === undefined) return { cameAbout: false, at: null, executions: 1 };
  const turn = turns[at];
  return {
    cameAbout: true,
    at: null,
    accessesBefore,
    ...(turn === undefined ? {} : { turn }),
    executions: 1,
  };
}

/**
 * A victim's read of the attacker's data needs no repetition: with changed data the answers would differ in the attacker's own
 * words.
 */
function askedOf(access: Access, { attacker }: CaseParts): Access {
  return access.flow === 'unknown' && access.actor !== attacker ? { ...access, flow: null } : access;
}

function responsesOf(seen: readonly Seen[]): readonly StepResponse[] {
  return seen.map(({ response }) => response);
}

/**
 * What the step of this index takes from the answer of an earlier one, where that answer lacks it and so do the answers of
 * harmless runs: the member is called something else now, say. Null for nothing. An earlier step that was refused, or handled
 * in another way than harmless ones, was answered with nothing to go on with, which is an answer too.
 */
export function notReturned(
  { rehearsed }: CaseParts,
  { steps }: Attack,
  index: number,
  { returned }: ResolveContext,
  responses: readonly StepResponse[],
): string | null {
  const step = steps[index];
  for (const { step: from, field } of step === undefined ? [] : returnedIn(textsOfStep(step))) {
    const response = responses[from];
    const operation = steps[from]?.operation;
    if (response === undefined || isRefusal(response) || returned(from, field) !== null) continue;
    if (field.startsWith('arguments.')) continue;
    const path = field.replace(/^response\.?/, '');
    const name = path === '' ? 'response' : `response.${path}`;
    const isUsual = rehearsed.known.some(
      (one) => one.operation === operation && anyPlace(one.name) === anyPlace(name),
    );
    if (!isUsual) return `${name} of ${operation}, by which step ${index + 1} refers to step ${from + 1}`;
  }
  return null;
}

/** A name of a member with the places in lists left open. */
function anyPlace(name: string): string {
  return name.replace(/\.\d+(?=\.|$)/g, '.*');
}

/**
 * A read of another's file may have revealed nothing, for instance if the file names its owner and the step refuses. This is
 * asked if the step changes nothing that could hold the file's content.
 */
function asQuestion(access: Access, others: readonly Access[], { attacker }: CaseParts): Access {
  const { action, actor, owner, resource } = access;
  if (resource.store !== 'file' || action !== 'read' || actor !== attacker) return access;
  if (owner.kind !== 'actor' || owner.name === actor) return access;
  const isQuiet = others.every((one) => isLooking(one.action) || one.routine === true);
  return isQuiet ? { ...access, flow: 'unknown' } : access;
}

/** Guessable identifiers that the attacker's steps were answered with. */
function handedOutIn(
  { rehearsed: { guessable }, attacker }: CaseParts,
  { steps }: Attack,
  seen: readonly Seen[],
): readonly GuessedId[] {
  return steps.flatMap(({ operation, actor }, step) => {
    const { response } = seen[step] ?? {};
    if (actor !== attacker || response === undefined || (response.status ?? 0) >= 400) return [];
    return guessable
      .filter((one) => one.operation === operation)
      .filter(({ field }) => responseField(response, field.replace(/^response\.?/, '')) !== null)
      .map((one) => ({ ...one, step, actor }));
  });
}

/** Where intruders act. */
export function zonesOfRace({ zones, config }: CaseParts): ZoneFolders {
  return intrudedZones(zones, config.attacker.powers);
}

/** What the intruder of a case met and did. */
export function intrudedIn(seen: readonly Seen[]): Intruded | null {
  return seen.find(({ intruded }) => intruded !== null)?.intruded ?? null;
}
