/**
 * Learns how DynamoDB keys are composed of sent values: `id` = `kq7w` as acme and the key `acme#DOC#kq7w` give the pattern
 * `{tenant}#DOC#{id}`. Searches for unguessable values and the actor's own words only, because others occur in keys by chance;
 * a part that is the same in all samples is constant. Keys of indexes are learnt from Queries only.
 */
import { type KeyComparison, keyRangeOf } from '../../engines/dynamodb/expressions/keyRange.ts';
import type { Cuts } from '../../model/cuts.ts';
import { textIn } from '../../model/json.ts';
import { type KeyAsked, type KeyPart, type KeyPattern, partsHoldingSign } from '../../model/keyPattern.ts';
import type { KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import type { WireRecord } from '../../model/records.ts';
import type { Seen } from '../step/step.ts';
import { keyPieces, keyTemplateOf, withoutGuesses } from './keyTemplate.ts';
import type { HarmlessRun, Learner } from './learner.ts';

/** The part of a run from which keys are learnt. */
type KeyRun = Pick<HarmlessRun, 'actor' | 'arguments'> & {
  readonly operation: Pick<Operation, 'name'>;
  readonly seen: SeenKeys;
};

type SeenKeys = Pick<Seen, 'records'> & Partial<Pick<Seen, 'stored' | 'reported'>>;

export interface KeyAnatomy {
  /** Notes the keys that a harmless step requested. */
  readonly note: (run: KeyRun) => void;
  readonly result: Learner<readonly KeyPattern[]>['result'];
}

interface LearntPattern extends Omit<KeyPattern, 'actors'> {
  readonly actors: ReadonlySet<string>;
  /** What the parts were in each key that it was learnt from. */
  readonly texts: readonly (readonly string[])[];
}

/** Knows nothing yet. */
export function createKeyAnatomy(
  cuts: Cuts,
  identities: readonly KnownValue[] = [],
  keysIn: (seen: SeenKeys) => readonly AskedKey[] = ({ records }) => records.flatMap(keysAsked),
): KeyAnatomy {
  const learnt = new Map<string, Map<string, LearntPattern[]>>();
  const leftOut = new Map<string, Set<string>>();
  return {
    note: ({ operation: { name: operation }, actor, arguments: args, seen }) => {
      const pieces = keyPieces(actor, args, identities);
      const own = learnt.get(operation) ?? new Map<string, LearntPattern[]>();
      learnt.set(operation, own);
      for (const { text, ...asked } of keysIn(seen)) {
        const found = withoutGuesses(keyTemplateOf(text, pieces));
        const sample: LearntPattern = {
          ...{ operation, ...asked, parts: found.map(({ part }) => part) },
          actors: new Set([actor.name]),
          texts: [found.map((one) => one.text)],
        };
        const shape = patternShape(sample);
        const variants = own.get(shape);
        if (variants !== undefined) addTo(variants, sample);
        else if (own.size < limits.keyPatternsMax) own.set(shape, [sample]);
        else leftOut.set(operation, (leftOut.get(operation) ?? new Set()).add(shape));
      }
    },
    result: () => {
      const { keyPatternsMax: most } = limits;
      for (const [operation, { size }] of leftOut)
        cuts.note('forms of keys are learnt', operation, most, most + size);
      const all = [...learnt.values()].flatMap((own) =>
        distinctPatterns([...own.values()].flatMap(recurring)),
      );
      return onceWhereShared(all).map(countedPattern);
    },
  };
}

/** Patterns of one shape may differ in their constants: `USER#{id}` and `ORDER#{id}`. */
function addTo(variants: LearntPattern[], sample: LearntPattern): void {
  const constants = JSON.stringify(sample.parts);
  const at = variants.findIndex(({ parts }) => JSON.stringify(parts) === constants);
  const [known] = variants.slice(at);
  if (at >= 0 && known !== undefined) variants[at] = together(known, sample);
  else if (variants.length < limits.keyVariantsMax) variants.push(sample);
  else variants.push(...variants.splice(-1).map((last) => mergedPattern(last, sample)));
}

/**
 * What came again with other words is constant; what came once may differ the next time, and is taken together, but for what
 * begins with another word.
 */
function recurring(variants: readonly LearntPattern[]): readonly LearntPattern[] {
  const comesAgain = ({ actors, texts }: LearntPattern): boolean =>
    actors.size > 1 || new Set(texts.map((text) => text.join(''))).size > 1;
  const byKind = new Map<string, LearntPattern>();
  for (const one of variants.filter((variant) => !comesAgain(variant))) {
    const kind = leadingWord(one);
    const known = byKind.get(kind);
    byKind.set(kind, known === undefined ? one : mergedPattern(known, one));
  }
  return [...variants.filter(comesAgain), ...byKind.values()];
}

/** A word before a sign at the beginning of a key, which tells kinds of items in one table apart; empty for none. */
function leadingWord({ parts: [first] }: LearntPattern): string {
  return typeof first === 'string' ? (/^[A-Za-z_]+[^A-Za-z0-9_]/.exec(first)?.[0] ?? '') : '';
}

function countedPattern({ texts, actors, ...pattern }: LearntPattern): KeyPattern {
  const counted = { ...pattern, actors: actors.size };
  const holdingSign = partsHoldingSign(pattern.parts, texts);
  return holdingSign.length === 0 ? counted : { ...counted, holdingSign };
}

interface AskedKey {
  readonly table: string;
  readonly index: string | null;
  readonly attribute: string;
  readonly asked: KeyAsked;
  readonly text: string;
}

/** Keys of objects that a step named itself. */
export function objectKeysAsked({ stored = [] }: SeenKeys): readonly AskedKey[] {
  return stored.flatMap(({ touches }) =>
    touches
      .filter(({ action }) => action !== 'list')
      .map(({ bucket, key }): AskedKey => {
        return { table: bucket, index: null, attribute: 'key', asked: 'exact', text: key };
      }),
  );
}

/** Keys of Django's caches, the alias in the place of a table. */
export function cacheKeysAsked({ reported }: SeenKeys): readonly AskedKey[] {
  return (reported?.cached?.keys ?? []).map(([alias, key]): AskedKey => {
    return { table: alias, index: null, attribute: 'cached', asked: 'exact', text: key };
  });
}

function keysAsked(record: WireRecord): AskedKey[] {
  const { operation, table, request, touches } = record;
  if (operation === 'Query' && table !== null) {
    const index = textIn(request, 'IndexName');
    return keyRangeOf(request).flatMap((comparison) =>
      comparison.values.flatMap((value) => {
        const text = textIn(value, 'S');
        const { attribute } = comparison;
        return text === null ? [] : [{ table, index, attribute, asked: howAsked(comparison), text }];
      }),
    );
  }
  if (operation === 'Scan') return [];
  return touches.flatMap((touch) =>
    Object.entries(touch.key).flatMap(([attribute, value]): AskedKey[] => {
      const text = textIn(value, 'S');
      return text === null ? [] : [{ table: touch.table, index: null, attribute, asked: 'exact', text }];
    }),
  );
}

function howAsked({ operator }: KeyComparison): KeyAsked {
  return operator === '=' ? 'exact' : operator === 'BEGINS_WITH' ? 'prefix' : 'bound';
}

/** The pattern without what its constant parts say. */
function patternShape({ operation, table, index, attribute, asked, parts }: LearntPattern): string {
  const shape = parts.map((part) => (typeof part === 'string' ? '' : part));
  return JSON.stringify([operation, table, index, attribute, asked, shape]);
}

/** A part in which samples differ is not constant. */
function mergedPattern(known: LearntPattern, sample: LearntPattern): LearntPattern {
  const parts = known.parts.map((part, at): KeyPart => {
    const same = typeof part !== 'string' || part === sample.parts[at];
    return same ? part : { other: true };
  });
  return together({ ...known, parts }, sample);
}

function together(one: LearntPattern, other: LearntPattern): LearntPattern {
  return {
    ...one,
    actors: new Set([...one.actors, ...other.actors]),
    texts: [...one.texts, ...other.texts],
  };
}

/** Merging may have made two patterns equal. */
function distinctPatterns(patterns: readonly LearntPattern[]): readonly LearntPattern[] {
  const told = new Map<string, LearntPattern>();
  for (const pattern of patterns) {
    const { operation, ...form } = patternForm(pattern);
    const identity = JSON.stringify([operation, form]);
    const known = told.get(identity);
    told.set(identity, known === undefined ? pattern : together(known, pattern));
  }
  return [...told.values()];
}

/** What several operations ask for in the same form, with nothing that they are sent (who is asking, say), is one pattern. */
function onceWhereShared(patterns: readonly LearntPattern[]): readonly LearntPattern[] {
  const told = new Map<string, LearntPattern>();
  for (const pattern of patterns) {
    const { operation, ...form } = patternForm(pattern);
    const isSent = pattern.parts.some((part) => typeof part === 'object' && 'argument' in part);
    const identity = JSON.stringify([isSent ? operation : null, form]);
    const known = told.get(identity);
    const also = [...(known?.also ?? []), operation];
    told.set(identity, known === undefined ? pattern : { ...together(known, pattern), also });
  }
  return [...told.values()];
}

function patternForm({ operation, table, index, attribute, asked, parts }: LearntPattern) {
  return { operation, table, index, attribute, asked, parts };
}
