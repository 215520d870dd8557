/**
 * Finds consumers of DynamoDB Streams by their form, a function `handler(event, context)` that reads `Records` of a stream, and tries
 * each with the changes that operations really make. One that reaches a store so becomes an operation behind that one; what
 * is not sure is offered.
 */
import { relative, sep } from 'node:path';
import type { ConsumerOperation, UserOperation } from '../config/userConfig.ts';
import { recordsParameter } from '../model/operation.ts';
import type { ItemChange } from '../model/streamRecords.ts';
import { encodeConsumption, recordShapeOf } from '../model/streamRecords.ts';
import { causedChanges } from '../world/case/consumers.ts';
import type { Asked } from './asked.ts';
import { Attempt, type Exploring } from './attempt.ts';
import type { Candidate, PreparedRequest } from './candidate.ts';
import type { Performed } from './ground.ts';
import { otherRequests } from './improve.ts';
import { pythonFilesBelow, readPython } from './pythonFiles.ts';
import type { Reach } from './reach.ts';
import { recordAttributes } from './recordAttributes.ts';

export interface FoundConsumer {
  /** For the operation: `previews` of `stream.previews:handler`, `on_change` of `shop.streams:on_change`. */
  readonly name: string;
  /** `module:function`. */
  readonly function: string;
}

const entryPoint =
  /^(?:async )?def (\w+)\(\s*\w+\s*(?::[^,)]*)?,\s*_*(?:context|ctx)?\w*\s*(?::[^,)]*)?(?:=[^,)]*)?\)[^\n]*:[^\n]*\n((?:[ \t]+[^\n]*\n|[ \t]*\n)*)/gm;
const readsStream = /["'](?:dynamodb|NewImage|OldImage)["']/;

/** The consumers in files below the folders from which the project imports. */
export function findConsumers(folders: readonly string[]): readonly FoundConsumer[] {
  const found = folders.flatMap((folder) =>
    pythonFilesBelow(folder).flatMap((file) => consumersIn(readPython(file), moduleOf(folder, file))),
  );
  return [...new Map(found.map((one) => [one.name, one])).values()];
}

function consumersIn(source: string, module: string): FoundConsumer[] {
  if (!readsStream.test(source)) return [];
  return [...source.matchAll(entryPoint)].flatMap(([, name = '', body = '']) =>
    /["']Records["']/.test(body) ? [{ name: wordFor(name, module), function: `${module}:${name}` }] : [],
  );
}

function wordFor(name: string, module: string): string {
  return /^(?:lambda_)?handler$|^main$/.test(name) ? (module.split('.').at(-1) ?? name) : name;
}

function moduleOf(folder: string, file: string): string {
  return relative(folder, file)
    .replace(/(?:[/\\]__init__)?\.py$/, '')
    .split(sep)
    .join('.');
}

/** An operation, and what it changed in one table. */
interface Maker {
  readonly asked: Asked;
  readonly table: string;
  readonly changes: readonly ItemChange[];
}

export interface TriedConsumers {
  readonly operations: readonly (readonly [string, UserOperation])[];
  /** Operations that are done otherwise now, so that a consumer finds what it looks for. */
  readonly changed: readonly Candidate[];
  readonly offered: readonly FoundConsumer[];
}

const makersMax = 24;

export async function tryConsumers(
  consumers: readonly FoundConsumer[],
  reaches: readonly Reach[],
  exploring: Exploring,
): Promise<TriedConsumers> {
  const operations: (readonly [string, UserOperation])[] = [];
  const changed: Candidate[] = [];
  const offered: FoundConsumer[] = [];
  const makers = consumers.length === 0 ? [] : await makersOf(reaches, exploring);
  for (const consumer of consumers) {
    const found = await makerFor(consumer, makers, exploring);
    if (found === null) offered.push(consumer);
    else {
      operations.push([consumer.name, operationFor(consumer, found, exploring.words)]);
      if (!reaches.some(({ asked }) => asked.candidate === found.asked.candidate))
        changed.push(found.asked.candidate);
    }
  }
  return { operations, changed, offered };
}

/** Harmless runs get records with these attributes; attacks also get those of what the operation has changed in the case. */
function operationFor(
  { function: consumer }: FoundConsumer,
  { asked, table, changes }: Maker,
  words: Exploring['words'],
): UserOperation {
  const [change] = changes;
  const attributes = change === undefined ? {} : recordAttributes(change, asked, words);
  const operation: ConsumerOperation = { consumer, table, attributes };
  return { ...operation, after: [asked.candidate.name] };
}

/** What each operation that changes items does to them, asked once more. */
async function makersOf(reaches: readonly Reach[], exploring: Exploring): Promise<readonly Maker[]> {
  const changing = reaches
    .map(({ asked }) => asked)
    .filter(
      ({ outcome, candidate, reached }) =>
        outcome === 'done' && candidate.method !== 'GET' && reached.includes('item'),
    );
  const found: Maker[] = [];
  for (const { candidate } of changing.slice(0, makersMax))
    found.push(...(await changesOf(candidate, exploring)));
  return found;
}

async function changesOf(candidate: Candidate, exploring: Exploring): Promise<readonly Maker[]> {
  const attempt = new Attempt(exploring);
  for (const { source } of candidate.wanted) if (source !== null) await attempt.refresh(source.operation);
  const asked = await attempt.ask(candidate);
  const { outcome, records } = asked;
  if (outcome !== 'done') return [];
  const tables = new Set(records.flatMap(({ touches }) => touches.map(({ table }) => table)));
  return [...tables].flatMap((table) => {
    const changes = causedChanges(records, table);
    return changes.length === 0 ? [] : [{ asked, table, changes }];
  });
}

/** The operation whose changes take a consumer to a store: best one with which it finds what it looks for. */
async function makerFor(
  consumer: FoundConsumer,
  makers: readonly Maker[],
  exploring: Exploring,
): Promise<Maker | null> {
  let reaching: Maker | null = null;
  for (const maker of makers) {
    const performed = await consumed(consumer, maker, exploring);
    if (isReached(performed) && performed.hasFound) return maker;
    if (isReached(performed)) reaching ??= maker;
  }
  return reaching === null ? null : ((await withOtherValues(consumer, reaching, exploring)) ?? reaching);
}

function isReached(performed: Performed | null): performed is Performed {
  return performed !== null && performed.response.exception === null && performed.reached.length > 0;
}

/** The operation with a value that another one has answered, with which the consumer finds what it looks for. */
async function withOtherValues(
  consumer: FoundConsumer,
  { asked, table }: Maker,
  exploring: Exploring,
): Promise<Maker | null> {
  const others = otherRequests(asked.candidate, exploring.pool).filter(({ source }) => source !== null);
  for (const other of others.slice(0, makersMax)) {
    const found = (await changesOf(other.candidate, exploring)).find((one) => one.table === table);
    const performed = found === undefined ? null : await consumed(consumer, found, exploring);
    if (found !== undefined && isReached(performed) && performed.hasFound) return found;
  }
  return null;
}

/** Null where the time is up. */
async function consumed(
  { function: entry }: FoundConsumer,
  { table, changes }: Maker,
  { ground, actor, until }: Exploring,
): Promise<Performed | null> {
  if (performance.now() > until) return null;
  return await ground.perform(requestFor(entry, table, changes), actor);
}

function requestFor(entry: string, table: string, caused: readonly ItemChange[]): PreparedRequest {
  const json = encodeConsumption({
    ...{ shape: recordShapeOf(undefined), harmless: {}, caused, beside: [] },
  });
  return {
    operation: {
      name: entry,
      entry: {
        ...{ kind: 'consumer', function: entry, table, takes: 'lambda' },
        ...{ view: 'NEW_AND_OLD_IMAGES', keyNames: [] },
      },
      parameters: [{ name: recordsParameter, kind: 'json', place: 'records' }],
    },
    args: { [recordsParameter]: { kind: 'json', json } },
  };
}
