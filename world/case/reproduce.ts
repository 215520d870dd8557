/**
 * Does a case once and tells what it was made of: the state before its first step, and each step as the target got it. For kits,
 * which do it without a world.
 */
import { snapshotTree } from '../../arena/tree.ts';
import { principalOf } from '../../model/actorText.ts';
import type { Argument, Attack, Step } from '../../model/attack.ts';
import { EnvironmentError } from '../../model/errors.ts';
import {
  type LaidEntry,
  type Reproduction,
  type ReturnedValue,
  returnedMark,
} from '../../model/reproduction.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { partsOf, type Text } from '../../model/text.ts';
import { targetOptions } from '../stage/targetOptions.ts';
import { type ResolveContext, resolveArgument, resolveText } from '../step/resolve.ts';
import type { Seen, StepTask } from '../step/step.ts';
import { contextOf } from './caseContext.ts';
import type { CaseParts } from './caseParts.ts';
import { nothingBefore, performCase } from './performCase.ts';

export async function reproduce(parts: CaseParts, attack: Attack): Promise<Reproduction> {
  const { arena, config, engine, objects, target, stage } = parts;
  const [items, stored, held] = await Promise.all([saved(engine), saved(objects), target.save()]);
  const tasks: StepTask[] = [];
  let entries: readonly LaidEntry[] = [];
  const act: CaseParts['stage']['act'] = (task) => {
    if (tasks.length === 0) entries = laidIn(arena.moat, task.planted);
    tasks.push(task);
    return stage.act(task);
  };
  const seen = await performCase({ ...parts, stage: { ...stage, act } }, attack, nothingBefore, attack.race);
  const options = targetOptions(config, arena, { python: '', engine, objects });
  return {
    arena: arena.folder,
    inbox: arena.inbox,
    target: options,
    headers: target.description.headers,
    entries,
    items,
    objects: stored,
    process: held,
    steps: tasks.map((task) => ({
      principal: principalOf(task.actor, task.operation.as),
      request: target.prepare(task.operation, withMarks(parts, task, attack.steps[task.index])),
    })),
    returned: returnedIn(attack),
    ...racedIn(parts, attack, seen),
  };
}

async function saved(engine: CaseParts['engine'] | CaseParts['objects']): Promise<Reproduction['items']> {
  try {
    return (await engine?.save()) ?? null;
  } catch (thrown) {
    if (thrown instanceof EnvironmentError) return null;
    throw thrown;
  }
}

function laidIn(top: string, planted: ReadonlySet<string>): readonly LaidEntry[] {
  return [...snapshotTree(top)].map(([path, { kind, mode, content, inode }]) => ({
    ...{ path, kind, content },
    mode: mode & 0o7777,
    inode: String(inode),
    planted: planted.has(path),
  }));
}

/** The arguments of a step, with marks in the place of what earlier steps return. */
function withMarks(parts: CaseParts, task: StepTask, step: Step | undefined): ResolvedArguments {
  const context: ResolveContext = { ...contextOf(parts, []), returned: returnedMark };
  const marked = Object.entries(step?.arguments ?? {})
    .filter(([, argument]) => referencesIn(argument).length > 0)
    .map(([name, argument]) => [name, resolveArgument(argument, context)] as const);
  return { ...task.arguments, ...Object.fromEntries(marked) };
}

function returnedIn({ steps }: Attack): readonly ReturnedValue[] {
  const found = steps.flatMap((step) => Object.values(step.arguments).flatMap(referencesIn));
  return [...new Map(found.map((one) => [returnedMark(one.step, one.field), one])).values()];
}

/** What an argument takes from the answers of earlier steps. */
function referencesIn(argument: Argument): readonly ReturnedValue[] {
  return textsOf(argument)
    .flatMap(partsOf)
    .flatMap((part) => (typeof part === 'object' && 'returned' in part ? [part.returned] : []))
    .filter(({ field }) => !field.startsWith('arguments.'));
}

function textsOf(argument: Argument): readonly Text[] {
  if ('text' in argument) return [argument.text];
  if ('file' in argument) return [argument.file.name];
  return 'json' in argument ? [argument.within ?? '', ...(argument.further ?? [])] : [];
}

function racedIn(
  parts: CaseParts,
  { race }: Attack,
  seen: readonly Seen[],
): Pick<Reproduction, 'raced' | 'racedTo'> {
  const replaced = race === null ? null : (seen[race.step]?.intruded?.replaced ?? null);
  const to = race?.put.kind === 'symlink' ? resolveText(race.put.to, contextOf(parts, [])) : null;
  return { raced: replaced, racedTo: to };
}
