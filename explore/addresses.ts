/**
 * Values of parameters in addresses that answers hold: `/notes/7/` gives `7` for `GET /notes/{id}/`, and `/raw/?link=a.txt:zq4k` gives `a.txt:zq4k`
 * for `link` of `GET /raw/`. Redirects and pages count alike.
 */
import { headerValue } from '../model/headerValue.ts';
import { literalPattern } from '../model/literalPattern.ts';
import type { StepResponse } from '../model/records.ts';
import type { Route } from '../model/target.ts';
import { bodyText } from './answers.ts';
import type { Candidate, Filled, Source, Wanted } from './candidate.ts';

interface AddressedValue {
  readonly source: Source;
  readonly value: string;
}

const bodyBytesMax = 200_000;

/** The part of a page in which addresses are looked for. */
export function answeredText(response: StepResponse): string {
  return bodyText(response, bodyBytesMax);
}

/** The source of a parameter in an address in the answer of an operation; null if it holds none of that route. */
export function addressedValue(
  { route }: Candidate,
  wanted: Wanted,
  operation: string,
  response: StepResponse,
): AddressedValue | null {
  const match = addressPattern(route, wanted);
  if (match === null) return null;
  const pattern = new RegExp(match);
  const location = headerValue(response.headers, 'location');
  const redirected = location === undefined ? undefined : pattern.exec(location)?.[1];
  if (redirected !== undefined)
    return { source: { operation, header: 'Location', match }, value: redirected };
  const shown = pattern.exec(answeredText(response))?.[1];
  return shown === undefined ? null : { source: { operation, match }, value: shown };
}

/**
 * What an operation made, as the address says to which it redirects: `POST /papers/` answers `/papers/7/`, so that 7 is the id
 * that `/papers/{id}/sign/` and `{"papers": [7]}` mean. Null for an address that all of its answers might have (without a digit), and
 * for what it was sent.
 */
export function redirectedId(
  { name: operation, route }: Candidate,
  filled: Filled,
  response: StepResponse,
): AddressedValue | null {
  const path =
    /^(?:https?:\/\/[^/]+)?(\/[^?#]*)/.exec(headerValue(response.headers, 'location') ?? '')?.[1] ?? '';
  const asked = new Set(route.path.split('/'));
  const parts = path.split('/');
  const at = parts.findIndex((part) => !asked.has(part) && /\d/.test(part));
  const value = parts[at];
  if (value === undefined || [...filled.values()].includes(value)) return null;
  const match = `${literalPattern(`${parts.slice(0, at).join('/')}/`)}([^/?#]+)`;
  return { source: { operation, header: 'Location', match }, value };
}

// A page in JSON has a backslash before its quotes.
const anySegment = `[^/"'?#&<>\\s\\\\]+`;
const anyPath = `[^"'?#&<>\\s\\\\]+`;

/** Whether a parameter of a route may hold `/`: by the converter of that name, or by a regular expression. */
function mayHoldSlash({ parameters }: Route, name: string): boolean {
  const converter = parameters.find((one) => one.name === name)?.converter ?? '';
  if (/^\w*$/.test(converter)) return converter === 'path';
  try {
    return new RegExp(`^(?:${converter})$`).test('a/b.txt');
  } catch {
    // A regular expression of Python's own kind.
    return false;
  }
}

/** A pattern of the addresses of a route with a group for one parameter; null if nothing but parameters is in the path. */
function addressPattern(route: Route, { place, name }: Wanted): string | null {
  if (place !== 'path' && place !== 'query') return null;
  const pieces = route.path.split(/\{(\w+)\}/);
  const fixed = pieces.filter((_, index) => index % 2 === 0).join('');
  if (!/[A-Za-z]/.test(fixed)) return null;
  const whole = pieces.map((piece, index) => {
    if (index % 2 === 0) return literalPattern(piece);
    const held = mayHoldSlash(route, piece) ? anyPath : anySegment;
    return place === 'path' && piece === name ? `(${held})` : held;
  });
  // In a page the sign between two is written `&amp;`.
  const inQuery = `\\?(?:[^"'#<>\\s]*[&;])?${literalPattern(name)}=([^"'#&<>\\s\\\\]+)`;
  return whole.join('') + (place === 'query' ? inQuery : '');
}
