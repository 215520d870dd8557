/**
 * The arguments of one step of a case: the harmless ones, overridden by those that the attack chose, in the form that each
 * parameter takes. Where a parameter takes a PNG, `../a` becomes a picture that contains `../a`.
 */
import type { Argument, Step } from '../../model/attack.ts';
import { eachText } from '../../model/eachText.ts';
import { type Operation, omittedParameter, type Parameter, undeclaredField } from '../../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import { bytesOfText } from '../../model/text.ts';
import { asTaken, inboxName } from '../step/inbox.ts';
import { inFormat } from '../step/inFormat.ts';
import { rootPlaces, withRoots } from '../step/places.ts';
import { type ResolveContext, resolveArgument } from '../step/resolve.ts';
import type { Seen } from '../step/step.ts';
import { typedLike } from '../step/typedLike.ts';
import type { CaseParts } from './caseParts.ts';
import { withRecords } from './consumers.ts';

/** The arguments of a step: harmless ones, and over them those that the attack chose and may choose. */
export function argumentsOfStep(
  parts: CaseParts,
  operation: Operation,
  step: Step,
  context: ResolveContext,
  earlier: readonly Seen[] = [],
): { readonly all: ResolvedArguments; readonly hostile: ReadonlySet<string> } {
  const chosen: Record<string, ResolvedArgument> = {};
  const harmless = parts.rehearsed.argumentsOf(operation, step.actor);
  for (const parameter of operation.parameters) {
    const argument = step.arguments[parameter.name];
    if (argument === undefined || parameter.fixed === true) continue;
    const own = harmless[parameter.name];
    const called = inboxName(own, argument);
    const resolved = typedLike(
      asBytes(parameter, withOwnSource(parameter, step, resolveArgument(argument, context), context)),
      own,
    );
    const placed = withRoots(resolved, parameter.example, rootPlaces(parts.arena.roots));
    chosen[parameter.name] = asTaken(
      parameter,
      inAttack(parameter, argument, placed),
      parts.arena.inbox,
      called,
    );
  }
  for (const [name, argument] of Object.entries(step.arguments))
    if (undeclaredField(operation, name) !== null) chosen[name] = resolveArgument(argument, context);
  const sent = without(omittedBy(operation, step), { ...harmless, ...chosen });
  const all = withRecords(operation, sent, harmless, earlier, {
    names: parts.config.actors.map(({ name }) => name).filter((name) => name !== step.actor),
    harmlessOf: (actor) => parts.rehearsed.argumentsOf(operation, actor),
  });
  return { all, hostile: new Set(Object.keys(chosen)) };
}

/** The names of the parameters that a step leaves out. */
function omittedBy(operation: Operation, step: Step): readonly string[] {
  return Object.keys(step.arguments).flatMap((name) => omittedParameter(operation, name)?.name ?? []);
}

function without(names: readonly string[], args: ResolvedArguments): ResolvedArguments {
  return names.length === 0
    ? args
    : Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)));
}

/** JSON with the actor's own value of the parameter's source where the example has `{from}`. */
function withOwnSource(
  { from }: Parameter,
  { actor }: Step,
  argument: ResolvedArgument,
  { known }: ResolveContext,
): ResolvedArgument {
  const own = from === undefined ? null : known({ actor, ...from });
  if (argument.kind !== 'json' || own === null) return argument;
  return { ...argument, json: eachText(argument.json, (text) => text.replaceAll('{from}', () => own)) };
}

/** Raw bytes of an attack are no text to carry. */
function inAttack(parameter: Parameter, argument: Argument, resolved: ResolvedArgument): ResolvedArgument {
  const isRaw = 'bytes' in argument || ('file' in argument && 'bytes' in argument.file.content);
  return isRaw ? resolved : inFormat(parameter, resolved);
}

/** Bytes as the text that is sent. */
function asBytes({ kind }: Parameter, argument: ResolvedArgument): ResolvedArgument {
  return kind === 'bytes' && argument.kind === 'text'
    ? { kind: 'bytes', bytes: bytesOfText(argument.text) }
    : argument;
}
