/**
 * The interface of all learners: each is given every harmless run (`note`), and returns at the end what it has learnt
 * (`result`). The learner of endings is given `show` of `kq7w` and returns `['.html']`.
 */
import type { Operation } from '../../model/operation.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { Actor } from '../../model/target.ts';
import type { Seen } from '../step/step.ts';

/** One harmless run of an operation: `upload`, as mallory, with `{"name": "kq7w.txt"}`, and what was seen of it. */
export interface HarmlessRun {
  readonly operation: Operation;
  readonly actor: Actor;
  readonly arguments: ResolvedArguments;
  readonly seen: Seen;
}

/** Is given harmless runs, in the order of time. */
export interface HarmlessListener {
  readonly note: (run: HarmlessRun) => void;
}

/** Learns from the runs that it is given. */
export interface Learner<Learnt> extends HarmlessListener {
  readonly result: () => Learnt;
}
