/**
 * A target that is asked before anybody knows what it takes: in an arena, on engines in which missing tables and buckets are made
 * as soon as the target asks for them. Nothing is judged here.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Arena } from '../arena/arena.ts';
import { createArena } from '../arena/arena.ts';
import { askEngine, RefusedError } from '../engines/dynamodb/ask.ts';
import type { Json } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import { isWithin } from '../model/isWithin.ts';
import type { ItemEngine, ItemEngineOptions } from '../model/itemEngine.ts';
import { objectIn, objectsIn, textIn } from '../model/json.ts';
import type { ObjectEngine, ObjectEngineOptions } from '../model/objectEngine.ts';
import type { ObjectRecord, WireRecord } from '../model/records.ts';
import type { JailChoice, StepReport, Target, TargetDescription, TargetOptions } from '../model/target.ts';
import { furnishRoots } from '../world/stage/furnish.ts';
import { lookout } from '../world/stage/lookups.ts';
import { openParts } from '../world/stage/running.ts';
import { targetOptions } from '../world/stage/targetOptions.ts';
import { askOutcomeOf } from './answers.ts';
import type { Asked, ReachedStore } from './asked.ts';
import { type Candidate, type Filled, type PreparedRequest, requestOf } from './candidate.ts';
import type { Infrastructure } from './infrastructure.ts';
import { type LaidFile, laidText } from './laidFile.ts';
import { TableLearner } from './tables.ts';

/** How the parts are started; handed in by whoever composes them. */
export interface GroundMakers {
  readonly startTarget: (options: TargetOptions) => Promise<Target>;
  readonly startItemEngine: (options: ItemEngineOptions) => Promise<ItemEngine>;
  readonly startObjectEngine: (options: ObjectEngineOptions) => Promise<ObjectEngine>;
  /** Absolute path of the target's interpreter. */
  readonly python: string;
  readonly jail: JailChoice;
}

/** What was learnt of stores, which outlives one target. */
export interface LearntStores {
  readonly tables: TableLearner;
  readonly buckets: Set<string>;
  /** Files that were laid, by the name of their root and their path: `media/page.txt`. */
  readonly files: Set<string>;
}

/** Nothing learnt yet beyond what infrastructure files of the project declare. */
export function declaredStores({ tables, buckets }: Infrastructure): LearntStores {
  return { tables: new TableLearner(tables), buckets: new Set(buckets), files: new Set() };
}

export interface ProjectGround {
  readonly description: TargetDescription;
  /** Paths outside the sandbox to which the target was not let write so far, whatever it was asked. */
  readonly refusedWrites: ReadonlySet<string>;
  /** Sends one request. Rejects with `TargetLostError` if the target does not come back. */
  readonly ask: (candidate: Candidate, filled: Filled, actor: string) => Promise<Asked>;
  /** Sends one request as well, and returns the files of the sandbox that it looked for and that are not there. */
  readonly lookedFor: (candidate: Candidate, filled: Filled, actor: string) => Promise<readonly LaidFile[]>;
  /** Puts a file where there is none, now and wherever the project is started again. False if that cannot be done. */
  readonly lay: (file: LaidFile) => boolean;
  readonly takeAway: (file: LaidFile) => void;
  /** Performs anything else once. Rejects likewise. */
  readonly perform: (prepared: PreparedRequest, actor: string) => Promise<Performed>;
  readonly close: () => Promise<void>;
}

/** What became of it. */
export type Performed = Pick<Asked, 'response' | 'reached' | 'hasFound' | 'records'>;

/** Starts the target of a config that has no operations yet. Rejects like any start of a target. */
export async function openGround(
  config: Config,
  makers: GroundMakers,
  stores: LearntStores,
): Promise<ProjectGround> {
  const arena = await createArena(config.roots.names);
  furnishRoots(arena, config.roots.files);
  const running = openParts(() => arena.remove());
  try {
    const { folder } = arena;
    const [engine, objects] = await Promise.all([
      running.begin(makers.startItemEngine({ tables: stores.tables.inputs(), endpoint: null, folder })),
      running.begin(makers.startObjectEngine({ buckets: [...stores.buckets], folder })),
    ]);
    const { python, jail } = makers;
    const options = targetOptions(config, arena, { python, jail, engine, objects });
    const starting = running.begin(makers.startTarget({ ...options, mines: true }));
    // What it asked for before it failed may be all that it lacks: a table of sessions, where actors log in.
    await Promise.allSettled([starting]);
    await learnStores({ engine, objects, stores });
    const target = await starting;
    const parts: Parts = { config, arena, target, engine, objects, stores, refusedWrites: new Set() };
    return {
      description: target.description,
      refusedWrites: parts.refusedWrites,
      ask: (candidate, filled, actor) => ask(parts, candidate, filled, actor),
      lookedFor: (candidate, filled, actor) => findsMissing(parts, candidate, filled, actor),
      lay: (file) => layFile(parts, file),
      takeAway: ({ root, path }) => {
        stores.files.delete(`${root}/${path}`);
        rmSync(`${arena.roots.get(root)}/${path}`, { force: true });
      },
      perform: (prepared, actor) => perform(parts, prepared, actor).then(({ performed }) => performed),
      close: running.close,
    };
  } catch (thrown) {
    await running.close();
    throw thrown;
  }
}

interface Parts {
  readonly config: Config;
  readonly arena: Arena;
  readonly target: Target;
  readonly engine: ItemEngine;
  readonly objects: ObjectEngine;
  readonly stores: LearntStores;
  readonly refusedWrites: Set<string>;
}

/** How often a request is sent again because a table or a bucket was made for it. */
const madeMax = 4;

async function ask(parts: Parts, candidate: Candidate, filled: Filled, actor: string): Promise<Asked> {
  const { performed, report } = await perform(parts, requestOf(candidate, filled), actor);
  const loginUrl = parts.target.description.project?.users?.loginUrl ?? null;
  return {
    ...{ ...performed, candidate, filled, mined: report.mined ?? [] },
    outcome: askOutcomeOf(performed.response, candidate.method, loginUrl),
  };
}

async function findsMissing(
  { target, config, arena }: Parts,
  candidate: Candidate,
  filled: Filled,
  actor: string,
): Promise<readonly LaidFile[]> {
  const { operation, args } = requestOf(candidate, filled);
  const request = target.prepare(operation, args);
  const intrusion = lookout(arena);
  const { intruded } = await target.step(actor, request, config.limits.stepDeadlineMs, { intrusion });
  const missing = (intruded?.accesses ?? []).filter(({ exists }) => !exists);
  return missing.flatMap(({ path }) =>
    [...arena.roots].flatMap(([root, folder]) =>
      isWithin(path, folder) && path !== folder ? [{ root, path: path.slice(folder.length + 1) }] : [],
    ),
  );
}

function layFile({ arena, stores }: Parts, { root, path }: LaidFile): boolean {
  const full = `${arena.roots.get(root)}/${path}`;
  try {
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, laidText, { flag: 'wx' });
  } catch {
    // Something is there by now, or what is above it is a file.
    return false;
  }
  stores.files.add(`${root}/${path}`);
  return true;
}

async function perform(
  parts: Parts,
  { operation, args }: PreparedRequest,
  actor: string,
): Promise<{ readonly performed: Performed; readonly report: StepReport }> {
  const { target, config } = parts;
  const request = target.prepare(operation, args);
  for (let time = 0; ; time++) {
    const report = await target.step(actor, request, config.limits.stepDeadlineMs);
    const seen = await learnStores(parts);
    for (const { refused, path } of report.hooks) if (refused) parts.refusedWrites.add(path);
    if (seen.hasMade && time < madeMax) continue;
    return { performed: performedBy(parts, report, seen), report };
  }
}

interface StoresSeen {
  readonly records: readonly WireRecord[];
  readonly objects: readonly ObjectRecord[];
  /** Whether a table or a bucket was made that was missing. */
  readonly hasMade: boolean;
}

async function learnStores({
  engine,
  objects,
  stores,
}: Pick<Parts, 'engine' | 'objects' | 'stores'>): Promise<StoresSeen> {
  const records = await engine.drain();
  const requested = await objects.drain();
  let hasMade = false;
  for (const table of stores.tables.learn(records)) {
    const input = stores.tables.input(table);
    if (input !== null) hasMade = (await makeTable(engine.endpoint, table, input)) || hasMade;
  }
  for (const { bucket } of requested) {
    if (bucket === null || bucket === '' || stores.buckets.has(bucket)) continue;
    stores.buckets.add(bucket);
    const made = await fetch(`${objects.endpoint}/${bucket}`, { method: 'PUT' });
    hasMade = made.ok || hasMade;
  }
  if (hasMade) {
    await engine.drain();
    await objects.drain();
  }
  return { records, objects: requested, hasMade };
}

/** Makes a table, or makes it anew with other keys than were thought at first. False if the target has made it itself. */
async function makeTable(endpoint: string, TableName: string, input: Json): Promise<boolean> {
  const held = await described(endpoint, TableName);
  if (held !== null && hasSameKeys(held, input)) return false;
  if (held !== null) await askEngine(endpoint, 'DeleteTable', { TableName });
  await askEngine(endpoint, 'CreateTable', input);
  return true;
}

async function described(endpoint: string, TableName: string): Promise<Json | null> {
  try {
    return objectIn(await askEngine(endpoint, 'DescribeTable', { TableName }), 'Table');
  } catch (thrown) {
    if (thrown instanceof RefusedError) return null;
    throw thrown;
  }
}

function hasSameKeys(held: Json, wanted: Json): boolean {
  return keysText(held) === keysText(wanted);
}

function keysText(table: Json): string {
  const keys = (from: Json): string =>
    objectsIn(from, 'KeySchema')
      .map((key) => `${textIn(key, 'AttributeName')} ${textIn(key, 'KeyType')}`)
      .join(',');
  const indexes = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((kind) =>
    objectsIn(table, kind),
  );
  return [
    keys(table),
    ...indexes.map((index) => `${textIn(index, 'IndexName')}: ${keys(index)}`).sort(),
  ].join(';');
}

function performedBy({ arena }: Parts, report: StepReport, { records, objects }: StoresSeen): Performed {
  const roots = [...arena.roots.values()];
  const files = report.hooks.filter(({ path }) => roots.some((root) => path.startsWith(`${root}/`)));
  const actions = [
    ...records.flatMap(({ touches }) => touches.map(({ action }) => action)),
    ...objects.flatMap(({ touches }) => touches.map(({ action }) => action)),
  ];
  const reached: ReachedStore[] = [
    ...(files.length > 0 ? (['file'] as const) : []),
    ...(records.length > 0 ? (['item'] as const) : []),
    ...(objects.length > 0 ? (['object'] as const) : []),
  ];
  return {
    response: report.response,
    reached,
    records,
    hasFound: files.some(({ expected }) => expected) || actions.some((action) => action !== 'requested'),
  };
}
