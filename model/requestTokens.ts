/**
 * Splits DynamoDB's two query languages into tokens: expressions, which use placeholders (`#owner = :me`), and PartiQL
 * statements, which quote (`"owner" = 'me'`). Never fails: what is no token is a sign.
 */
import { limits } from './limits.ts';

export interface Token {
  /** `name` and `value` are placeholders in expressions; `string` and `quoted` are literals in statements. */
  readonly kind: 'name' | 'value' | 'string' | 'quoted' | 'number' | 'word' | 'sign';
  /** As written in the text. */
  readonly raw: string;
  /** The value of a literal or a name, without quotes; else the same as `raw`. */
  readonly text: string;
  /** Start and end in the text. */
  readonly start: number;
  readonly end: number;
}

export type Language = 'expression' | 'statement';

/** Patterns by kind of token: at each position the first that matches counts. */
const forms: Readonly<Record<Language, RegExp>> = {
  expression:
    /(?<name>#[\p{L}\p{N}_]*)|(?<value>:[\p{L}\p{N}_]*)|(?<number>\d+(?![\p{L}\p{N}_]))|(?<word>[\p{L}\p{N}_]+)|(?<sign><=|>=|<>|\S)/gu,
  statement:
    /(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<sign><<|>>|<=|>=|<>|!=|\S)/gu,
};
const kinds = ['name', 'value', 'string', 'quoted', 'number', 'word'] as const;

/** All tokens of an expression or of a statement, in order. */
export function tokensOf(text: string, language: Language): readonly Token[] {
  return Array.from(text.matchAll(forms[language]), ({ 0: raw, index: start, groups = {} }) => {
    const kind = kinds.find((one) => groups[one] !== undefined) ?? 'sign';
    return { kind, raw, text: tokenTextOf(kind, raw), start, end: start + raw.length };
  });
}

function tokenTextOf(kind: Token['kind'], raw: string): string {
  if (kind === 'string') return raw.slice(1, -1).replaceAll("''", "'");
  return kind === 'quoted' ? raw.slice(1, -1).replaceAll('""', '"') : raw;
}

/** The tokens of an expression as written. An expression longer than any engine accepts is cut, because it will be refused. */
export function expressionTokens(expression: string): string[] {
  const cut = expression.slice(0, limits.expressionCharactersMax);
  return tokensOf(cut, 'expression').map(({ raw }) => raw);
}
