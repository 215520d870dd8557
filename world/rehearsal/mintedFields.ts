/**
 * Learns which members of answers and which attributes of items hold secrets that runs make themselves: `response.token` of
 * `login`, which is another one each time. A field is none if it was sent, if a value comes twice, or if an answer to the
 * attacker shows one of a victim's: then everybody may see it.
 */
import { attackerName } from '../../model/config.ts';
import { limits } from '../../model/limits.ts';
import type { Operation } from '../../model/operation.ts';
import { type MintedValue, mintedIn } from '../owners/minted.ts';
import { wholeAnswer } from '../stage/disclosures.ts';
import { stringsOf } from '../step/resolve.ts';
import type { Learner } from './learner.ts';
import { mintedSecretsOf } from './secrets.ts';

/** Shorter ones may be guessed, and come again by chance. */
const lettersMin = 16;

export function learnMinted(operations: readonly Operation[]): Learner<readonly MintedValue[]> {
  const isSecret = mintedSecretsOf(operations);
  const values = new Map<string, MintedValue>();
  const open = new Set<string>();
  const shown: string[] = [];
  return {
    note: ({ operation: { name: operation }, actor: { name: actor }, arguments: args, seen }) => {
      const sent = Object.values(args).flatMap(stringsOf);
      if (actor === attackerName)
        shown.push(wholeAnswer(seen.response).slice(0, limits.routineCharactersMax));
      for (const [name, value] of mintedIn(seen)) {
        if (value.length < lettersMin || !isSecret({ actor, operation, name, value })) continue;
        const field = `${operation} ${name}`;
        const before = values.get(value);
        const isAgain = before !== undefined && before.actor !== actor;
        if (isAgain || sent.some((text) => text.includes(value) || value.includes(text))) open.add(field);
        if (before === undefined) values.set(value, { actor, operation, name, value });
      }
    },
    result: () => {
      const all = [...values.values()];
      const isShown = ({ actor, value }: MintedValue): boolean =>
        actor !== attackerName && shown.some((text) => text.includes(value));
      for (const one of all) if (isShown(one)) open.add(`${one.operation} ${one.name}`);
      return all.filter(({ operation, name }) => !open.has(`${operation} ${name}`));
    },
  };
}
