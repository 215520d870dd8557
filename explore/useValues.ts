/**
 * Values that suit what a view does with a parameter: `int()` takes `1`, a comparison with words one of them, a pattern a text that
 * it matches. Templates as in examples of a config. Pure.
 */
import type { Json } from '../model/attack.ts';
import type { MinedUse } from '../model/exploring.ts';
import { textOfPattern } from './patternText.ts';

export function valuesOfUse(use: MinedUse, asJson: boolean): readonly Json[] {
  switch (use.kind) {
    case 'integer':
      return asJson ? [1, 0, '1'] : ['1', '0'];
    case 'number':
      return asJson ? [1, '1'] : ['1'];
    case 'boolean':
      return asJson ? [true, false] : ['true', '1'];
    case 'uuid':
      return ['{uuid}'];
    case 'date':
    case 'time':
      return [momentIn(use.format), ...moments];
    case 'json':
      return ['{}', '[]', '{"name": "{token}"}'];
    case 'base64':
      return ['dG9rZW4='];
    case 'text':
      return ['{token}'];
    case 'list':
      return [['{token}'], []];
    case 'object':
      return [{}];
    case 'words':
      return use.words.filter((word) => word !== '').slice(0, 4);
    case 'pattern':
      return [...textForms, ...patternTexts(use)].filter((form) => matchesPattern(form, use));
    default:
      return [];
  }
}

const fills = [
  { digit: '0', letter: 'a' },
  { digit: '1', letter: 'A' },
] as const;

/** Texts made from the pattern itself, for one that no usual form matches: `bytes 0-0/0`. */
function patternTexts({ pattern }: Extract<MinedUse, { kind: 'pattern' }>): readonly string[] {
  return fills.flatMap((fill) => textOfPattern(pattern, fill) ?? []).filter((text) => text !== '');
}

/** What has just the length that is compared, for texts that must not be shorter. */
export function valuesOfLength(use: MinedUse): readonly Json[] {
  if (use.kind !== 'length' || use.compared === null) return [];
  return ['a'.repeat(Math.min(Math.max(use.compared, 1), 64))];
}

const moments = ['2032-01-02', '2026-01-02', '2026-01-02T03:04:05+00:00', '2026-01-02 03:04', '03:04'];

/** One moment as a format of `strptime` writes it; in the form of ISO 8601 where it is none. */
function momentIn(format: string): string {
  if (!format.includes('%')) return /time/i.test(format) ? '2026-01-02T03:04:05+00:00' : '2026-01-02';
  const parts: Readonly<Record<string, string>> = {
    ...{
      '%Y': '2026',
      '%m': '01',
      '%d': '02',
      '%H': '03',
      '%M': '04',
      '%S': '05',
      '%f': '000006',
      '%y': '26',
      '%B': 'January',
    },
    ...{
      '%b': 'Jan',
      '%j': '002',
      '%z': '+0000',
      '%Z': 'UTC',
      '%p': 'AM',
      '%I': '03',
      '%A': 'Friday',
      '%a': 'Fri',
      '%U': '00',
      '%W': '00',
      '%G': '2026',
      '%V': '01',
      '%u': '5',
    },
  };
  return format.replace(/%[A-Za-z]/g, (part) => parts[part] ?? part);
}

/** Forms of texts, of which one may match a pattern. */
export const textForms: readonly string[] = [
  ...[
    '{token}',
    '{token}.txt',
    '{token}.csv',
    '{token}.json',
    '1',
    '{uuid}',
    '{token}@example.com',
    '2026-01-02',
    '2026-01',
    '2026',
  ],
  ...[
    'en',
    'de-DE',
    'EUR',
    'A1',
    'A',
    '#0a0b0c',
    '+4915112345678',
    '12345',
    '12:30',
    'T-1',
    'AB-1234',
    '1.0.0',
    'https://example.com/{token}',
  ],
  ...[
    'abcdef0123456789',
    'abcdef',
    'abcdef.txt',
    'abcdef.csv',
    'ab',
    'abc',
    'ABC',
    '0',
    '10.00',
    '/{token}',
    '{token}/{token}',
    'a:b',
    'a=b',
    'text/plain',
  ],
];

/** A text in a form, as it may be sent, to be asked of a pattern. */
function sampleOf(form: string): string {
  return form
    .replaceAll('{token}', 'tk4x9q2m7c1v')
    .replaceAll('{uuid}', '6f1d2c3b-4a59-4e68-8b7a-0c1d2e3f4a5b');
}

export function matchesPattern(
  value: string,
  { pattern, whole }: Extract<MinedUse, { kind: 'pattern' }>,
): boolean {
  try {
    const source = inJavaScript(pattern);
    return new RegExp(whole ? `^(?:${source})$` : source, 'u').test(sampleOf(value));
  } catch {
    return true;
  }
}

/** A Python pattern in JavaScript's words, as far as they differ by spelling alone. */
function inJavaScript(pattern: string): string {
  return pattern
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\Z', '$')
    .replaceAll('\\A', '^')
    .replace(/^\(\?[aiLmsux]+\)/, '');
}

export function suitsUse(value: Json, use: MinedUse): boolean {
  if (use.kind === 'words') return typeof value === 'string' && use.words.includes(value);
  if (use.kind === 'pattern') return typeof value === 'string' && matchesPattern(value, use);
  if (use.kind === 'integer') return /^\d+$/.test(String(value));
  if (use.kind === 'uuid') return value === '{uuid}';
  return true;
}
