/**
 * Turns a violation into a finding: shrinks its attack, then reproduces it in a fresh target and a fresh world. What happens
 * once and never again is reported as not reproduced.
 */
import { type Attack, isByChance, powerOf } from '../model/attack.ts';
import { EnvironmentError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { type Evidence, type Finding, weigh } from '../model/finding.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { limits } from '../model/limits.ts';
import { missingFrom } from '../model/missing.ts';
import type { Access, Observation } from '../model/observation.ts';
import { locationsOnWay } from '../model/place.ts';
import type { Location } from '../model/records.ts';
import type { World } from '../model/world.ts';
import { causeIdentity, findingId, isSameEffect, type Judged, judge } from './cause.ts';
import type { ConfirmWorld } from './confirmWorld.ts';
import { matteringOf } from './mattering.ts';
import type { Bench, JudgedCase } from './observe.ts';
import type { EngineParts } from './options.ts';
import { flawName, reachOf } from './reach.ts';
import { shrinkAttack } from './shrink.ts';

export interface Investigated {
  /** Null where the fresh world never showed it again, or was lost whenever it was to. */
  readonly finding: Finding | null;
  /** Why it could not be asked whether it shows again; null where it was. */
  readonly lost: string | null;
  /** The smallest attack that showed it on the bench. */
  readonly attack: Attack;
  readonly shrinkWasCut: boolean;
}

/** When a finding was first seen, and the kind of the attack. */
export type FirstSeen = Pick<Finding, 'foundAfterCases' | 'foundBy'>;

/** How far a finding's attack is shrunk: quickly, so that the search goes on, or to the end. */
export interface Effort {
  readonly rough: boolean;
  readonly isOver: () => boolean;
  /** What attacks are shrunk with. */
  readonly knowledge: Knowledge;
}

/** Shrinks on the bench where it was found, confirms in a world where nothing was searched. */
export async function investigate(
  parts: EngineParts,
  bench: Bench,
  confirming: ConfirmWorld,
  attack: Attack,
  judged: Judged,
  first: FirstSeen,
  effort: Effort,
): Promise<Investigated> {
  confirming.warm();
  const { cause, property } = judged;
  const arbitrary = parts.attacks(effort.knowledge, judged.violation.operation);
  const shows = async (candidate: Attack): Promise<boolean> => (await bench.causesOf(candidate)).has(cause);
  const shrunk = await shrinkAttack(
    arbitrary,
    attack,
    shows,
    shrinkBound(property, attack, effort),
    effort.isOver,
  );
  const { result: finding, lost } = await confirming.use(async (world) => {
    const missing = missingFrom(attack, world.knowledge);
    if (missing !== null) throw new EnvironmentError(`the fresh target has no ${missing}`);
    const confirmed =
      (await confirm(parts, world, shrunk.attack, judged)) ?? (await confirm(parts, world, attack, judged));
    return confirmed === null ? null : findingOf(parts, world, confirmed, first);
  });
  const explained = finding === null || effort.rough ? finding : await withMattering(finding, shows);
  return {
    finding: explained,
    lost,
    attack: shrunk.attack,
    shrinkWasCut: shrunk.cut && !isByChance(shrunk.attack),
  };
}

function shrinkBound({ severity }: Judged['property'], attack: Attack, { rough }: Effort): number {
  if (isByChance(attack)) return limits.shrinkByChanceMax;
  if (severity === 'info') return limits.shrinkInformativeMax;
  return rough ? limits.shrinkRoughMax : limits.shrinkExecutionsMax;
}

/**
 * Which arguments matter is examined for files only, whose accesses have the walk of their path, and not for informative
 * findings.
 */
async function withMattering(
  finding: Finding,
  shows: (candidate: Attack) => Promise<boolean>,
): Promise<Finding> {
  const { evidence, attack, severity, ifGranted } = finding;
  if (
    (ifGranted?.severity ?? severity) === 'info' ||
    evidence.access?.walk === undefined ||
    isByChance(attack)
  )
    return finding;
  const mattering = await matteringOf(attack, shows);
  return mattering.length === 0 ? finding : { ...finding, evidence: { ...evidence, mattering } };
}

function findingOf(parts: EngineParts, world: World, confirmed: Confirmed, first: FirstSeen): Finding {
  const { attack, observation, shown, tries } = confirmed;
  const { property, violation } = confirmed.judged;
  const [place, ...via] =
    violation.location === null ? [] : locationsOnWay(violation.location).map(fileAndLine);
  return {
    id: idOf(confirmed, parts),
    property: property.id,
    ...weigh(property.severity, attack, world.knowledge.means),
    power: powerOf(attack),
    cwe: property.cwe,
    operation: violation.operation,
    summary: escapeText(violation.unsafeSummary),
    location: place ?? null,
    ...(via.length === 0 ? {} : { via }),
    attack,
    classes: parts.classify(attack, world.knowledge),
    evidence: {
      access: violation.access,
      disclosure: violation.disclosure,
      ...describeEvidence(world, attack, observation),
      accesses: observation.accesses.filter((access) => isNotable(access, observation)).slice(0, accessesMax),
    },
    confirmed: shown === tries && !isByChance(attack) ? 'confirmed' : 'flaky',
    foundAfterCases: first.foundAfterCases,
    foundBy: first.foundBy,
  };
}

function idOf({ judged, attack }: Confirmed, { folder, placeName, storedIds }: EngineParts): string {
  const { id, severity } = judged.property;
  const named = (identity: string): string =>
    findingId(id, severity === 'info' ? identity : flawName(identity, reachOf(attack)));
  const byNumber = named(causeIdentity(judged, folder));
  return storedIds.has(byNumber) ? byNumber : named(causeIdentity(judged, folder, placeName));
}

const accessesMax = 20;

function fileAndLine({ file, line }: Location): { readonly file: string; readonly line: number } {
  return { file, line };
}

function describeEvidence(
  world: World,
  attack: Attack,
  observation: Observation,
): Pick<Evidence, 'unsafeLayout' | 'unsafeRequests' | 'unsafeRace' | 'exchanges'> {
  const { layout, requests, race, exchanges } = world.describe(attack, observation);
  return {
    unsafeLayout: layout,
    unsafeRequests: requests,
    ...(exchanges.length === 0 ? {} : { exchanges }),
    ...(race === null ? {} : { unsafeRace: race }),
  };
}

function isNotable({ owner, actor }: Access, { attacker }: Observation): boolean {
  return owner.kind === 'outside' || (owner.kind === 'actor' && actor === attacker && owner.name !== actor);
}

interface Confirmed {
  readonly attack: Attack;
  readonly judged: Judged;
  readonly observation: Observation;
  readonly shown: number;
  readonly tries: number;
}

/** Reproduces an attack once in a new world; if that fails, again, to distinguish flaky from gone. */
async function confirm(
  parts: EngineParts,
  world: World,
  attack: Attack,
  wanted: Judged,
): Promise<Confirmed | null> {
  let last: { judged: Judged; outcome: JudgedCase } | null = null;
  let shown = 0;
  let tries = 0;
  // An attack whose outcome is chance is repeated in any case: once is not enough.
  const byChance = isByChance(attack);
  while (tries === 0 || ((byChance || shown < tries) && tries < limits.confirmRepeats)) {
    tries += 1;
    const observation = await world.resolveFlow(await world.run(attack));
    const judged = judge(observation, parts.properties, parts.folder);
    // What operations share is learnt by each world for itself.
    const same =
      judged.find(({ cause }) => cause === wanted.cause) ?? judged.find((one) => isSameEffect(one, wanted));
    if (same === undefined) continue;
    shown += 1;
    last = { judged: same, outcome: { observation, judged } };
  }
  return last === null || (byChance && shown < 2)
    ? null
    : { attack, judged: last.judged, observation: last.outcome.observation, shown, tries };
}
