/** Which classes an attack belongs to, from its value alone: each by the recogniser beside its generator. */
import type { Attack } from '../model/attack.ts';
import { type AttackClass, attackClasses } from '../model/attackClass.ts';
import type { Knowledge } from '../model/operation.ts';
import { twoArchives } from './archiveSequences.ts';
import { archiveGenerators } from './archives.ts';
import { textGenerators } from './arguments.ts';
import { followed } from './followed.ts';
import { layoutGenerators } from './layouts.ts';
import { special } from './pipes.ts';
import { predictableTemp } from './predictable.ts';
import { raceGenerators } from './races.ts';
import { type Recogniser, sentAttack } from './sent.ts';
import { secondOrder } from './sequences.ts';
import { stepGenerators } from './steps.ts';
import { streamGenerators } from './streams.ts';
import { recogniserOf } from './textGenerator.ts';
import { otherType } from './types.ts';

/** One for each class that is generated. */
export const recognisers: readonly Recogniser[] = [
  ...textGenerators.map(recogniserOf),
  ...layoutGenerators,
  predictableTemp,
  special,
  ...stepGenerators,
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
