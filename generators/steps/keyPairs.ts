/**
 * Two requests of one actor that name different things by one key: `a` with `b#c` and `a#b` with `c`, for arguments that are
 * neighbours in the key.
 */
import type { Attack, Step } from '../../model/attack.ts';
import type { KeyForm, KeyPart, KeyPattern } from '../../model/keyPattern.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import { aimAt, attackable } from '../base/aim.ts';
import { plainArgument } from './arguments.ts';
import { stepOf } from './sequences.ts';

/** Attacks of two steps of the operation, both the attacker's. */
export function keyPairs(knowledge: Knowledge, operation: Operation): readonly Attack[] {
  const patterns = knowledge.stores.keyPatterns.filter(
    (pattern) => pattern.operation === operation.name && pattern.asked === 'exact' && pattern.index === null,
  );
  const pairs = patterns.flatMap((pattern) => adjoiningArguments(pattern, operation));
  return pairs.map(({ first, second, between }) => {
    const [one = 'a', two = 'b', three = 'c'] = aimAt(knowledge, operation, first).names.map(
      withoutSign(between),
    );
    const request = (left: string, right: string): Step => {
      const sent = [
        [first, left],
        [second, right],
      ] as const;
      const args = sent.map(
        ([parameter, text]) =>
          [parameter.name, plainArgument(aimAt(knowledge, operation, parameter), text)] as const,
      );
      return stepOf(operation, knowledge.actors.attacker, Object.fromEntries(args));
    };
    const steps = [request(one, two + between + three), request(one + between + two, three)];
    return { layout: [], steps, race: null };
  });
}

/** Forms in which the names sent here are unchanged. */
const asSent: ReadonlySet<KeyForm> = new Set(['plain', 'lower', 'nfkc']);

interface Neighbours {
  readonly first: Parameter;
  readonly second: Parameter;
  readonly between: string;
}

/** Arguments that the attacker chooses and that are unchanged parts of a key, with only a constant between them. */
function adjoiningArguments({ parts }: KeyPattern, operation: Operation): Neighbours[] {
  const parameterOf = (part: KeyPart | undefined): Parameter | undefined =>
    typeof part === 'object' && 'argument' in part && asSent.has(part.form)
      ? attackable(operation).find(({ name, kind }) => name === part.argument && kind === 'text')
      : undefined;
  return parts.flatMap((part, at) => {
    const between = parts[at + 1];
    const first = parameterOf(part);
    const second = parameterOf(typeof between === 'string' ? parts[at + 2] : between);
    if (first === undefined || second === undefined || first === second || between === '/') return [];
    return [{ first, second, between: typeof between === 'string' ? between : '' }];
  });
}

/** A name may contain the delimiter by chance, and would be split there too. */
function withoutSign(sign: string): (name: string) => string {
  return (name) => (sign === '' ? name : name.replaceAll(sign, ''));
}
