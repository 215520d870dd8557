/**
 * The stage: one step on running parts, and everything that was seen of it. Joins target, disk, item engine,
 * observers and registers; knows nothing of attacks or rounds.
 */

import { type BigIntStats, lstatSync, readFileSync } from 'node:fs';
import type { Arena } from '../../arena/arena.ts';
import { baseNameOf, isWithin, systemPath } from '../../arena/filePath.ts';
import { principalOf } from '../../model/actorText.ts';
import type { FileChange } from '../../model/change.ts';
import { attackerName, type Config } from '../../model/config.ts';
import { type Cuts, countCuts } from '../../model/cuts.ts';
import type { ItemEngine } from '../../model/itemEngine.ts';
import { limits } from '../../model/limits.ts';
import type { ObjectEngine } from '../../model/objectEngine.ts';
import type { Access, Owner } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import type { WireRecord } from '../../model/records.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import type { StepReport, Target } from '../../model/target.ts';
import { type FileReport, type FileView, groundOf, observeFiles, shownPath } from '../../observers/files.ts';
import { observeItems } from '../../observers/items.ts';
import { type ObjectView, observeHandedOut, observeObjects } from '../../observers/objects.ts';
import { createRegisters, type Registers } from '../owners/registers.ts';
import { isLooking } from '../owners/sharing.ts';
import { layInbox } from '../step/inbox.ts';
import { movesIn } from '../step/movedPlants.ts';
import { stringsOf } from '../step/resolve.ts';
import { actsForOthers, mayLookAtAll, ownersFor, type Seen, type StepTask } from '../step/step.ts';
import { askedItems } from './asked.ts';
import { answerOf, disclosuresOf } from './disclosures.ts';
import { type Disk, watchDisk } from './disk.ts';
import { withFolderNames } from './folderNames.ts';
import { followFile } from './followFile.ts';
import { type ForgottenFolders, forgottenFolders } from './forgotten.ts';
import { type GivenFolders, givenFolders } from './given.ts';
import { handedAddresses } from './handedAddresses.ts';
import { withoutOwnLink } from './intrusion.ts';
import { later } from './later.ts';
import { foreignLookups, lookout } from './lookups.ts';
import { reachedStores } from './reached.ts';
import { createRequestRegister, type RequestRegister } from './requests.ts';
import { walkPath } from './walk.ts';
import { openWays, type Ways } from './ways.ts';
import { writeFormOf } from './writeForm.ts';

/** Bounds of what is looked at of one step. */
export type StepLimit = 'askedPerStepMax' | 'requestsPerStepMax' | 'signedPerAnswerMax';

export interface StageParts {
  readonly config: Config;
  readonly arena: Arena;
  readonly target: Target;
  readonly engine: ItemEngine | null;
  readonly objects: ObjectEngine | null;
}

export interface Stage {
  readonly registers: Registers;
  readonly requests: RequestRegister;
  readonly ways: Ways;
  readonly disk: Disk;
  readonly roots: FileView['roots'];
  /** Roots of the sandbox, the temporary folder left out. */
  readonly sandbox: readonly string[];
  readonly shown: (path: string) => string;
  /** What a file holds; null where it is none, or is gone. */
  readonly contentOf: (path: string) => string | null;
  /** Real paths that harmless traffic uses. */
  readonly usual: Set<string>;
  /** Operations for which the temporary folder is a file system of its own. */
  readonly apart: Set<string>;
  /** What the target puts behind names. */
  readonly endings: Set<string>;
  /** Places beyond the arena that harmless runs would write to. */
  readonly forgotten: ForgottenFolders;
  /** Folders that operations are given and keep to. */
  readonly given: GivenFolders;
  /** The arguments of a step with those that are computed of the others. */
  readonly computed: (
    operation: Operation,
    actor: string,
    args: ResolvedArguments,
  ) => Promise<ResolvedArguments>;
  /** Which bounds were come to before any case. */
  readonly cuts: Cuts;
  readonly act: (task: StepTask) => Promise<Seen>;
  readonly close: () => void;
}

/** Sets the stage on running parts. */
export function setStage(
  { config, arena, target, engine, objects }: StageParts,
  cuts: Cuts = countCuts(),
): Stage {
  const roots = [
    ...[...arena.roots].map(([name, path], index) => ({
      path,
      shown: index === 0 ? '{sandbox}' : `{${name}}`,
    })),
    { path: arena.temp, shown: '{temp}' },
    { path: arena.inbox, shown: '{inbox}' },
    { path: arena.home, shown: '{home}' },
  ];
  const shown = (path: string): string => shownPath(path, { roots, moat: arena.moat });
  const ownNames = new Set(roots.flatMap(({ path }) => path.split('/')));
  const disk = watchDisk(arena);
  const registers = createRegisters({
    ...{ actors: config.actors, userIds: target.description.userIds },
    roots: [...arena.roots.values()],
    canaries: arena.canaries,
    shared: config.shared,
    shown,
    contentOf,
  });
  const requests = createRequestRegister(registers, cuts);
  const ways = openWays();
  const usual = new Set<string>();
  const apart = new Set<string>();
  const endings = new Set<string>();
  const forgotten = forgottenFolders();
  const given = givenFolders([...arena.roots.values()], arena.neighbours);
  const output = followFile(arena.outputFile);

  const walker = (task: StepTask, changes: readonly FileChange[]): FileView['walk'] => {
    const ownerOf = ownersOfFiles(task);
    const isForeign = (path: string): boolean => {
      // What everybody may look at is another's all the same.
      const owner = ownerOf(path, 'write');
      return owner.kind === 'actor' && owner.name !== task.actor;
    };
    const named = (unsafe: string): string => withFolderNames(unsafe, { roots, moat: arena.moat });
    const kept = given.of(task.operation.name);
    const view = {
      roots: roots.map(({ path }) => path),
      ...{ moat: arena.moat, shown, isForeign, changes },
      given: kept && [...kept, arena.temp, arena.inbox, arena.home],
      neighbours: given.neighbours(),
    };
    let walks = 0;
    return (full, touched) => {
      walks += 1;
      return walks > limits.walksPerStepMax ? null : walkPath(full, touched, { ...view, withPlaces: named });
    };
  };

  const ownersOfFiles =
    (task: StepTask): FileView['ownerOf'] =>
    (path, action) =>
      ownersFor(
        task,
        (one: string) => registers.ownerOfFile(one, action),
        () => isLooking(action),
      )(path);

  const viewOf = (task: StepTask, changes: readonly FileChange[]): FileView => ({
    step: task.index,
    operation: task.operation.name,
    actor: task.actor,
    moat: arena.moat,
    arena: arena.folder,
    roots,
    tripwires: target.description.tripwires,
    ownerOf: ownersOfFiles(task),
    isNamed: namedBy(task, ownNames),
    usual,
    isForgotten: (path) => forgotten.covers(task.operation.name, path),
    given: given.of(task.operation.name),
    neighbours: given.neighbours(),
    existed: (path) => existedBefore(path, changes),
    exists: (path) => statusOf(path) !== undefined,
    nodeOf: (path) => {
      const status = statusOf(path);
      return status === undefined ? null : `${status.dev}:${status.ino}`;
    },
    walk: walker(task, changes),
  });

  const act = async (task: StepTask): Promise<Seen> => {
    const request = target.prepare(task.operation, task.arguments);
    const laid = layInbox(task.arguments);
    const isApart = apart.has(task.operation.name);
    // What a thread or a process of an earlier step has printed meanwhile is not this step's.
    output.skip();
    const intrusion = task.intrusion ?? (task.looks ? lookout(arena) : undefined);
    const reported = await target.step(
      principalOf(task.actor, task.operation.as),
      request,
      config.stepDeadlineMs,
      {
        ...(intrusion === undefined ? {} : { intrusion }),
        apart: isApart,
        ...(task.pipes === undefined ? {} : { pipes: task.pipes }),
      },
    );
    const report = ways.see(task.operation.name, reported);
    const flipped = task.intrusion?.flip ? [task.intrusion.flip.path] : [];
    // The disk is looked at while the engines answer.
    const [records = [], stored = [], inspected] = await Promise.all([
      engine?.drain(),
      objects?.drain(),
      later(() => disk.inspect(report, new Set([...task.planted, ...laid, ...flipped]), task.plantedLinks)),
    ]);
    const changes = withoutOwnLink(inspected, task.intrusion).filter(({ path }) => !laid.has(path));
    const limitsReached = [...(report.limitsReached ?? [])];
    const upTo = <Item>(list: readonly Item[], limit: StepLimit): readonly Item[] => {
      if (list.length > limits[limit]) limitsReached.push(limit);
      return list.slice(0, limits[limit]);
    };
    const answered = answerOf(report.response);
    const handed =
      objects === null
        ? []
        : await handedAddresses(answered, task.sent, report.calls, objects, registers.objects, upTo);
    const view = viewOf(task, changes);
    const fileReport = { ...report, changes, ...(isApart ? apartFrom(report) : {}) };
    const accesses = [
      ...observeFiles(fileReport, view),
      ...observeRecords(records, report, task),
      ...observeObjects(stored, report.calls, objectView(task)),
      ...observeHandedOut(handed, objectView(task)),
    ]
      .filter(({ resource }) => resource.store !== 'file' || !laid.has(resource.path))
      // The attacker's own requests may wait for the attacker.
      .filter(({ action }) => action !== 'wait' || actsForOthers(task));
    const { unsafeChosen } = task;
    const asked = { step: task.index, operation: task.operation.name, actor: task.actor, unsafeChosen };
    const seenRequests = requests
      .see(upTo(records, 'requestsPerStepMax'), report.calls, asked)
      // What an operator covers is nobody's in particular, and what anybody may call shows what it covers.
      .map((request) => (mayLookAtAll(task) ? { ...request, covers: [] } : request));
    const printed = output.read();
    const disclosures = disclosuresOf(task, { report, printed: printed.text, accesses }, registers);
    const used = report.hooks
      .filter(({ expected, path }) => expected && inRoots(path) && !laid.has(path))
      .map(({ path }) => path);
    registers.publicValues.note(task, report.response);
    if (task.operation.operator !== true) {
      const sent = Object.values(task.arguments).flatMap(stringsOf);
      registers.noteFiles(task.actor, { changes, used, moves: movesIn(report.hooks), sent });
      const formOf = writeFormOf(task, registers);
      for (const record of records)
        registers.noteAdditions(record.touches, formOf(record).adds !== undefined);
      registers.noteItems(
        task.actor,
        records.flatMap(({ touches }) => touches),
        { sent, answer: answered },
      );
      registers.noteObjects(
        task.actor,
        stored.flatMap(({ touches }) => touches),
        { sent, answer: answered },
      );
    }
    const systemPaths = report.hooks.map(({ path }) => path).filter((path) => !isWithin(path, arena.folder));
    const looked = task.looks ? (report.intruded?.accesses ?? []) : [];
    return {
      accesses,
      disclosures,
      response: report.response,
      records,
      requests: seenRequests,
      asked:
        task.actor === attackerName && !mayLookAtAll(task)
          ? upTo(askedItems(records, report.calls, asked, registers), 'askedPerStepMax')
          : [],
      looked,
      lookups: upTo(
        foreignLookups(looked, { ...view, shown, endings, ownerOf: ownerOfLooked(task) }),
        'askedPerStepMax',
      ),
      changes,
      used,
      systemPaths,
      reached: reachedStores(task, report, { used, changes, accesses, records, stored, handed, looked }),
      hooks: report.hooks,
      tripwires: report.tripwires,
      crossed: report.crossed !== undefined,
      intruded: task.intrusion === undefined ? null : (report.intruded ?? null),
      limitsReached: [...limitsReached, ...(printed.cut ? ['outputPerStepBytesMax'] : [])],
      printed: printed.text,
    };
  };

  /** Of what is only looked at, all but the sandbox is outside. */
  const ownerOfLooked = (task: StepTask) => {
    const ownerOf = ownersOfFiles(task);
    return (path: string): Owner =>
      groundOf(path, { roots, arena: arena.folder, neighbours: given.neighbours() }) === 'sandbox'
        ? ownerOf(path, 'read')
        : { kind: 'outside' };
  };

  const inRoots = (path: string): boolean => roots.some((root) => isWithin(path, root.path));

  const observeRecords = (records: readonly WireRecord[], report: StepReport, task: StepTask): Access[] =>
    observeItems(records, report.calls, {
      step: task.index,
      operation: task.operation.name,
      actor: task.actor,
      ownerOf: ownersFor(task, registers.ownerOfItem, looks),
      isSigned: (touch) => registers.isSigned(touch, task.actor),
      formOf: writeFormOf(task, registers),
    });

  const objectView = (task: StepTask): ObjectView => ({
    step: task.index,
    operation: task.operation.name,
    actor: task.actor,
    ownerOf: ownersFor(task, registers.ownerOfObject, looks),
  });

  const sandbox = [...arena.roots.values()];
  return {
    ...{
      registers,
      requests,
      ways,
      disk,
      roots,
      sandbox,
      shown,
      contentOf,
      usual,
      apart,
      endings,
      cuts,
      forgotten,
      given,
      act,
    },
    computed: async (operation, actor, args) => {
      const { arguments: all, empty } = await target.compute(actor, operation, args);
      for (const { name, compute } of operation.parameters)
        if (compute !== undefined)
          cuts.count(computedOrEmpty, `${operation.name}.${name}`, !empty.includes(name));
      return all;
    },
    close: output.close,
  };
}

/** For the ledger: what takes the place of a value that the user's function does not make of hostile ones. */
const computedOrEmpty = 'computed values could be made (an empty one is sent instead)';

function statusOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(systemPath(path), { bigint: true, throwIfNoEntry: false });
  } catch {
    // A component on the way is no folder, or the name is too long for any.
    return undefined;
  }
}

/** Whether a path was there before a step, by what is there now and what has changed. */
function existedBefore(path: string, changes: readonly FileChange[]): boolean {
  const own = changes.find((change) => change.path === path);
  if (own !== undefined) return own.what !== 'created';
  const above = changes.find(({ path: folder, what }) => what === 'deleted' && isWithin(path, folder));
  return above !== undefined || statusOf(path) !== undefined;
}

function looks({ action }: { readonly action: string }): boolean {
  return isLooking(action);
}

function apartFrom({ crossed }: StepReport): Pick<FileReport, 'apartFrom'> {
  return crossed === undefined ? {} : { apartFrom: crossed };
}

function contentOf(path: string): string | null {
  try {
    return lstatSync(systemPath(path)).isFile() ? readFileSync(systemPath(path), 'latin1') : null;
  } catch {
    return null;
  }
}

/**
 * Whether the last name of a path is one of at least three characters that the attack put into an argument, an extension of
 * the target's behind it or not. `ownNames` are those of the arena, which attacks carry for other reasons.
 */
function namedBy(task: StepTask, ownNames: ReadonlySet<string>): (path: string) => boolean {
  let sent: string[] | null = null;
  return (path) => {
    sent ??= Object.entries(task.arguments)
      .filter(([name]) => task.hostile.has(name))
      .flatMap(([, argument]) => stringsOf(argument))
      .flatMap((text) => text.split(/[/\\]/))
      .filter((name) => name.length >= 3 && !ownNames.has(name));
    const last = baseNameOf(path);
    return sent.some((name) => last === name || last.startsWith(`${name}.`));
  };
}
