/**
 * Computes arguments by functions of the user from the other arguments: a digest, a signature, a `Content-Range`. They are
 * computed in the order of declaration, so that a signature may cover a digest declared before it.
 */
import { EnvironmentError } from '../../model/errors.ts';
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArgument, ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { ComputedArguments, HttpRequest } from '../../model/target.ts';
import { httpRequestOf } from './httpRequest.ts';

/** Input of such a function: the known arguments by name, and the request without those still to be computed. */
export interface Computing {
  readonly function: string;
  readonly actor: string;
  readonly arguments: ResolvedArguments;
  readonly request: HttpRequest | null;
}

/** A value, or a sentence that says why there is none. */
export type Computed = { readonly argument: ResolvedArgument } | { readonly failed: string };

/**
 * All arguments of a step. In a case an argument whose function fails is empty, because the function does not accept the
 * attack; in a harmless run this rejects with an `EnvironmentError`.
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
