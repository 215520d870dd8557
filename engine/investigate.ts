/** From a violation to a finding: shrinks its attack, then shows it again in a fresh target and a fresh world. */
import type { Attack } from '../model/attack.ts';
import { powerOf } from '../model/attack.ts';
import { escapeText } from '../model/escape.ts';
import { type Finding, severityFor } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { Access, Observation } from '../model/observation.ts';
import type { World } from '../model/world.ts';
import { findingId, type Judged, judge } from './cause.ts';
import type { Bench, Outcome } from './observe.ts';
import type { EngineParts } from './options.ts';
import { shrinkAttack } from './shrink.ts';

export interface Investigated {
  /** Null where the fresh world never showed it again. */
  readonly finding: Finding | null;
  readonly shrinkWasCut: boolean;
}

/** Shrinks on the bench where it was found, confirms in a world of its own. */
export async function investigate(
  parts: EngineParts,
  bench: Bench,
  attack: Attack,
  { cause, property }: Judged,
  foundAfterCases: number,
): Promise<Investigated> {
  const fresh = parts.createWorld();
  // A world that does not start is reported by the await below; until then it must not end the process.
  fresh.catch(() => undefined);
  const arbitrary = parts.attacks(bench.world().knowledge, null);
  const shows = async (candidate: Attack): Promise<boolean> =>
    (await bench.run(candidate, true))?.judged.some((judged) => judged.cause === cause) ?? false;
  const shrunk = await shrinkAttack(arbitrary, attack, shows, limits.shrinkExecutionsMax);
  const world = await fresh;
  try {
    const confirmed =
      (await confirm(parts, world, shrunk.attack, cause)) ?? (await confirm(parts, world, attack, cause));
    if (confirmed === null) return { finding: null, shrinkWasCut: shrunk.cut };
    const power = powerOf(confirmed.attack);
    const { judged, observation } = confirmed;
    const { violation } = judged;
    const finding: Finding = {
      id: findingId(property.id, cause),
      property: property.id,
      severity: severityFor(property.severity, power),
      power,
      cwe: property.cwe,
      operation: violation.operation,
      summary: escapeText(violation.unsafeSummary),
      location:
        violation.location === null ? null : { file: violation.location.file, line: violation.location.line },
      attack: confirmed.attack,
      evidence: {
        access: violation.access,
        disclosure: violation.disclosure,
        ...describe(world, confirmed.attack),
        accesses: observation.accesses
          .filter((access) => isNotable(access, observation))
          .slice(0, accessesMax),
      },
      confirmed: confirmed.shown === confirmed.tries ? 'confirmed' : 'flaky',
      foundAfterCases,
    };
    return { finding, shrinkWasCut: shrunk.cut };
  } finally {
    await world.close();
  }
}

const accessesMax = 20;

function describe(
  world: World,
  attack: Attack,
): { unsafeLayout: readonly string[]; unsafeRequests: readonly string[] } {
  const { layout, requests } = world.describe(attack);
  return { unsafeLayout: layout, unsafeRequests: requests };
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

/** Shows an attack once in a fresh world; only where it fails to, again, to tell flaky from gone. */
async function confirm(
  parts: EngineParts,
  world: World,
  attack: Attack,
  cause: string,
): Promise<Confirmed | null> {
  let last: { judged: Judged; outcome: Outcome } | null = null;
  let shown = 0;
  let tries = 0;
  while (tries === 0 || (shown < tries && tries < limits.confirmRepeats)) {
    tries += 1;
    const observation = await world.resolveFlow(await world.run(attack));
    const judged = judge(observation, parts.properties, parts.folder);
    const same = judged.find((candidate) => candidate.cause === cause);
    if (same === undefined) continue;
    shown += 1;
    last = { judged: same, outcome: { observation, judged } };
  }
  return last === null
    ? null
    : { attack, judged: last.judged, observation: last.outcome.observation, shown, tries };
}
