/** An example as the attacker's own: `{actor}#{actor.tenant}` is `attacker#acme`. */
import { withActor } from '../../model/actorText.ts';
import type { Knowledge } from '../../model/operation.ts';

export function withAttacker(text: string, { attacker, attackerWords = {} }: Knowledge): string {
  return withActor(text, { name: attacker, words: attackerWords });
}
