/**
 * Stream records for consumers: which image carries a value, how often, and of which type: `OldImage` alone, the record twice,
 * a number where text is expected. The `stream.` classes.
 */
import fc from 'fast-check';
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { type Operation, recordsParameter } from '../../model/operation.ts';
import { type RecordShape, recordShapeOf } from '../../model/streamRecords.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, aimAt, attackable, knownPart } from '../base/aim.ts';
import { argumentOf, hostileText, plainArgument } from './arguments.ts';
import type { StepArguments, StepGenerator } from './stepGenerator.ts';

type StreamShape = Partial<RecordShape>;

const imageShapes: readonly StreamShape[] = [{ sentIn: 'old' }, { sentIn: 'both' }, { sentIn: 'removed' }];
const batches: readonly StreamShape[] = [
  { after: 'harmless' },
  { times: 2 },
  { times: 2, after: 'harmless' },
  { sentIn: 'old', after: 'harmless' },
];
const typeShapes: readonly StreamShape[] = (['N', 'B', 'BOOL', 'NULL', 'L', 'M', 'absent'] as const).flatMap(
  (type) => [{ type }, { type, sentIn: 'both' as const }],
);

export const streamGenerators: readonly StepGenerator[] = [
  {
    class: 'stream.image',
    weight: 12,
    arbitrary: (knowledge, operation) => shaped(knowledge, operation, imageShapes),
    recognises: ({ attack }) => shapesIn(attack).some(({ sentIn }) => sentIn !== 'new'),
  },
  {
    class: 'stream.batch',
    weight: 6,
    arbitrary: (knowledge, operation) => shaped(knowledge, operation, batches),
    recognises: ({ attack }) => shapesIn(attack).some(({ times, after }) => times > 1 || after !== 'nothing'),
  },
  {
    class: 'stream.type',
    weight: 6,
    arbitrary: (knowledge, operation) => shaped(knowledge, operation, typeShapes),
    recognises: ({ attack }) => shapesIn(attack).some(({ type }) => type !== 'S'),
  },
];

/** Arguments of the images and batches that are tried first: a victim's key where a careless consumer looks for one. */
export function streamProbes(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  if (operation.entry.kind !== 'consumer') return [];
  const tried = [
    ...imageShapes,
    ...batches.slice(0, 2),
    { type: 'NULL' } as const,
    { type: 'absent' } as const,
  ];
  return attackable(operation).flatMap((parameter) => {
    const aim = aimAt(knowledge, operation, parameter);
    const texts = likelyForeign(aim);
    return tried.flatMap((shape) =>
      texts.map((text) => ({ [parameter.name]: plainArgument(aim, text), ...recordsOf(shape) })),
    );
  });
}

function likelyForeign({ foreign }: Aim): readonly Text[] {
  const [best] = foreign;
  return best === undefined ? ['..'] : [[knownPart(best)]];
}

function shaped(
  knowledge: Knowledge,
  operation: Operation,
  among: readonly StreamShape[],
): fc.Arbitrary<StepArguments> | null {
  const parameters = operation.entry.kind === 'consumer' ? attackable(operation) : [];
  if (parameters.length === 0) return null;
  return fc.constantFrom(...parameters).chain((parameter) => {
    const aim = aimAt(knowledge, operation, parameter);
    return fc
      .tuple(argumentOf(aim, hostileText(aim)), fc.constantFrom(...among))
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
