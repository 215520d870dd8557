/**
 * Replaces texts in common formats by others in the same format, recognised by their look alone: `2026-11-30T15:47Z`, a UUID,
 * `10.1.0.0/16`, `%2F`. Code that parses the value can parse its replacement.
 */
import { type Draw, otherCharacters, otherNumber, otherOf } from './draw.ts';

/** A format: a pattern without capturing groups, and a function that returns another text of it. */
interface Format {
  readonly pattern: RegExp;
  readonly other: (text: string, draw: Draw) => string;
}

const month = '(?:0[1-9]|1[0-2])';
const day = '(?:0[1-9]|[12][0-9]|3[01])';
const monthName = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
const dayName = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}';

const hour = '(?:[01][0-9]|2[0-3])';
const minute = '[0-5][0-9]';
const clock = `${hour}:${minute}(?::${minute}(?:[.,][0-9]+)?)?`;
const offset = `(?:Z|[+-]${hour}:?${minute})?`;
const wordBounds = { before: '(?<![A-Za-z0-9])', after: '(?![A-Za-z0-9])' };

function wordPattern(source: string, flags = ''): RegExp {
  return new RegExp(`${wordBounds.before}(?:${source})${wordBounds.after}`, flags);
}

/** For text that tells a parser what follows: it stays. */
const asItIs = (text: string): string => text;

/** The first that matches counts. */
const valueFormats: readonly Format[] = [
  { pattern: /(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\//, other: asItIs },
  { pattern: /(?<=:\/\/[^/\s?#]{0,255}):[0-9]{1,5}(?![0-9A-Za-z.:@])/, other: otherPort },
  { pattern: /(?<![A-Za-z0-9])(?:urn:[a-z0-9]+:|mailto:|data:[a-z0-9/;=.+-]{0,100},)/, other: asItIs },
  // Names of form fields stay, as names of members do.
  { pattern: /(?<=^|[&;?\n])[A-Za-z_][A-Za-z0-9_.-]{0,80}(?==[^=&;\n])/, other: asItIs },
  { pattern: /(?<=^|\n)[A-Za-z_][A-Za-z0-9_-]{0,80}(?=: )/, other: asItIs },
  {
    pattern: wordPattern('[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}', 'i'),
    other: (text, draw) => keepingAt([14, 19], text, otherCharacters(text, draw)),
  },
  {
    pattern: wordPattern('[0-9a-f]{12}[1-8][0-9a-f]{3}[89ab][0-9a-f]{15}', 'i'),
    other: (text, draw) => keepingAt([12, 16], text, otherCharacters(text, draw)),
  },
  { pattern: wordPattern(`[0-9]{4}-${month}-${day}(?:[T ]${clock}${offset})?`), other: otherTime },
  { pattern: wordPattern(`[0-9]{4}-W(?:0[1-9]|[1-4][0-9]|5[0-3])(?:-[1-7])?`), other: otherWeek },
  { pattern: wordPattern(`(?:19|20)[0-9]{2}-${month}`), other: otherTime },
  {
    pattern: wordPattern(
      `(?:19|20)[0-9]{2}${month}${day}(?:T?${hour}${minute}${minute}(?:Z|[+-][0-9]{4})?)?`,
    ),
    other: otherBasicTime,
  },
  {
    pattern: wordPattern(
      `(?:${dayName},? )?(?:[0-9]{1,2} ${monthName} [0-9]{4}|${monthName} [ 0-9][0-9]) ${clock}(?: (?:GMT|UTC|[+-][0-9]{4}))?(?: [0-9]{4})?`,
    ),
    other: otherNamedTime,
  },
  { pattern: wordPattern(clock), other: otherClock },
  {
    pattern: wordPattern('[0-9]{1,2}[/.][0-9]{1,2}[/.](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}/[0-9]{2}/[0-9]{2}'),
    other: otherDayOfYear,
  },
  {
    pattern: wordPattern(
      'P(?:[0-9]+[YMWD])+(?:T(?:[0-9]+(?:[.][0-9]+)?[HMS])+)?|PT(?:[0-9]+(?:[.][0-9]+)?[HMS])+',
    ),
    other: otherDigits,
  },
  { pattern: wordPattern('[0-9]{1,3}(?:[.][0-9]{1,3}){3}(?:/[0-9]{1,2})?'), other: otherAddress },
  { pattern: /(?<=[0-9A-Fa-f]:[0-9A-Fa-f:.]{0,40})\/[0-9]{1,3}$/, other: asItIs },
  { pattern: /%[0-9A-Fa-f]{2}/, other: otherEscape },
  // Parsers of telephone numbers know countries and area codes, so those stay.
  {
    pattern: /(?<![A-Za-z0-9])\+[1-9][0-9 ()-]{5,18}[0-9](?![A-Za-z0-9])/,
    other: (text, draw) => text.slice(0, -4) + otherDigits(text.slice(-4), draw),
  },
  { pattern: wordPattern('[0-7][0-9A-HJKMNP-TV-Z]{25}'), other: otherUlid },
  { pattern: wordPattern('(?:[A-Z2-7]{8}){2,}'), other: otherBase32 },
  { pattern: /(?<![A-Za-z0-9])0[xX](?=[0-9A-Fa-f])/, other: asItIs },
  {
    pattern: wordPattern('[1-9][0-9]*(?:[.][0-9]+)?[eE][+-]?[0-9]{1,3}'),
    other: (text, draw) => text.replace(/^[0-9.]+/, (digits) => otherDigits(digits, draw)),
  },
  { pattern: wordPattern('[1-9][0-9]*'), other: otherDigits },
  { pattern: wordPattern('[A-Z][a-z]{1,20}/[A-Z][A-Za-z_]{1,40}'), other: otherZone },
];

const anyFormat = new RegExp(valueFormats.map(({ pattern }) => `(${patternSource(pattern)})`).join('|'), 'g');

/** Patterns are joined, and flags hold for the joined pattern, so hexadecimal letters are listed in both cases. */
function patternSource({ source, flags }: RegExp): string {
  return flags.includes('i') ? source.replaceAll('a-f', 'a-fA-F').replaceAll('89ab', '89abAB') : source;
}

/** Another text of the same formats; text without one keeps its classes of characters. */
export function otherInFormat(text: string, draw: Draw): string {
  let at = 0;
  let other = '';
  for (const found of text.matchAll(anyFormat)) {
    const [part] = found;
    const format = valueFormats[found.slice(1).findIndex((group) => group !== undefined)];
    other += otherCharacters(text.slice(at, found.index), draw) + (format?.other(part, draw) ?? part);
    at = found.index + part.length;
  }
  return other + otherCharacters(text.slice(at), draw);
}

/** Other digits; a number without a leading zero gets none. */
export function otherDigits(text: string, draw: Draw): string {
  return text.replace(/[0-9]+/g, (digits) =>
    Array.from(digits, (digit, index) =>
      index === 0 && digit !== '0' ? otherOf('123456789', digit, draw) : otherOf('0123456789', digit, draw),
    ).join(''),
  );
}

function keepingAt(places: readonly number[], text: string, other: string): string {
  return Array.from(other, (character, at) => (places.includes(at) ? text.charAt(at) : character)).join('');
}

/** Another time in the same century, on a day that every month has. */
function otherTime(text: string, draw: Draw): string {
  const [date, rest] = [text.slice(0, 10), text.slice(10)];
  const other = date.replace(/^(..)(..)-(..)(?:-(..))?$/, (_, century, year, ofYear, ofMonth?: string) =>
    [
      century + otherNumber(year, 0, 100, draw),
      otherNumber(ofYear, 1, 12, draw),
      ...(ofMonth === undefined ? [] : [otherNumber(ofMonth, 1, 28, draw)]),
    ].join('-'),
  );
  // The UTC offset stays.
  return (
    other +
    rest.replace(/^.([0-9:]+(?:[.,][0-9]+)?)/, (part) => part.charAt(0) + otherClock(part.slice(1), draw))
  );
}

function otherClock(text: string, draw: Draw): string {
  const [hours = '', minutes = '', seconds] = text.split(':');
  const [whole = '', fraction = ''] = [seconds?.slice(0, 2), seconds?.slice(2)];
  const other = [otherNumber(hours, 0, 24, draw), otherNumber(minutes, 0, 60, draw)];
  if (seconds === undefined) return other.join(':');
  return [...other, otherNumber(whole, 0, 60, draw) + otherCharacters(fraction, draw)].join(':');
}

function otherWeek(text: string, draw: Draw): string {
  const [year, week, ofWeek] = [text.slice(0, 6), text.slice(6, 8), text.slice(9)];
  const other = year + otherNumber(week, 1, 52, draw);
  return ofWeek === '' ? other : `${other}-${otherNumber(ofWeek, 1, 7, draw)}`;
}

export const basicDate: RegExp = new RegExp(`^(?:19|20)[0-9]{2}${month}${day}$`);

/** `20261130`, `20261130T154700Z`, `20261130154700`. */
export function otherBasicTime(text: string, draw: Draw): string {
  const [, date = '', between = '', time = '', rest = ''] = /^(.{8})(T?)(\d{6})?(.*)$/s.exec(text) ?? [];
  const pairs = (digits: string): string[] => digits.match(/../g) ?? [];
  const [century = '', year = '', ofYear = '', ofMonth = ''] = pairs(date);
  const other = [
    otherNumber(year, 0, 100, draw),
    otherNumber(ofYear, 1, 12, draw),
    otherNumber(ofMonth, 1, 28, draw),
  ];
  const [hours = '', ...others] = pairs(time);
  const clockDigits =
    time === ''
      ? []
      : [otherNumber(hours, 0, 24, draw), ...others.map((one) => otherNumber(one, 0, 60, draw))];
  return [century, ...other, between, ...clockDigits, rest].join('');
}

/** `Mon, 30 Nov 2026 15:47:00 GMT`: names of days and months stay. */
function otherNamedTime(text: string, draw: Draw): string {
  return text
    .replace(/[0-9]+:[0-9:.,]+/, (time) => otherClock(time, draw))
    .replace(/(?<![0-9:+.-])[0-9]{1,2}(?![0-9:])/, (ofMonth) =>
      otherNumber(ofMonth, ofMonth.length === 1 ? 1 : 10, ofMonth.length === 1 ? 9 : 19, draw),
    );
}

/** `30/11/2026`, `2026/11/30`: either number may be the month, so both replacements are. */
function otherDayOfYear(text: string, draw: Draw): string {
  return text.replace(/(?<![0-9])[0-9]{1,2}(?![0-9])/g, (part) =>
    part.length === 1 ? otherNumber(part, 1, 9, draw) : otherNumber(part, 1, 12, draw),
  );
}

/** Numbers of an IPv4 address; of a network only those that its prefix covers whole. */
function otherAddress(text: string, draw: Draw): string {
  const [address = '', prefix] = text.split('/');
  const open = prefix === undefined ? 4 : Math.floor(Number(prefix) / 8);
  const other = address.split('.').map((part, at) => {
    if (at >= open || Number(part) === 0) return part;
    const [first, count] = part.length === 1 ? [1, 9] : part.length === 2 ? [10, 90] : [100, 100];
    return otherNumber(part, first, count, draw);
  });
  return other.join('.') + (prefix === undefined ? '' : `/${prefix}`);
}

function otherPort(text: string, draw: Draw): string {
  const digits = text.slice(1);
  if (digits.length < 5) return `:${otherDigits(digits, draw)}`;
  return `:${otherNumber(digits, 10000, 50000, draw)}`;
}

/** Escaped letters and digits; other escapes have a meaning to the decoder. */
function otherEscape(text: string, draw: Draw): string {
  const character = String.fromCharCode(Number.parseInt(text.slice(1), 16));
  if (!/[A-Za-z0-9]/.test(character)) return text;
  return `%${otherCharacters(character, draw).charCodeAt(0).toString(16).toUpperCase()}`;
}

function otherUlid(text: string, draw: Draw): string {
  const rest = Array.from(text.slice(1), (character) => {
    if (/[0-9A-F]/.test(character)) return otherCharacters(character, draw);
    return otherOf('GHJKMNPQRSTVWXYZ', character, draw);
  });
  return otherOf('01234567', text.charAt(0), draw) + rest.join('');
}

function otherBase32(text: string, draw: Draw): string {
  return text.replace(/[2-7]|[A-Z]/g, (character) =>
    /[2-7]/.test(character)
      ? otherOf('234567', character, draw)
      : otherOf('ABCDEFGHIJKLMNOPQRSTUVWXYZ', character, draw),
  );
}

const zones: ReadonlySet<string> = new Set(Intl.supportedValuesOf('timeZone'));

function otherZone(text: string, draw: Draw): string {
  const others = [...zones].filter((zone) => zone.length === text.length && zone !== text);
  if (!zones.has(text) || others.length === 0) return otherCharacters(text, draw);
  return others[draw(others.length)] ?? text;
}
