/** Compares statements by their words without values, and finds literals that a sent text has ended: `a' OR pk='b`. */
import type { RequestWord } from '../../../model/itemRequest.ts';
import { type Token, tokensOf } from '../../../model/requestTokens.ts';

const statementKeywords: ReadonlySet<string> = new Set([
  ...['SELECT', 'FROM', 'WHERE', 'ORDER', 'BY', 'ASC', 'DESC', 'INSERT', 'INTO', 'VALUE', 'UPDATE', 'SET'],
  ...['REMOVE', 'DELETE', 'RETURNING', 'ALL', 'MODIFIED', 'OLD', 'NEW', 'EXISTS', 'AND', 'OR', 'NOT', 'IN'],
  ...[
    'BETWEEN',
    'IS',
    'MISSING',
    'NULL',
    'TRUE',
    'FALSE',
    'BEGINS_WITH',
    'CONTAINS',
    'SIZE',
    'ATTRIBUTE_TYPE',
  ],
  ...['LIST_APPEND', 'SET_ADD', 'SET_DELETE'],
]);

/** The words of a statement; values and their placeholders are all alike. */
export function statementWords(statement: string): RequestWord[] {
  return tokensOf(statement, 'statement').map(({ kind, raw, text }) => {
    if (kind === 'string' || kind === 'number' || raw === '?') return { kind: 'sign', text: ':' };
    const isName = kind === 'quoted' || (kind === 'word' && !statementKeywords.has(raw.toUpperCase()));
    return isName ? { kind: 'name', text } : { kind: 'sign', text: raw.toUpperCase() };
  });
}

/** Characters of a sent text in the literal before its end: fewer match by chance. */
const withinMin = 3;

/**
 * The first of the texts that a statement contains as it was sent and in which a quoted literal ends; null if there is none.
 */
export function literalEndedBy(statement: string, unsafeChosen: readonly string[]): string | null {
  const quoted = tokensOf(statement, 'statement').filter(
    ({ kind }) => kind === 'string' || kind === 'quoted',
  );
  return (
    unsafeChosen.find(
      (text) => /['"]/.test(text) && quoted.some((token) => endsIn(token, statement, text)),
    ) ?? null
  );
}

function endsIn({ start, end }: Token, statement: string, text: string): boolean {
  const at = statement.indexOf(text, start + 1);
  return at >= 0 && at + withinMin < end && end < at + text.length;
}
