/** What the page of a running campaign shows, folded from the stream of events and bounded, however long the campaign runs. */
import type { RunEvent } from '../../model/finding.ts';
import { watchLimits } from '../../model/watchLimits.ts';
import { emptyRecord, type RunRecord, recordEvent } from '../runRecord.ts';

/** How far the run was at a time. */
export interface ProgressSample {
  readonly seconds: number;
  readonly cases: number;
  /** How often a case had shown something new. */
  readonly shown: number;
}

export interface WatchState {
  record: RunRecord;
  doing: string;
  readonly samples: ProgressSample[];
  /** Judged cases by attack class, then by operation. */
  readonly cells: Map<string, Map<string, number>>;
  /** Raised when a cell has changed. */
  cellsVersion: number;
  /** Seconds between two samples: doubled whenever there are too many. */
  everySeconds: number;
}

export function openWatchState(): WatchState {
  return {
    ...{ record: emptyRecord, doing: 'starting', samples: [], cells: new Map() },
    ...{ cellsVersion: 0, everySeconds: 0.2 },
  };
}

export function watchEvent(state: WatchState, event: RunEvent): void {
  state.record = recordEvent(state.record, event);
  if (event.type === 'progress') {
    state.doing = event.doing;
    takeSample(state, { seconds: event.seconds, cases: event.cases, shown: event.shown ?? 0 });
    for (const cell of event.cells ?? []) setCell(state, cell.class, cell.operation, cell.cases);
  }
  if (event.type === 'finished')
    for (const { class: id, judgedIn = [] } of event.ledger)
      for (const { operation, cases } of judgedIn) setCell(state, id, operation, cases);
}

function setCell(state: WatchState, id: string, operation: string, cases: number): void {
  const row = state.cells.get(id) ?? new Map<string, number>();
  state.cells.set(id, row.set(operation, cases));
  state.cellsVersion += 1;
}

function takeSample(state: WatchState, sample: ProgressSample): void {
  const { samples } = state;
  const last = samples.at(-1);
  if (last !== undefined && sample.seconds - last.seconds < state.everySeconds) return;
  samples.push(sample);
  if (samples.length <= watchLimits.samplesMax) return;
  state.everySeconds *= 2;
  const kept = samples.filter((_, index) => index % 2 === 0);
  samples.splice(0, samples.length, ...kept);
}
