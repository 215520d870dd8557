/**
 * Arguments that functions of the user compute of the others: a digest, a signature, a `Content-Range`. Each is asked for once all
 * but the computed ones behind it are known, so that a signature may cover a digest.
 */
import { EnvironmentError } from '../../model/errors.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { ComputedArguments, HttpRequest } from '../../model/target.ts';
import { httpRequestOf } from './httpRequest.ts';

/** What the driver is asked: the arguments by their names, and the request without what is computed yet. */
export interface Computing {
  readonly function: string;
  readonly actor: string;
  readonly arguments: ResolvedArguments;
  readonly request: HttpRequest | null;
}

/** A value, or in a sentence why there is none. */
export type Computed = { readonly argument: ResolvedArgument } | { readonly failed: string };

/**
 * All arguments of a step. What a function makes nothing of is an empty text in a case, because it is the attack that it does
 * not take; in a harmless run it rejects with an `EnvironmentError`.
 */
export async function computeArguments(
  actor: string,
  operation: Operation,
  args: ResolvedArguments,
  ask: (computing: Computing) => Promise<Computed>,
  isCase: () => boolean,
): Promise<ComputedArguments> {
  const computed = operation.parameters.filter(({ compute }) => compute !== undefined);
  const waiting = new Set(computed.map(({ name }) => name));
  const known: Record<string, ResolvedArgument> = Object.fromEntries(
    Object.entries(args).filter(([name]) => !waiting.has(name)),
  );
  const empty: string[] = [];
  for (const { name, compute = '' } of computed) {
    const answer = await ask({
      ...{ function: compute, actor, arguments: known },
      request: operation.entry.kind === 'http' ? httpRequestOf(operation, operation.entry, known) : null,
    });
    if ('failed' in answer && !isCase())
      throw new EnvironmentError(
        `${operation.name} cannot be done: ${name} is computed by ${compute}, and ${answer.failed}`,
      );
    if ('failed' in answer) empty.push(name);
    known[name] = 'failed' in answer ? { kind: 'text', text: '' } : answer.argument;
  }
  return { arguments: known, empty };
}
