/** One case: plants the layout, does the steps in order, looks, and goes back to the rehearsed state. */
import { plantLayout } from '../arena/layout.ts';
import type { Attack, Step, Zone } from '../model/attack.ts';
import type { HarnessWrite } from '../model/itemEngine.ts';
import type { Observation } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type { StepResponse } from '../model/records.ts';
import type { ResolvedArgument, ResolvedArguments } from '../model/target.ts';
import type { Place } from '../model/text.ts';
import type { Rehearsed } from './rehearse.ts';
import { responseField } from './rehearse.ts';
import { type ResolveContext, resolveArgument, resolveText, stringsOf } from './resolve.ts';
import type { Seen, Stage, StageParts } from './stage.ts';

export interface CaseParts extends StageParts {
  readonly stage: Stage;
  readonly rehearsed: Rehearsed;
  readonly zones: Readonly<Record<Zone, readonly string[]>>;
  readonly place: (place: Place) => string;
  readonly attacker: string;
  /** Paths that steps make again by themselves when they are gone, so that something else may wait there. */
  readonly replaceable: ReadonlySet<string>;
}

/** Runs one attack. `beforehand` is written into the items first, as a world that differs in just that. */
export async function runCase(
  parts: CaseParts,
  attack: Attack,
  beforehand: readonly HarnessWrite[] = [],
): Promise<Observation> {
  const responses: StepResponse[] = [];
  const context = contextOf(parts, responses);
  const planted = plantLayout(
    attack.layout,
    parts.zones,
    (text) => resolveText(text, context),
    (path) => parts.replaceable.has(path),
  );
  if (planted.some(({ replaced }) => replaced)) parts.stage.disk.settle();
  const plantedPaths = new Set(planted.map(({ path }) => path));
  const sent: string[] = attack.layout.flatMap((entry) =>
    'to' in entry ? [resolveText(entry.to, context)] : [],
  );
  const seen: Seen[] = [];
  try {
    if (beforehand.length > 0) await parts.engine?.write(beforehand);
    for (const [index, step] of attack.steps.entries()) {
      const operation = operationOf(parts, step);
      if (operation === undefined) break;
      const { all, hostile } = argumentsOf(parts, operation, step, context);
      sent.push(...Object.values(all).flatMap(stringsOf));
      const task = {
        index,
        operation,
        actor: step.actor,
        arguments: all,
        hostile,
        sent,
        planted: plantedPaths,
      };
      const done = await parts.stage.act(task);
      seen.push(done);
      responses.push(done.response);
    }
  } finally {
    await endCase(parts);
  }
  return observationOf(attack, parts.attacker, seen);
}

/** Goes back to the rehearsed state. */
export async function endCase({ stage, target, engine }: CaseParts): Promise<void> {
  const renewed = stage.disk.restore();
  stage.registers.endCase();
  await target.endCase();
  await engine?.undo();
  if (renewed.length > 0) await target.watch(renewed);
}

function observationOf(attack: Attack, attacker: string, seen: readonly Seen[]): Observation {
  return {
    attack,
    attacker,
    accesses: seen.flatMap(({ accesses }) => accesses),
    disclosures: seen.flatMap(({ disclosures }) => disclosures),
    responses: seen.map(({ response }, index) => ({
      operation: attack.steps[index]?.operation ?? '',
      actor: attack.steps[index]?.actor ?? '',
      response,
    })),
    reachedSink: seen.map(({ reached }) => reached.size > 0),
  };
}

/** The arguments of a step: harmless ones, and over them those that the attack chose and may choose. */
export function argumentsOf(
  parts: CaseParts,
  operation: Operation,
  step: Step,
  context: ResolveContext,
): { readonly all: ResolvedArguments; readonly hostile: ReadonlySet<string> } {
  const chosen: Record<string, ResolvedArgument> = {};
  for (const { name, fixed } of operation.parameters) {
    const argument = step.arguments[name];
    if (argument !== undefined && fixed !== true) chosen[name] = resolveArgument(argument, context);
  }
  const all = { ...parts.rehearsed.argumentsOf(operation, step.actor), ...chosen };
  return { all, hostile: new Set(Object.keys(chosen)) };
}

export function operationOf(parts: CaseParts, step: Step): Operation | undefined {
  return parts.config.operations.find(({ name }) => name === step.operation);
}

/** What this world fills into the parts of a text. */
export function contextOf(parts: CaseParts, responses: readonly StepResponse[]): ResolveContext {
  const { rehearsed, place } = parts;
  return {
    place,
    known: ({ actor, operation, name }) =>
      rehearsed.known.find(
        (value) => value.actor === actor && value.operation === operation && value.name === name,
      )?.value ?? null,
    returned: (step, field) => {
      const response = responses[step];
      return response === undefined ? null : responseField(response, field.replace(/^response\.?/, ''));
    },
  };
}
