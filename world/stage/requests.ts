/**
 * Learns the requests to DynamoDB at each line of the target in rehearsal, and compares those of a case with them: `Query` at
 * `views.py:12` asked for one partition in rehearsal, and for every key that begins with `m` in the case.
 */

import {
  foundBy,
  isCovered,
  type KeyComparison,
  keyRangeOf,
} from '../../engines/dynamodb/expressions/keyRange.ts';
import { literalEndedBy } from '../../engines/dynamodb/partiql/words.ts';
import { requestWordsOf } from '../../engines/dynamodb/requestWords.ts';
import type { Cuts } from '../../model/cuts.ts';
import type { ItemRequest, LearntRequests, RequestWord } from '../../model/itemRequest.ts';
import { memberOf } from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import type { ItemTouch, Location, WireRecord } from '../../model/records.ts';
import { shapeKey, wordKey } from '../../model/requestShape.ts';
import type { Registers } from '../owners/registers.ts';

export interface RequestTask {
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  /** Every string that the attack chose so far. */
  readonly unsafeChosen: readonly string[];
}

export interface RequestRegister {
  /** Notes the requests of a harmless run. */
  readonly learn: (operation: string, records: readonly WireRecord[], calls: Calls) => void;
  /** The requests of a step beside what was learnt, once owners are known. */
  readonly compare: (
    records: readonly WireRecord[],
    calls: Calls,
    task: RequestTask,
  ) => readonly ItemRequest[];
}

type Calls = Readonly<Record<string, Location>>;

interface Site {
  readonly shapes: Set<string>;
  readonly words: Set<string>;
  /** Key ranges that harmless traffic asked for. */
  readonly ranges: { readonly table: string; readonly range: readonly KeyComparison[] }[];
  coversForeign: boolean | null;
}

/** The present knowledge. */
interface LearntSites {
  readonly registers: Pick<Registers, 'items' | 'ownerOfItem'>;
  readonly cuts: Cuts;
  readonly sites: Map<string, Site>;
  readonly knownNames: Set<string>;
}

/** A register that has learnt nothing yet. */
export function createRequestRegister(
  registers: Pick<Registers, 'items' | 'ownerOfItem'>,
  cuts: Cuts,
): RequestRegister {
  const learnt: LearntSites = { registers, cuts, sites: new Map(), knownNames: new Set() };
  return {
    learn: (operation, records, calls) => {
      for (const record of records)
        learnSite(learnt, operation, siteOf(operation, apiOf(record), callLocation(record, calls)), record);
    },
    compare: (records, calls, task) =>
      records.map((record) => observedRequest(learnt, record, callLocation(record, calls), task)),
  };
}

function learnSite(
  { cuts, sites, knownNames }: LearntSites,
  operation: string,
  identity: string,
  record: WireRecord,
): void {
  const site = sites.get(identity) ?? emptySite();
  sites.set(identity, site);
  const words = comparedWords(cuts, record, operation);
  site.shapes.add(shapeKey(words));
  for (const word of words) {
    site.words.add(wordKey(word));
    if (word.kind !== 'sign') knownNames.add(word.text);
  }
  for (const touch of record.touches) for (const name of touchedAttributes(touch)) knownNames.add(name);
  const { table } = record;
  if (table === null || record.operation !== 'Query') return;
  const { length } = site.ranges;
  if (length < limits.rangesPerLineMax) site.ranges.push({ table, range: keyRangeOf(record.request) });
  else cuts.note('key ranges of one line are learnt', operation, limits.rangesPerLineMax, length + 1);
}

function observedRequest(
  learnt: LearntSites,
  record: WireRecord,
  location: Location | null,
  task: RequestTask,
): ItemRequest {
  const { statement } = record;
  const api = apiOf(record);
  const range = record.operation === 'Query' && record.status < 400 ? keyRangeOf(record.request) : [];
  return {
    ...task,
    location,
    api,
    endedBy: statement === undefined ? null : literalEndedBy(statement, task.unsafeChosen),
    words: comparedWords(learnt.cuts, record, task.operation),
    learnt: learntAt(learnt, siteOf(task.operation, api, location)),
    knownNames: learnt.knownNames,
    covers: coveredOwners(learnt, record.table ?? '', range),
    exact: range.every(({ operator }) => operator === '='),
    table: record.table,
    foundBy: foundBy(record.request),
    filteredTo: filteredTo(learnt, record),
  };
}

function comparedWords(cuts: Cuts, record: WireRecord, operation: string): readonly RequestWord[] {
  return cuts.first(
    requestWordsOf(record),
    limits.requestWordsMax,
    'words of requests are compared with harmless ones',
    operation,
  );
}

/** Owners are known only when rehearsal is over. */
function learntAt(learnt: LearntSites, identity: string): LearntRequests | null {
  const site = learnt.sites.get(identity);
  if (site === undefined) return null;
  site.coversForeign ??= site.ranges.some(
    ({ table, range }) => coveredOwners(learnt, table, range).length > 1,
  );
  return { shapes: site.shapes, words: site.words, coversForeign: site.coversForeign };
}

function coveredOwners(
  { registers }: LearntSites,
  table: string,
  range: readonly KeyComparison[],
): readonly string[] {
  if (range.length === 0) return [];
  const owners = registers.items(table).flatMap((touch) => {
    const owner = isCovered(range, touch.after ?? {}) ? registers.ownerOfItem(touch) : null;
    return owner?.kind === 'actor' ? [owner.name] : [];
  });
  return [...new Set(owners)];
}

function filteredTo({ registers }: LearntSites, { request, touches }: WireRecord): string[] | null {
  const filtered = ['FilterExpression', 'QueryFilter'].some((name) => memberOf(request, name) !== undefined);
  if (!filtered) return null;
  const owners = touches.map(registers.ownerOfItem);
  return [...new Set(owners.flatMap((owner) => (owner.kind === 'actor' ? [owner.name] : [])))];
}

function callLocation({ call }: WireRecord, calls: Calls): Location | null {
  return call === null ? null : (calls[String(call)] ?? null);
}

function emptySite(): Site {
  return { shapes: new Set(), words: new Set(), ranges: [], coversForeign: null };
}

/** What the target asked for, whatever it was done by. */
function apiOf({ operation, statement }: WireRecord): string {
  return statement === undefined ? operation : 'ExecuteStatement';
}

function siteOf(operation: string, api: string, location: Location | null): string {
  return JSON.stringify([operation, api, location?.file ?? null, location?.line ?? null]);
}

function touchedAttributes({ before, after }: ItemTouch): string[] {
  return [...Object.keys(before ?? {}), ...Object.keys(after ?? {})];
}
