/** The neighbourhood of findings that a replay finds fixed, tried once for each operation, in a target of its own. */

import type { CorpusEntry } from '../corpus/entry.ts';
import { powerOf, powers } from '../model/attack.ts';
import { EnvironmentError, messageOf } from '../model/errors.ts';
import { limits } from '../model/limits.ts';
import { isSamePlace, locationsOnWay } from '../model/place.ts';
import { type Neighbour, type Neighbourhood, tryNeighbourhood } from '../search/neighbourhood.ts';
import { type Bench, openBench } from '../search/observe.ts';
import type { EngineParts } from '../search/options.ts';
import type { Verdict } from '../search/replay.ts';

export interface TriedNeighbours {
  /** The verdict on a finding that its own attack does not show any more. */
  readonly verdictOn: (entry: CorpusEntry, others: readonly CorpusEntry[]) => Promise<Verdict>;
  readonly close: () => Promise<void>;
}

/** `entries`: all findings that are replayed. `cases`: how many attacks are tried on an operation; 0 for none. */
export function openNeighbours(
  makeParts: () => Promise<EngineParts>,
  entries: readonly CorpusEntry[],
  cases: number,
  signal: AbortSignal,
): TriedNeighbours {
  const known = new Map<string, Promise<Neighbourhood | string>>();
  let opening: Promise<{ parts: EngineParts; bench: Bench }> | null = null;
  const open = (): Promise<{ parts: EngineParts; bench: Bench }> => {
    opening ??= makeParts().then(async (parts) => {
      const world = await parts.createWorld({ signal });
      return { parts, bench: openBench(parts, world, { onLoss: () => undefined }) };
    });
    return opening;
  };
  const around = async (operation: string): Promise<Neighbourhood | string> => {
    const ranks = entries.filter((entry) => entry.operation === operation).map(powerRankOf);
    try {
      const { parts, bench } = await open();
      return await tryNeighbourhood(parts, bench, operation, {
        ...{ cases, timeMs: limits.neighbourhoodTimeMs, seed: 1, signal },
        rankMax: Math.max(0, ...ranks),
      });
    } catch (thrown) {
      if (thrown instanceof EnvironmentError) return messageOf(thrown);
      throw thrown;
    }
  };
  return {
    verdictOn: async (entry, others) => {
      if (cases === 0 || entry.severity === 'info') return { kind: 'FIXED' };
      const found = known.get(entry.operation) ?? around(entry.operation);
      known.set(entry.operation, found);
      const neighbourhood = await found;
      if (typeof neighbourhood === 'string') return { kind: 'FIXED', remark: untried(neighbourhood) };
      const still = neighbourhood.shown.find((neighbour) => isOf(neighbour, entry, others));
      if (still !== undefined) return { kind: 'PARTLY FIXED', judged: still.judged, attack: still.attack };
      return { kind: 'FIXED', remark: triedText(neighbourhood) };
    },
    close: async () => {
      const opened = await opening?.catch(() => null);
      await opened?.bench.close();
    },
  };
}

/** Whether it shows what the finding is about, and not what another finding is about. */
function isOf({ attack, judged }: Neighbour, entry: CorpusEntry, others: readonly CorpusEntry[]): boolean {
  const { property, violation } = judged;
  if (property.id !== entry.property || powers.indexOf(powerOf(attack)) > powerRankOf(entry)) return false;
  const [place] = violation.location === null ? [] : locationsOnWay(violation.location);
  return !others.some(
    ({ location }) => location !== null && place !== undefined && isSamePlace(location, place),
  );
}

function powerRankOf({ power }: CorpusEntry): number {
  return powers.indexOf(power);
}

function triedText({ tried, cut }: Neighbourhood): string {
  const why = {
    time: `, after which ${limits.neighbourhoodTimeMs / 1_000} s were over`,
    lost: ', after which the target was lost',
    stopped: ', after which the run was stopped',
  };
  return `nor by ${tried} attacks like it${cut === null ? '' : why[cut]}`;
}

function untried(why: string): string {
  return `but no attacks like it were tried: ${why}`;
}
