/**
 * Stream records for consumers: which image carries a value, how often, and of which type one attribute is: `OldImage` alone,
 * the record twice, a number where text is expected. The `stream.` classes.
 */
import fc from 'fast-check';
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { type Operation, type Parameter, recordsParameter } from '../../model/operation.ts';
import { type RecordShape, recordShapeOf } from '../../model/streamRecords.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, aimAt, attackable, knownPart } from '../base/aim.ts';
import { inTurn } from '../base/inTurn.ts';
import { argumentOf, hostileText, plainArgument } from './arguments.ts';
import type { StepArguments, StepGenerator } from './stepGenerator.ts';

type StreamShape = Partial<RecordShape>;

const imageShapes: readonly StreamShape[] = [{ sentIn: 'old' }, { sentIn: 'both' }, { sentIn: 'removed' }];
/** Batches of the attacker's own records. */
const batches: readonly StreamShape[] = [
  { after: 'harmless' },
  { times: 2 },
  { times: 2, after: 'harmless' },
  { sentIn: 'old', after: 'harmless' },
];
/** Batches with records of other tenants: what is not as it is expected to be ends them, or what was kept of one is used for the next. */
function besideOthers(operation: Operation, parameter: Parameter): readonly StreamShape[] {
  const odd = typeShapes(operation, parameter).filter(({ sentIn }) => sentIn === undefined);
  // No two records of a batch are first of one tenant and then of another under one key.
  if (odd.length === 0) return [];
  return [
    { others: 'behind' },
    ...odd.map((shape): StreamShape => ({ ...shape, others: 'behind' })),
    { others: 'before' },
    ...odd.map((shape): StreamShape => ({ ...shape, others: 'before' })),
  ];
}

/** The likeliest to pass a check of texts first: a list of one, nothing, and what is written in another way. */
const otherTypes = ['L', 'absent', 'NULL', 'B', 'M', 'N', 'BOOL'] as const;

/** Types for one attribute: where all have another one, nothing gets past the first check. Those of keys are a table's. */
function typeShapes({ entry }: Operation, { name }: Parameter): readonly StreamShape[] {
  if (entry.kind !== 'consumer' || entry.keyNames.includes(name)) return [];
  const plain = otherTypes.map((type): StreamShape => ({ type, typed: name }));
  return [...plain, ...plain.map((shape): StreamShape => ({ ...shape, sentIn: 'both' }))];
}

export const streamGenerators: readonly StepGenerator[] = [
  {
    class: 'stream.image',
    weight: 12,
    arbitrary: (knowledge, operation) => shaped(knowledge, operation, () => imageShapes),
    recognises: ({ attack }) => shapesIn(attack).some(({ sentIn }) => sentIn !== 'new'),
  },
  {
    class: 'stream.batch',
    weight: 6,
    arbitrary: (knowledge, operation) =>
      shaped(knowledge, operation, (parameter) => [
        ...batches,
        ...(knowledge.actors.victims.length === 0 ? [] : besideOthers(operation, parameter)),
      ]),
    recognises: ({ attack }) =>
      shapesIn(attack).some(
        ({ times, after, others }) => times > 1 || after !== 'nothing' || others !== 'none',
      ),
  },
  {
    class: 'stream.type',
    weight: 6,
    arbitrary: (knowledge, operation) =>
      shaped(knowledge, operation, (parameter) => typeShapes(operation, parameter)),
    recognises: ({ attack }) => shapesIn(attack).some(({ type }) => type !== 'S'),
  },
];

/**
 * Arguments that are tried first, the parameters in turn: a victim's key in the image, the batch or the type where a careless
 * consumer takes it.
 */
export function streamProbes(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  if (operation.entry.kind !== 'consumer') return [];
  const lists = attackable(operation).map((parameter) => {
    const aim = aimAt(knowledge, operation, parameter);
    const types = typeShapes(operation, parameter);
    const beside = knowledge.actors.victims.length === 0 ? [] : besideOthers(operation, parameter);
    const tried = inTurn<StreamShape>([[...imageShapes, ...batches.slice(0, 2)], types, beside]);
    const texts = likelyForeign(aim);
    return tried.flatMap((shape) =>
      texts.map((text) => ({ [parameter.name]: plainArgument(aim, text), ...recordsOf(shape) })),
    );
  });
  return inTurn(lists);
}

function likelyForeign({ foreign }: Aim): readonly Text[] {
  const [best] = foreign;
  return best === undefined ? ['..'] : [[knownPart(best)]];
}

function shaped(
  knowledge: Knowledge,
  operation: Operation,
  shapesFor: (parameter: Parameter) => readonly StreamShape[],
): fc.Arbitrary<StepArguments> | null {
  const parameters =
    operation.entry.kind === 'consumer'
      ? attackable(operation).filter((parameter) => shapesFor(parameter).length > 0)
      : [];
  if (parameters.length === 0) return null;
  return fc.constantFrom(...parameters).chain((parameter) => {
    const aim = aimAt(knowledge, operation, parameter);
    return fc
      .tuple(argumentOf(aim, hostileText(aim)), fc.constantFrom(...shapesFor(parameter)))
      .map(([argument, shape]) => ({ [parameter.name]: argument, ...recordsOf(shape) }));
  });
}

function recordsOf(shape: StreamShape): StepArguments {
  return { [recordsParameter]: { json: { ...shape } } };
}

function shapesIn({ steps }: Attack): readonly RecordShape[] {
  return steps.flatMap(({ arguments: given }) => {
    const records = given[recordsParameter];
    return records !== undefined && 'json' in records ? [recordShapeOf(records.json)] : [];
  });
}
