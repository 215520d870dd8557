/**
 * Observes one step: turns its report, the changes on disk and the records of the engines into accesses with owners, requests
 * compared with those of rehearsal, and disclosures. A hook record `open media/8/a.txt` becomes a read of the victim's file.
 * Changes nothing; `stage.ts` says who learns from it.
 */

import type { FileChange } from '../../model/change.ts';
import { attackerName } from '../../model/config.ts';
import { isWithin } from '../../model/isWithin.ts';
import { limits } from '../../model/limits.ts';
import type { SeenAccess } from '../../model/observation.ts';
import type { ObjectRecord, WireRecord } from '../../model/records.ts';
import type { StepReport } from '../../model/target.ts';
import { observeFiles } from '../../observers/files.ts';
import type { FileReport, FileView } from '../../observers/fileView.ts';
import { observeItems } from '../../observers/items.ts';
import { type ObjectView, observeHandedOut, observeObjects } from '../../observers/objects.ts';
import { isLooking } from '../owners/sharing.ts';
import {
  actsForOthers,
  mayLookAtAll,
  ownersFor,
  type Seen,
  type StepTask,
  type Turned,
} from '../step/step.ts';
import { askedItems } from './asked.ts';
import { disclosuresOf, wholeAnswer } from './disclosures.ts';
import { fileViewOf, ownersOfLooked } from './fileView.ts';
import type { Written } from './followFile.ts';
import { contentsOfStep } from './gains.ts';
import { type HandedOut, handedAddresses } from './handedAddresses.ts';
import { foreignLookups } from './lookups.ts';
import type { Observing } from './observing.ts';
import { reachedStores } from './reached.ts';
import { writeFormOf } from './writeForm.ts';

/** What came back of a step. */
export interface Happened {
  /** As the target reported it. */
  readonly reported: StepReport;
  readonly records: readonly WireRecord[];
  readonly stored: readonly ObjectRecord[];
  readonly changes: readonly FileChange[];
  /** Files of the inbox, which are nobody else's business. */
  readonly laid: ReadonlySet<string>;
  /** What the target printed meanwhile. */
  readonly printed: Written;
}

/** Bounds on what is examined of one step. */
export type StepLimit = 'askedPerStepMax' | 'requestsPerStepMax' | 'signedPerAnswerMax';

export async function observeStep(observing: Observing, task: StepTask, happened: Happened): Promise<Seen> {
  const { registers, roots, arena, shown, endings } = observing;
  const { reported, records, stored, changes, laid, printed } = happened;
  const report = observing.ways.withWays(reported);
  const limitsReached = [...(report.limitsReached ?? [])];
  const upTo = <Item>(list: readonly Item[], limit: StepLimit): readonly Item[] => {
    if (list.length > limits[limit]) limitsReached.push(limit);
    return list.slice(0, limits[limit]);
  };
  const { objects } = observing;
  const handed =
    objects === null
      ? []
      : await handedAddresses(
          wholeAnswer(report.response),
          task.sent,
          report.calls,
          objects,
          registers.objects,
          upTo,
        );
  const view = fileViewOf(observing, task, changes);
  const accesses = stepAccesses(observing, task, { ...happened, report, handed, view });
  const { unsafeChosen } = task;
  const by = { step: task.index, operation: task.operation.name, actor: task.actor, unsafeChosen };
  const compared = upTo(records, 'requestsPerStepMax');
  const requests = observing.comparesRequests ? observing.requests.compare(compared, report.calls, by) : [];
  const used = report.hooks
    .filter(
      ({ expected, path }) => expected && roots.some((root) => isWithin(path, root.path)) && !laid.has(path),
    )
    .map(({ path }) => path);
  const looked = task.looks ? (report.intruded?.accesses ?? []) : [];
  const mayAsk = task.actor === attackerName && !mayLookAtAll(task);
  return {
    accesses,
    disclosures: disclosuresOf(
      task,
      { report, printed: printed.text, accesses, written: contentsOfStep(changes, stored) },
      registers,
    ),
    response: report.response,
    records,
    stored,
    // An operator's accesses are to nobody's data in particular, and a public operation may show what it covers.
    requests: requests.map((request) => (mayLookAtAll(task) ? { ...request, covers: [] } : request)),
    asked: mayAsk ? upTo(askedItems(records, report.calls, by, registers), 'askedPerStepMax') : [],
    looked,
    lookups: upTo(
      foreignLookups(looked, { ...view, shown, endings, ownerOf: ownersOfLooked(observing, task) }),
      'askedPerStepMax',
    ),
    changes,
    used,
    systemPaths: report.hooks.map(({ path }) => path).filter((path) => !isWithin(path, arena.folder)),
    reached: reachedStores(task, report, { used, changes, accesses, records, stored, handed, looked }),
    hooks: report.hooks,
    tripwires: report.tripwires,
    crossed: report.crossed !== undefined,
    intruded: task.intrusion === undefined ? null : (report.intruded ?? null),
    turned: turnedOf(report),
    limitsReached: [...limitsReached, ...(printed.cut ? ['outputPerStepBytesMax'] : [])],
    printed: printed.text,
    reported,
  };
}

function turnedOf({ turns, stopped, withheld, late }: StepReport): Turned {
  return {
    ...(turns === undefined ? {} : { turns }),
    ...(stopped === undefined ? {} : { stopped }),
    ...(withheld === undefined ? {} : { withheld }),
    ...(late === undefined ? {} : { late }),
  };
}

interface LocatedStep extends Happened {
  /** The report with the ways to each place. */
  readonly report: StepReport;
  readonly handed: readonly HandedOut[];
  readonly view: FileView;
}

function stepAccesses(observing: Observing, task: StepTask, placed: LocatedStep): SeenAccess[] {
  const { registers } = observing;
  const { report, handed, changes, laid, view } = placed;
  const by = { step: task.index, operation: task.operation.name, actor: task.actor };
  const objectView: ObjectView = { ...by, ownerOf: ownersFor(task, registers.ownerOfObject, onlyLooks) };
  const fileReport = { ...report, changes, ...(task.apart === true ? apartFrom(report) : {}) };
  return (
    [
      ...observeFiles(fileReport, view),
      ...observeItems(placed.records, report.calls, {
        ...by,
        ownerOf: ownersFor(task, registers.ownerOfItem, onlyLooks),
        isSigned: (touch) => registers.isSigned(touch, task.actor),
        formOf: writeFormOf(task, registers),
      }),
      ...observeObjects(placed.stored, report.calls, objectView),
      ...observeHandedOut(handed, objectView),
    ]
      .filter(({ resource }) => resource.store !== 'file' || !laid.has(resource.path))
      // The attacker's own requests may wait for the attacker.
      .filter(({ action }) => action !== 'wait' || actsForOthers(task))
  );
}

function onlyLooks({ action }: { readonly action: string }): boolean {
  return isLooking(action);
}

function apartFrom({ crossed }: StepReport): Pick<FileReport, 'apartFrom'> {
  return crossed === undefined ? {} : { apartFrom: crossed };
}
