import type { Seen } from './step.ts';

/** The step as a whole, with the answer that it gave in the end. */
export function joinSeen(begun: Seen, rest: Seen): Seen {
  return {
    ...rest,
    accesses: [...begun.accesses, ...rest.accesses],
    disclosures: [...begun.disclosures, ...rest.disclosures],
    records: [...begun.records, ...rest.records],
    stored: [...begun.stored, ...rest.stored],
    requests: [...begun.requests, ...rest.requests],
    asked: [...begun.asked, ...rest.asked],
    looked: [...begun.looked, ...rest.looked],
    lookups: [...begun.lookups, ...rest.lookups],
    changes: [...begun.changes, ...rest.changes],
    used: [...begun.used, ...rest.used],
    systemPaths: [...begun.systemPaths, ...rest.systemPaths],
    reached: new Set([...begun.reached, ...rest.reached]),
    hooks: [...begun.hooks, ...rest.hooks],
    tripwires: [...begun.tripwires, ...rest.tripwires],
    crossed: begun.crossed || rest.crossed,
    turned: { ...rest.turned, stopped: true, accessesBefore: begun.accesses.length },
    limitsReached: [...begun.limitsReached, ...rest.limitsReached],
    printed: begun.printed + rest.printed,
    reported: joinReports(begun.reported, rest.reported),
  };
}

function joinReports(begun: Seen['reported'], rest: Seen['reported']): Seen['reported'] {
  const branches = [begun.branches ?? [], rest.branches ?? []].flat();
  const models = [...(begun.models ?? []), ...(rest.models ?? [])];
  return {
    ...rest,
    hooks: [...begun.hooks, ...rest.hooks],
    calls: { ...begun.calls, ...rest.calls },
    ...(models.length === 0 ? {} : { models }),
    ...(rest.branches === undefined ? {} : { branches, words: [begun.words ?? [], rest.words ?? []].flat() }),
  };
}
