/**
 * What the attacker sent in each step, by parameter, with the values that the world filled in: the lines `zq7k is victim's
 * upload response.id` below a request say what a reference stood for.
 */
import type { Argument } from '../../model/attack.ts';
import type { Finding } from '../../model/finding.ts';
import { partsOf, type Text } from '../../model/text.ts';

export interface ArgumentText {
  readonly step: number;
  readonly unsafeParameter: string;
  /** With the filled in values; null if one is not known. */
  readonly unsafeText: string | null;
}

/** `victim's upload response.id` and the value that it had. */
export function valuesFilledIn({ evidence: { unsafeRequests } }: Finding): ReadonlyMap<string, string> {
  return new Map(
    unsafeRequests.flatMap((line): [string, string][] => {
      const [, value, reference] = /^ {2}(.+) is (\S+'s .+)$/s.exec(line) ?? [];
      return value === undefined || reference === undefined ? [] : [[reference, value]];
    }),
  );
}

/** The texts that the steps send, in their order. */
export function sentTexts(finding: Finding): readonly ArgumentText[] {
  const known = valuesFilledIn(finding);
  return finding.attack.steps.flatMap(({ arguments: given }, step) =>
    Object.entries(given).flatMap(([unsafeParameter, argument]) => {
      const text = argumentText(argument);
      return text === null ? [] : [{ step, unsafeParameter, unsafeText: writtenText(text, known) }];
    }),
  );
}

function argumentText(argument: Argument): Text | null {
  if ('text' in argument) return argument.text;
  return 'file' in argument ? argument.file.name : null;
}

function writtenText(text: Text, known: ReadonlyMap<string, string>): string | null {
  let whole = '';
  for (const part of partsOf(text)) {
    if (typeof part === 'string') whole += part;
    else if ('place' in part) whole += `{${part.place}}`;
    else if ('known' in part && part.change === undefined) {
      const value = known.get(`${part.known.actor}'s ${part.known.operation} ${part.known.name}`);
      if (value === undefined) return null;
      whole += value;
    } else return null;
  }
  return whole;
}
