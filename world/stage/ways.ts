/**
 * Chooses the lines of the target to which an access is attributed. A line in a layer that all operations use says little about
 * a flaw, so of the calls that led to an access those in functions that the fewest operations use in rehearsal are chosen, the
 * outermost first: `views.py:60` is named for an access at `store.py:12`, if other operations use `store.py` too.
 */
import type { Location } from '../../model/records.ts';
import type { StepReport } from '../../model/target.ts';

export interface WayRegister {
  /** The report of a step with the way to each place. */
  readonly withWays: (report: StepReport) => StepReport;
  /** Notes the functions that an operation uses in a harmless run. */
  readonly learn: (operation: string, report: Pick<StepReport, 'hooks' | 'calls'>) => void;
}

export function openWays(): WayRegister {
  const operations = new Map<string, Set<string>>();
  const learn = (operation: string, location: Location): void => {
    for (const place of locationAndCallers(location)) {
      const known = operations.get(functionOf(place)) ?? new Set();
      operations.set(functionOf(place), known.add(operation));
    }
  };
  const countOf = (place: Location): number => operations.get(functionOf(place))?.size ?? 1;
  const withWay = (location: Location): Location => {
    const plain = plainly(location);
    if (location.callers === undefined) return plain;
    const places = locationAndCallers(location);
    const fewest = Math.min(...places.map(countOf));
    const way = places.filter((place) => countOf(place) === fewest).map(plainly);
    return { ...plain, way: way.reverse() };
  };
  return {
    withWays: (report) => ({
      ...report,
      hooks: report.hooks.map((hook) =>
        hook.location === null ? hook : { ...hook, location: withWay(hook.location) },
      ),
      calls: Object.fromEntries(
        Object.entries(report.calls).map(([name, location]) => [name, withWay(location)]),
      ),
    }),
    learn: (operation, { hooks, calls }) => {
      for (const { location } of hooks) if (location !== null) learn(operation, location);
      for (const location of Object.values(calls)) learn(operation, location);
    },
  };
}

/** From the inside out. */
function locationAndCallers(location: Location): readonly Location[] {
  return [location, ...(location.callers ?? [])];
}

/** Methods of different classes share a name: the line where they begin distinguishes them. */
function functionOf({ file, function: name, start }: Location): string {
  return JSON.stringify([file, name, start ?? null]);
}

function plainly({ file, line, function: name }: Location): Location {
  return { file, line, function: name };
}
