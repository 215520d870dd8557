/** The first few of several names, and how many are left: `a, b, c and 2 more`. Escaped. */
import { escapeText } from '../model/escape.ts';

const namesMax = 4;

export function nameSome(names: readonly string[]): string {
  const named = names.slice(0, namesMax).map(escapeText).join(', ');
  const left = names.length - namesMax;
  return left > 0 ? `${named} and ${left} more` : named;
}
