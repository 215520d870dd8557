/**
 * Names the classes of an attack from its value alone, by the recogniser beside each generator: `save` with `..%2fx` is
 * `path.encoded`.
 */
import type { Attack } from '../model/attack.ts';
import { type AttackClass, attackClasses } from '../model/attackClass.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { twoArchives } from './archives/archiveSequences.ts';
import { archiveGenerators } from './archives/archives.ts';
import { type Recogniser, sentAttack } from './base/sent.ts';
import { recogniserOf } from './base/textGenerator.ts';
import { layoutGenerators } from './layouts/layouts.ts';
import { specialFile } from './layouts/pipes.ts';
import { predictableTemp } from './layouts/predictable.ts';
import { raceGenerators } from './races/races.ts';
import { textGenerators } from './steps/arguments.ts';
import { headerGenerator } from './steps/commonHeaders.ts';
import { fieldGenerators } from './steps/fields.ts';
import { followed } from './steps/followed.ts';
import { secondOrder } from './steps/sequences.ts';
import { stepGenerators } from './steps/steps.ts';
import { streamGenerators } from './steps/streams.ts';
import { otherType } from './steps/types.ts';

/** One for each class that is generated. */
export const recognisers: readonly Recogniser[] = [
  ...textGenerators.map(recogniserOf),
  ...layoutGenerators,
  predictableTemp,
  specialFile,
  ...stepGenerators,
  ...fieldGenerators,
  headerGenerator,
  ...streamGenerators,
  secondOrder,
  followed,
  otherType,
  ...raceGenerators,
  ...archiveGenerators,
  twoArchives,
];

/** The classes of an attack, in the order in which they are listed; an attack may belong to none. */
export function classesOf(attack: Attack, knowledge: Knowledge): readonly AttackClass[] {
  const sent = sentAttack(attack, knowledge);
  const claimed = new Set(recognisers.filter(({ recognises }) => recognises(sent)).map((row) => row.class));
  return attackClasses.filter((id) => claimed.has(id));
}
