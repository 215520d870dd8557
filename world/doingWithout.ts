/**
 * Removes the operations with which no world can be rehearsed from the config, and those that depend on them: `share` takes its
 * `id` from `upload`, so that without `upload` there is no `share`.
 */
import type { Config } from '../model/config.ts';

/** The remaining operations, without those that take values from a left-out one or come after it. */
export function doingWithout<Part extends Pick<Config, 'operations'>>(
  part: Part,
  unwanted: ReadonlySet<string>,
): Part {
  const left = part.operations.filter(
    ({ name, parameters, after = [] }) =>
      ![name, ...after].some((one) => unwanted.has(one)) &&
      !parameters.some(({ from }) => from !== undefined && unwanted.has(from.operation)),
  );
  if (left.length === part.operations.length) return part;
  const gone = part.operations.filter((operation) => !left.includes(operation)).map(({ name }) => name);
  return doingWithout({ ...part, operations: left }, new Set([...unwanted, ...gone]));
}
