/** An example as the attacker's own: `{actor}#{actor.tenant}` is `attacker#acme`. */
import { withActor } from '../../model/actorText.ts';
import type { KnownActors } from '../../model/knowledge.ts';

export function withAttacker(text: string, { attacker, words }: KnownActors): string {
  return withActor(text, { name: attacker, words });
}
