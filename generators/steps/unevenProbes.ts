/** Sends the same text to two operations that store it in one place: `create` refuses `../x`, `rename` may accept it. */
import type { Attack } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { partsOf } from '../../model/text.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { firstTried } from '../base/firstTried.ts';
import { inTurn } from '../base/inTurn.ts';
import { textProbes } from '../texts/textProbes.ts';
import { plainArgument } from './arguments.ts';
import { stepOf } from './sequences.ts';

/** Attacks of two steps by the attacker, the last one of the operation. */
export function unevenProbes(knowledge: Knowledge, target: Operation): readonly Attack[] {
  const {
    stores: { sinks },
    operations,
    actors: { attacker },
  } = knowledge;
  const pairs = sinks
    .filter(({ operation }) => operation === target.name)
    .flatMap((kept) =>
      sinks
        .filter(({ operation, place }) => place === kept.place && operation !== target.name)
        .map((other) => ({ kept, other })),
    );
  const attacks = pairs.map(({ kept, other }): Attack[] => {
    const first = operations.find(({ name }) => name === other.operation);
    const into = attackable(target).find(({ name }) => name === kept.parameter);
    const from = first && attackable(first).find(({ name }) => name === other.parameter);
    if (first === undefined || from?.kind !== 'text' || into?.kind !== 'text') return [];
    return textProbes(aimAt(knowledge, target, into))
      .filter((text) => partsOf(text).every((part) => typeof part === 'string'))
      .slice(0, limits.unevenTextsMax)
      .map((text) => ({
        layout: [],
        steps: [
          stepOf(first, attacker, { [from.name]: plainArgument(aimAt(knowledge, first, from), text) }),
          stepOf(target, attacker, { [into.name]: plainArgument(aimAt(knowledge, target, into), text) }),
        ],
        race: null,
      }));
  });
  const what = 'texts are sent to two operations that store them in one place';
  return firstTried(knowledge, target, inTurn(attacks), limits.unevenProbesMax, what);
}
