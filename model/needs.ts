/**
 * Finds the operations that must run before an operation: those from which it takes values (`from`), and those that the config
 * puts before it (`after`). `show`, whose id is `from: 'create.response.id'` and which comes `after: ['publish']`, needs
 * create, then publish. Pure.
 */
import type { Operation } from './operation.ts';

/** Names of the operations that an operation needs directly, each once. */
export function needsOf({ parameters, after = [] }: Operation): readonly string[] {
  const sources = parameters.flatMap(({ from }) => (from === undefined ? [] : [from.operation]));
  return [...new Set([...sources, ...after])];
}

/**
 * These operations and all that they need, each once, after everything that it needs itself. If operations need each other in a
 * circle, the first one met comes last.
 */
export function withNeeds(
  wanted: readonly Operation[],
  operations: readonly Operation[],
): readonly Operation[] {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  const ordered = new Set<Operation>();
  const met = new Set<Operation>();
  const visit = (operation: Operation): void => {
    if (met.has(operation)) return;
    met.add(operation);
    for (const name of needsOf(operation)) {
      const needed = byName.get(name);
      if (needed !== undefined) visit(needed);
    }
    ordered.add(operation);
  };
  for (const operation of wanted) visit(operation);
  return [...ordered];
}
