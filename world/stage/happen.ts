/**
 * Does one step on the running parts and collects what came of it: the target's report, the engines' records, changes on disk
 * and output. A step may stop in the middle, and goes on later.
 */
import { principalOf } from '../../model/actorText.ts';
import type { StepReport } from '../../model/target.ts';
import { inboxOf, layInbox } from '../step/inbox.ts';
import type { StepTask } from '../step/step.ts';
import { withoutOwnLink } from './intrusion.ts';
import { later } from './later.ts';
import { lookout } from './lookups.ts';
import type { Happened } from './observeStep.ts';
import type { Observing } from './observing.ts';

/** Does a step, and collects what came of it. */
export async function happen(observing: Observing, task: StepTask): Promise<Happened> {
  const { target, arena } = observing;
  const request = target.prepare(task.operation, task.arguments);
  const laid = layInbox(task.arguments);
  // What a thread or a process of an earlier step has printed meanwhile is not this step's.
  observing.output.skip();
  const intrusion = task.intrusion ?? (task.looks ? lookout(arena) : undefined);
  const principal = principalOf(task.actor, task.operation.as);
  const reported = await target.step(principal, request, observing.config.limits.stepDeadlineMs, {
    ...(intrusion === undefined ? {} : { intrusion }),
    apart: task.apart === true,
    ...(task.pipes === undefined ? {} : { pipes: task.pipes }),
    ...(task.turn === undefined
      ? {}
      : { turn: { folders: [...arena.roots.values(), arena.temp], at: task.turn.at } }),
  });
  return collect(observing, task, reported, laid);
}

/** Lets a stopped step go on, and collects what came of it since. */
export async function happenFurther(observing: Observing, task: StepTask): Promise<Happened> {
  observing.output.skip();
  const reported = await observing.target.goOn(observing.config.limits.stepDeadlineMs);
  return collect(observing, task, reported, inboxOf(task.arguments));
}

/** What came of a step besides its report. */
async function collect(
  observing: Observing,
  task: StepTask,
  reported: StepReport,
  laid: ReadonlySet<string>,
): Promise<Happened> {
  const { engine, objects, disk } = observing;
  const flipped = task.intrusion?.flip ? [task.intrusion.flip.path] : [];
  const report = isMeddledWith(task) ? { ...reported, unwatched: true } : reported;
  // The disk is looked at while the engines answer.
  const [records = [], stored = [], inspected] = await Promise.all([
    engine?.drain(),
    objects?.drain(),
    later(() => disk.inspect(report, new Set([...task.planted, ...laid, ...flipped]), task.plantedLinks)),
  ]);
  const changes = withoutOwnLink(inspected, task.intrusion).filter(({ path }) => !laid.has(path));
  return { reported, records, stored, changes, laid, printed: observing.output.read() };
}

/** Whether an intruder or another step changes files during the step. */
function isMeddledWith({ intrusion, turn }: StepTask): boolean {
  const isIntruded = intrusion !== undefined && (intrusion.race !== null || intrusion.flip !== undefined);
  return isIntruded || (turn !== undefined && turn.at !== null);
}
