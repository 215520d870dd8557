/**
 * The stage: one step on running parts, and everything that was seen of it. Joins target, disk, item engine,
 * observers and registers; knows nothing of attacks or rounds.
 */
import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Arena } from '../arena/arena.ts';
import { baseNameOf, isWithin, systemPath } from '../arena/filePath.ts';
import type { Canary } from '../model/canary.ts';
import type { FileChange } from '../model/change.ts';
import { attackerName, type Config } from '../model/config.ts';
import type { Store } from '../model/finding.ts';
import type { ItemEngine } from '../model/itemEngine.ts';
import { limits } from '../model/limits.ts';
import type { ObjectEngine } from '../model/objectEngine.ts';
import type { Access, AskedItem, Disclosure, ItemRequest, Lookup, Owner } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type {
  HookRecord,
  Location,
  ObjectRecord,
  StepResponse,
  TripwireRecord,
  WireRecord,
} from '../model/records.ts';
import type { Intruded, Intrusion, ResolvedArguments, StepReport, Target } from '../model/target.ts';
import { findCanaries, type Sighting } from '../observers/canaries.ts';
import { type FileReport, type FileView, groundOf, observeFiles, shownPath } from '../observers/files.ts';
import { observeItems } from '../observers/items.ts';
import { type ObjectView, observeHandedOut, observeObjects } from '../observers/objects.ts';
import { askedItems } from './asked.ts';
import { type Disk, watchDisk } from './disk.ts';
import { isNamedBySent } from './endings.ts';
import { withFolderNames } from './folderNames.ts';
import { type ForgottenFolders, forgottenFolders } from './forgotten.ts';
import { type GivenFolders, givenFolders } from './given.ts';
import { handedAddresses } from './handedAddresses.ts';
import { layInbox } from './inbox.ts';
import { withoutOwnLink } from './intrusion.ts';
import { later } from './later.ts';
import { foreignLookups, lookout } from './lookups.ts';
import { movesIn, type PlantedLinks } from './movedPlants.ts';
import { createRegisters, type Registers } from './registers.ts';
import { createRequestRegister, type RequestRegister } from './requests.ts';
import { stringsOf } from './resolve.ts';
import { walkPath } from './walk.ts';

export interface StageParts {
  readonly config: Config;
  readonly arena: Arena;
  readonly target: Target;
  readonly engine: ItemEngine | null;
  readonly objects: ObjectEngine | null;
}

/** One step to do: all arguments filled in; `hostile` names those that the attack itself chose. */
export interface StepTask {
  readonly index: number;
  readonly operation: Operation;
  readonly actor: string;
  readonly arguments: ResolvedArguments;
  readonly hostile: ReadonlySet<string>;
  /** Everything that the case has sent so far, this step included: an echo of it discloses nothing. */
  readonly sent: readonly string[];
  /** Of that, what the attack itself chose. */
  readonly unsafeChosen: readonly string[];
  readonly planted: ReadonlySet<string>;
  /** The links among them; absent for none. */
  readonly plantedLinks?: PlantedLinks;
  /** What an intruder is told; absent for none. */
  readonly intrusion?: Intrusion;
  /** Pipes among what is planted. */
  readonly pipes?: readonly string[];
  /** Whether it is to be seen at which files it looks; not where an intruder is sent. */
  readonly looks: boolean;
}

export interface Seen {
  readonly accesses: readonly Access[];
  readonly disclosures: readonly Disclosure[];
  readonly response: StepResponse;
  readonly records: readonly WireRecord[];
  readonly requests: readonly ItemRequest[];
  readonly asked: readonly AskedItem[];
  /** Others' files that it only looked at. */
  readonly lookups: readonly Lookup[];
  readonly changes: readonly FileChange[];
  /** Sandbox files that the step read or wrote by name. */
  readonly used: readonly string[];
  /** Real paths that it read, or was forbidden to write. */
  readonly systemPaths: readonly string[];
  readonly reached: ReadonlySet<Store>;
  readonly hooks: readonly HookRecord[];
  readonly tripwires: readonly TripwireRecord[];
  /** Whether a name was moved into the temporary folder or out of it. */
  readonly crossed: boolean;
  /** What the intruder met and did; null where none was sent. */
  readonly intruded: Intruded | null;
}

export interface Stage {
  readonly registers: Registers;
  readonly requests: RequestRegister;
  readonly disk: Disk;
  readonly roots: FileView['roots'];
  /** Roots of the sandbox, the temporary folder left out. */
  readonly sandbox: readonly string[];
  readonly shown: (path: string) => string;
  /** Real paths that harmless traffic uses. */
  readonly usual: Set<string>;
  /** Operations for which the temporary folder is a file system of its own. */
  readonly apart: Set<string>;
  /** Places beyond the arena that harmless runs would write to. */
  readonly forgotten: ForgottenFolders;
  /** Folders that operations are given and keep to. */
  readonly given: GivenFolders;
  readonly act: (task: StepTask) => Promise<Seen>;
  readonly close: () => void;
}

/** Sets the stage on running parts. */
export function setStage({ config, arena, target, engine, objects }: StageParts): Stage {
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
    roots: [...arena.roots.values()],
    canaries: arena.canaries,
    shared: config.shared,
    shown,
    contentOf,
  });
  const requests = createRequestRegister(registers);
  const usual = new Set<string>();
  const apart = new Set<string>();
  const forgotten = forgottenFolders();
  const given = givenFolders([...arena.roots.values()], arena.neighbours);
  const output = followFile(arena.outputFile);

  const walker = (task: StepTask, changes: readonly FileChange[]): FileView['walk'] => {
    const ownerOf = ownersFor(task, registers.ownerOfFile);
    const isForeign = (path: string): boolean => {
      const owner = ownerOf(path);
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

  const viewOf = (task: StepTask, changes: readonly FileChange[]): FileView => ({
    step: task.index,
    operation: task.operation.name,
    actor: task.actor,
    moat: arena.moat,
    arena: arena.folder,
    roots,
    tripwires: target.description.tripwires,
    ownerOf: ownersFor(task, registers.ownerOfFile),
    isNamed: namedBy(task, ownNames),
    usual,
    isForgotten: (path) => forgotten.covers(task.operation.name, path),
    given: given.of(task.operation.name),
    neighbours: given.neighbours(),
    walk: walker(task, changes),
  });

  const act = async (task: StepTask): Promise<Seen> => {
    const request = target.prepare(task.operation, task.arguments);
    const laid = layInbox(task.arguments);
    const isApart = apart.has(task.operation.name);
    const intrusion = task.intrusion ?? (task.looks ? lookout(arena) : undefined);
    const report = await target.step(task.actor, request, config.stepDeadlineMs, {
      ...(intrusion === undefined ? {} : { intrusion }),
      apart: isApart,
      ...(task.pipes === undefined ? {} : { pipes: task.pipes }),
    });
    const flipped = task.intrusion?.flip ? [task.intrusion.flip.path] : [];
    // The disk is looked at while the engines answer.
    const [records = [], stored = [], inspected] = await Promise.all([
      engine?.drain(),
      objects?.drain(),
      later(() => disk.inspect(report, new Set([...task.planted, ...laid, ...flipped]), task.plantedLinks)),
    ]);
    const changes = withoutOwnLink(inspected, task.intrusion).filter(({ path }) => !laid.has(path));
    const answered = answerOf(report.response);
    const handed =
      objects === null
        ? []
        : await handedAddresses(answered, task.sent, report.calls, objects, registers.objects);
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
      .see(records, report.calls, asked)
      // What an operator covers is nobody's in particular.
      .map((request) => (task.operation.operator === true ? { ...request, covers: [] } : request));
    const disclosures = disclosuresOf(task, report, answered, accesses);
    const used = report.hooks
      .filter(({ expected, path }) => expected && inRoots(path) && !laid.has(path))
      .map(({ path }) => path);
    if (task.operation.operator !== true) {
      registers.noteFiles(task.actor, { changes, used, moves: movesIn(report.hooks) });
      registers.noteItems(
        task.actor,
        records.flatMap(({ touches }) => touches),
      );
      registers.noteObjects(
        task.actor,
        stored.flatMap(({ touches }) => touches),
      );
    }
    const systemPaths = report.hooks.map(({ path }) => path).filter((path) => !isWithin(path, arena.folder));
    const reached = new Set<Store>();
    if (used.length > 0 || changes.length > 0 || accesses.some(({ resource }) => resource.store === 'file'))
      reached.add('file');
    const isSent = (path: string): boolean => isNamedBySent(path, task.operation, task.arguments);
    if (report.hooks.some(({ action, path }) => action === 'read' && isSent(path))) reached.add('file');
    const looked = task.looks ? (report.intruded?.accesses ?? []) : [];
    if (looked.some(({ action, path }) => action === 'look' && isSent(path))) reached.add('file');
    // What another process reads in the sandbox is not seen, and it is rarely started for nothing.
    if ((report.spawned ?? []).length > 0) reached.add('file');
    if (records.some(({ touches }) => touches.length > 0) || records.some(isSearch)) reached.add('item');
    if (stored.some(({ touches }) => touches.length > 0) || stored.some(isListing)) reached.add('object');
    if (handed.length > 0) reached.add('object');
    return {
      accesses,
      disclosures: flowInto(disclosures),
      response: report.response,
      records,
      requests: seenRequests,
      asked:
        task.actor === attackerName && task.operation.operator !== true
          ? askedItems(records, report.calls, asked, registers)
          : [],
      lookups: foreignLookups(looked, { ...view, shown, ownerOf: ownerOfLooked }),
      changes,
      used,
      systemPaths,
      reached,
      hooks: report.hooks,
      tripwires: report.tripwires,
      crossed: report.crossed !== undefined,
      intruded: task.intrusion === undefined ? null : (report.intruded ?? null),
    };
  };

  /** Of what is only looked at, all but the sandbox is outside. */
  const ownerOfLooked = (path: string): Owner =>
    groundOf(path, { roots, arena: arena.folder, neighbours: given.neighbours() }) === 'sandbox'
      ? registers.ownerOfFile(path)
      : { kind: 'outside' };

  const inRoots = (path: string): boolean => roots.some((root) => isWithin(path, root.path));

  const observeRecords = (records: readonly WireRecord[], report: StepReport, task: StepTask): Access[] =>
    observeItems(records, report.calls, {
      step: task.index,
      operation: task.operation.name,
      actor: task.actor,
      ownerOf: ownersFor(task, registers.ownerOfItem),
    });

  const objectView = (task: StepTask): ObjectView => ({
    step: task.index,
    operation: task.operation.name,
    actor: task.actor,
    ownerOf: registers.ownerOfObject,
  });

  const disclosuresOf = (
    task: StepTask,
    report: StepReport,
    answered: string,
    accesses: readonly Access[],
  ): Disclosure[] => {
    // Whatever form it was sent in, whoever sends a word knows it.
    const sent = new Set(
      task.sent
        .flatMap(formsOf)
        .flatMap((text) => findCanaries(text, registers.canaries))
        .map(({ canary }) => canary.word),
    );
    const printed = output.read();
    const ownerOfCanary = ownersFor(task, ({ owner }: Canary) => owner);
    const tell = (where: Disclosure['where'], sightings: readonly Sighting[]): Disclosure[] =>
      sightings
        .filter(({ canary: { word } }) => !sent.has(word) && !registers.isPublished(word))
        .filter(({ canary }) => isForeign(ownerOfCanary(canary), task.actor))
        .map(({ canary, form, unsafeExcerpt }) => ({
          step: task.index,
          operation: task.operation.name,
          actor: task.actor,
          owner: canary.owner,
          where,
          form,
          planted: canary.planted,
          unsafeExcerpt,
          location: placeOf(canary.owner, accesses, report),
        }));
    return [
      ...tell('response', findCanaries(answered, registers.canaries)),
      ...tell('output', findCanaries(printed, registers.canaries)),
    ];
  };

  const sandbox = [...arena.roots.values()];
  return {
    ...{ registers, requests, disk, roots, sandbox, shown, usual, apart, forgotten, given, act },
    close: output.close,
  };
}

function apartFrom({ crossed }: StepReport): Pick<FileReport, 'apartFrom'> {
  return crossed === undefined ? {} : { apartFrom: crossed };
}

function actsForOthers({ actor, operation }: StepTask): boolean {
  return actor !== attackerName || operation.operator === true;
}

function contentOf(path: string): string | null {
  try {
    return lstatSync(systemPath(path)).isFile() ? readFileSync(systemPath(path), 'latin1') : null;
  } catch {
    return null;
  }
}

/** An operator works for all tenants: what is any actor's is nobody's in particular to an operator. */
function ownersFor<Resource>(task: StepTask, ownerOf: (of: Resource) => Owner): (of: Resource) => Owner {
  if (task.operation.operator !== true) return ownerOf;
  return (resource) => {
    const owner = ownerOf(resource);
    return owner.kind === 'actor' ? { kind: 'shared' } : owner;
  };
}

/** What is disclosed to others than the attacker by an attack without one is nobody's business but the moat's. */
function isForeign(owner: Disclosure['owner'], actor: string): boolean {
  if (owner.kind === 'outside') return true;
  return owner.kind === 'actor' && actor === attackerName && owner.name !== actor;
}

/** One disclosure for each owner, channel and step is proof enough. */
function flowInto(disclosures: readonly Disclosure[]): Disclosure[] {
  const first = new Map<string, Disclosure>();
  for (const disclosure of disclosures) {
    const owner = disclosure.owner.kind === 'actor' ? disclosure.owner.name : disclosure.owner.kind;
    const identity = `${owner} ${disclosure.where}`;
    if (!first.has(identity)) first.set(identity, disclosure);
  }
  return [...first.values()];
}

/** Where the disclosed thing was fetched: the read of that owner's resource, else the last access of any kind. */
function placeOf(
  owner: Disclosure['owner'],
  accesses: readonly Access[],
  report: StepReport,
): Location | null {
  const name = owner.kind === 'actor' ? owner.name : owner.kind;
  const reads = accesses.filter(({ action }) => action === 'read' || action === 'list');
  const fitting = reads.find(
    (access) => (access.owner.kind === 'actor' ? access.owner.name : access.owner.kind) === name,
  );
  const last = report.hooks.filter((hook) => hook.location !== null).at(-1);
  return fitting?.location ?? last?.location ?? Object.values(report.calls).at(-1) ?? null;
}

function isSearch({ operation, status }: WireRecord): boolean {
  return status < 400 && (operation === 'Query' || operation === 'Scan');
}

function isListing({ operation, status }: ObjectRecord): boolean {
  return status < 400 && operation.startsWith('ListObjects');
}

/** What a target may make of a text by itself when it gives it back: that shows nothing which was not sent. */
function formsOf(text: string): string[] {
  const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return [text, text.normalize('NFKC'), decoded];
}

function answerOf(response: StepResponse): string {
  const headers = response.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
  const exception =
    response.exception === null ? '' : response.status === null ? response.exception.message : '';
  return `${headers}\n\n${Buffer.from(response.body, 'base64').toString('latin1')}\n${exception}`;
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

/** Reads what is appended to a file, each time from where it ended before. */
function followFile(path: string): { read: () => string; close: () => void } {
  const handle = openSync(path, 'r');
  let position = 0;
  return {
    read: () => {
      const length = fstatSync(handle).size - position;
      if (length <= 0) return '';
      const chunk = Buffer.alloc(Math.min(length, 1_048_576));
      position += readSync(handle, chunk, 0, chunk.length, position);
      return chunk.toString('latin1');
    },
    close: () => closeSync(handle),
  };
}
