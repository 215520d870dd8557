/**
 * Learns names that an attacker can predict: files that harmless steps make or look for by themselves, run from the sealed
 * state with and without what earlier steps left in the temporary folder. A name counts if it comes again, or differs only by
 * what was sent: `/tmp/export-acme.csv` counts, `/tmp/tmpk3x9` does not. A name that exists only during a step is seen by the
 * hook alone.
 */

import { canaryPattern } from '../../model/canary.ts';
import { distinctByContent } from '../../model/distinctByContent.ts';
import { messageOf, RehearsalError } from '../../model/errors.ts';
import { isWithin } from '../../model/isWithin.ts';
import type { PredictableName } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import type { HookRecord } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { endCase } from '../case/performCase.ts';
import { harmlessTask } from '../step/step.ts';
import type { CountedRuns } from './countedRuns.ts';
import { harmlessPath, nameTemplateOf, type SentName, sentNames } from './nameTemplate.ts';

export interface Predicted {
  readonly names: readonly PredictableName[];
  /** Absolute paths that exist now and are made again once they are gone. */
  readonly replaceable: ReadonlySet<string>;
}

/** A name that a step uses, relative to its zone. */
interface MetName {
  readonly zone: PredictableName['zone'];
  readonly path: string;
  readonly absolute: string;
  readonly folder: boolean;
  /** Created, or looked up without existing; otherwise it existed, and was written or read. */
  readonly how: 'made' | 'written' | 'read';
}

interface Run {
  readonly met: readonly MetName[];
  readonly sent: readonly SentName[];
}

/** Learns them by a few harmless steps of each operation, all of which are undone. */
export async function predictNames(parts: CaseParts, runs: CountedRuns): Promise<Predicted> {
  const names: PredictableName[] = [];
  const replaceable = new Set<string>();
  const reads: (() => void)[] = [];
  const victims = parts.config.actors.map(({ name }) => name).filter((name) => name !== parts.attacker);
  const lookedAt = parts.stage.cuts.first(
    victims,
    limits.predictableVictimsMax,
    'victims’ steps are looked at for names that they make by themselves',
    'all operations',
  );
  for (const operation of parts.config.operations) {
    for (const actor of [parts.attacker, ...lookedAt]) {
      const { found, read } = await learnOperation(parts, runs, operation, actor);
      for (const { absolute } of found) replaceable.add(absolute);
      const own = found.map(({ name }) => name);
      const what = 'names that steps make by themselves are tried';
      names.push(...parts.stage.cuts.first(own, limits.predictableNamesMax, what, operation.name));
      // What another operation makes and this one reads is known once all were looked at.
      reads.push(() =>
        names.push(...read.filter(({ absolute }) => replaceable.has(absolute)).map(predictableName)),
      );
    }
  }
  for (const add of reads) add();
  return { names: distinctByContent(names), replaceable };
}

interface FoundName {
  readonly name: PredictableName;
  readonly absolute: string;
}

function predictableName({ name }: FoundName): PredictableName {
  return name;
}

async function learnOperation(
  parts: CaseParts,
  runs: CountedRuns,
  operation: Operation,
  actor: string,
): Promise<{ found: FoundName[]; read: FoundName[] }> {
  const isVictim = actor !== parts.attacker;
  if (isVictim && !parts.rehearsed.usesTemp(operation, actor)) return { found: [], read: [] };
  const first = parts.rehearsed.argumentsOf(operation, actor);
  const other = parts.rehearsed.freshArguments(operation, actor, 'again');
  const { hooks } = await runs.of(operation, actor);
  const asIs = runFrom(parts, operation, actor, first, hooks);
  if (!asIs.met.some(({ zone }) => zone === 'temp' || !isVictim)) return { found: [], read: [] };
  const emptied = await runEmptied(parts, operation, actor, first);
  const again = await runEmptied(parts, operation, actor, other);
  const once = [...emptied.met, ...asIs.met.filter(({ how }) => how === 'made')];
  const plantable = once.filter(({ zone, how }) =>
    zone === 'temp' ? how === 'made' : !isVictim && how !== 'read',
  );
  const keep = (met: MetName): FoundName[] => {
    const name = isVictim ? constantName(met, again) : derivedName(met, operation, asIs, emptied, again);
    return name === null
      ? []
      : [{ name: { ...name, operation: operation.name, actor }, absolute: met.absolute }];
  };
  const read = asIs.met.filter(({ zone, how }) => zone === 'temp' && how === 'read');
  return { found: reachable(plantable).flatMap(keep), read: read.flatMap(keep) };
}

type Name = Omit<PredictableName, 'operation' | 'actor'>;

/** Names that another actor's step uses whatever it is sent; the attacker would have to guess that actor's own words. */
function constantName({ zone, path, folder }: MetName, again: Run): Name | null {
  if (path.search(canaryPattern) >= 0) return null;
  return again.met.some((met) => met.zone === zone && met.path === path)
    ? { zone, path, folder, parts: [path] }
    : null;
}

/** Names that the attacker's own step uses: made from sent values, or the same for the same values. */
function derivedName(met: MetName, operation: Operation, asIs: Run, emptied: Run, again: Run): Name | null {
  const { zone, folder } = met;
  const parts = nameTemplateOf(met.path, emptied.sent);
  const template = JSON.stringify(parts);
  const comes = again.met.some(
    (one) => one.zone === zone && JSON.stringify(nameTemplateOf(one.path, again.sent)) === template,
  );
  const path = harmlessPath(parts, emptied.sent);
  if (comes) return { zone, folder, path, parts };
  const same = (run: Run): boolean => run.met.some((one) => one.zone === zone && one.path === met.path);
  const hashed = same(asIs) && same(emptied);
  return hashed && operation.parameters.length > 0 ? { zone, folder, path, parts: null } : null;
}

/** In a shared folder an intruder reaches its direct entries only: what a step creates in its own folder is safe there. */
function reachable(met: readonly MetName[]): MetName[] {
  const seen = new Set<string>();
  return met.filter(({ zone, path }) => {
    const identity = `${zone} ${path}`;
    if (seen.has(identity) || (zone === 'temp' && path.includes('/'))) return false;
    seen.add(identity);
    return true;
  });
}

/** Without what earlier steps have left in the temporary folder. */
async function runEmptied(
  parts: CaseParts,
  operation: Operation,
  actor: string,
  args: ResolvedArguments,
): Promise<Run> {
  try {
    parts.stage.disk.emptyTemp();
    const computed = await parts.stage.computed(operation, actor, args);
    const task = harmlessTask(operation, actor, computed, false);
    const { hooks } = await parts.stage.act({ ...task, apart: parts.apart.has(operation.name) });
    return runFrom(parts, operation, actor, args, hooks);
  } catch (thrown) {
    throw new RehearsalError(
      operation.name,
      `the harmless run of ${operation.name} as ${actor} did not come back once temporary files were gone: ${messageOf(thrown)}`,
      { cause: thrown },
    );
  } finally {
    await endCase(parts);
  }
}

function runFrom(
  parts: CaseParts,
  operation: Operation,
  actor: string,
  args: ResolvedArguments,
  hooks: readonly HookRecord[],
): Run {
  return { met: hooks.flatMap((hook) => metBy(hook, parts)), sent: sentNames(operation, actor, args) };
}

function metBy(hook: HookRecord, { zones }: CaseParts): MetName[] {
  const how = howOf(hook);
  if (how === null) return [];
  return (['temp', 'own'] as const).flatMap((zone) => {
    const home = zones[zone].find((folder) => isWithin(hook.path, folder) && hook.path !== folder);
    if (home === undefined) return [];
    const path = hook.path.slice(home.length + 1);
    return [{ zone, path, absolute: hook.path, folder: hook.event === 'os.mkdir', how }];
  });
}

function howOf({ action, expected }: HookRecord): MetName['how'] | null {
  if (action === 'create') return expected ? 'made' : null;
  if (action === 'read') return expected ? 'read' : 'made';
  return action === 'write' && expected ? 'written' : null;
}
