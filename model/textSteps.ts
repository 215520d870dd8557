/**
 * What a target does to a text on its way to a path or a key, as steps that can be applied and read: percent-decoding, then
 * trimming, makes `%7Aq ` into `zq`, and is told as `decode percent → trim " "`.
 */

import { stemOf } from './text.ts';

export type TextStep =
  /** Simple steps: one decoding, one normal form, one case, the last name of a path, a path without `.` and `..`. */
  | { readonly do: SimpleStep }
  /** Takes the signs away at the ends, as many as there are. */
  | { readonly do: 'trim'; readonly signs: string; readonly side: 'both' | 'start' | 'end' }
  /** Takes a text away wherever it stands: once, or until none is left. */
  | { readonly do: 'remove'; readonly text: string; readonly again: boolean }
  | { readonly do: 'replace'; readonly text: string; readonly by: string }
  /** Takes each of these signs away, or puts one in its place. */
  | { readonly do: 'drop'; readonly signs: string }
  | { readonly do: 'swap'; readonly signs: string; readonly by: string }
  /** Keeps what stands before a sign. */
  | { readonly do: 'until'; readonly sign: string }
  /** Keeps so many characters of the beginning. */
  | { readonly do: 'cut'; readonly at: number };

export const simpleSteps = [
  'percent',
  'plus',
  'entities',
  'nfc',
  'nfkc',
  'lower',
  'upper',
  'base',
  'stem',
  'normalise',
  'squeeze',
  'slug',
  'validName',
  'secureName',
] as const;

export type SimpleStep = (typeof simpleSteps)[number];

export function applySteps(text: string, steps: readonly TextStep[]): string {
  return steps.reduce(applyStep, text);
}

export function applyStep(text: string, step: TextStep): string {
  switch (step.do) {
    case 'percent':
      return percentDecoded(text);
    case 'plus':
      return percentDecoded(text.replaceAll('+', ' '));
    case 'entities':
      return entitiesDecoded(text);
    case 'nfc':
      return text.normalize('NFC');
    case 'nfkc':
      return text.normalize('NFKC');
    case 'lower':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
    case 'base':
      return text.slice(text.lastIndexOf('/') + 1);
    case 'stem':
      return stemOf(text);
    case 'normalise':
      return normalisedPath(text);
    case 'squeeze':
      return text.replace(/\s+/g, ' ');
    case 'slug':
      return slugOf(text);
    case 'validName':
      return validNameOf(text);
    case 'secureName':
      return secureNameOf(text);
    case 'drop':
      return [...text].filter((sign) => !step.signs.includes(sign)).join('');
    case 'swap':
      return [...text].map((sign) => (step.signs.includes(sign) ? step.by : sign)).join('');
    case 'trim':
      return trimmed(text, step.signs, step.side);
    case 'remove':
      return removed(text, step.text, step.again);
    case 'replace':
      return text.replaceAll(step.text, step.by);
    case 'until':
      return text.split(step.sign)[0] ?? '';
    case 'cut':
      return [...text].slice(0, step.at).join('');
  }
}

/** Steps in the words of the reports; raw text. */
export function stepText(step: TextStep): string {
  switch (step.do) {
    case 'trim': {
      const side = step.side === 'both' ? '' : ` at the ${step.side}`;
      return `trim ${JSON.stringify(step.signs)}${side}`;
    }
    case 'remove':
      return `remove ${JSON.stringify(step.text)}${step.again ? ' until none is left' : ''}`;
    case 'replace':
      return `${JSON.stringify(step.text)} to ${JSON.stringify(step.by)}`;
    case 'drop':
      return `remove ${anyOf(step.signs)}`;
    case 'swap':
      return `${anyOf(step.signs)} to ${JSON.stringify(step.by)}`;
    case 'until':
      return `cut at ${JSON.stringify(step.sign)}`;
    case 'cut':
      return `cut at ${step.at} characters`;
    default:
      return simpleWords[step.do];
  }
}

function anyOf(signs: string): string {
  return `${[...signs].length > 1 ? 'any of ' : ''}${JSON.stringify(signs)}`;
}

const simpleWords: Readonly<Record<SimpleStep, string>> = {
  percent: 'decode percent',
  plus: 'decode percent and +',
  entities: 'decode entities',
  nfc: 'NFC',
  nfkc: 'NFKC',
  lower: 'lower case',
  upper: 'upper case',
  base: 'last name',
  stem: 'without extension',
  normalise: 'without . and ..',
  squeeze: 'one blank for many',
  slug: 'slug',
  validName: 'valid file name',
  secureName: 'secure file name',
};

/** As Django's `slugify` does it. */
function slugOf(text: string): string {
  const words = asciiOf(text)
    .toLowerCase()
    .replace(/[^\w\s-]/g, '');
  return trimmed(words.replace(/[-\s]+/g, '-'), '-_', 'both');
}

/** As Django's `get_valid_filename` does it. */
function validNameOf(text: string): string {
  return text
    .trim()
    .replaceAll(' ', '_')
    .replace(/[^-\p{L}\p{N}_.]/gu, '');
}

/** As Werkzeug's `secure_filename` does it. */
function secureNameOf(text: string): string {
  const words = asciiOf(text).replaceAll('/', ' ').trim().split(/\s+/).join('_');
  return trimmed(words.replace(/[^A-Za-z0-9_.-]/g, ''), '._', 'both');
}

function asciiOf(text: string): string {
  return [...text.normalize('NFKD')].filter((sign) => sign < '\u0080').join('');
}

/** As Python's `unquote` does it: what is no escape stays. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function entitiesDecoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,8}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return namedEntities[name.toLowerCase()] ?? whole;
    const code = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const namedEntities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", sol: '/', bsol: '\\', period: '.', colon: ':' },
};

function trimmed(text: string, signs: string, side: 'both' | 'start' | 'end'): string {
  let [start, end] = [0, text.length];
  if (side !== 'end') while (start < end && signs.includes(text[start] ?? '')) start += 1;
  if (side !== 'start') while (end > start && signs.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}

function removed(text: string, part: string, again: boolean): string {
  let rest = text.replaceAll(part, '');
  while (again && rest.includes(part)) rest = rest.replaceAll(part, '');
  return rest;
}

/** As `posixpath.normpath` does it: what leads out of the beginning stays. */
function normalisedPath(text: string): string {
  const rooted = text.startsWith('/');
  const names: string[] = [];
  for (const name of text.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else if (name !== '..' || !rooted) names.push(name);
  }
  return (rooted ? '/' : '') + names.join('/') || '.';
}
