/** Tokens of PartiQL statements: literals, names, placeholders, signs. Never fails: what is no token is a sign. */

export interface Token {
  readonly kind: 'string' | 'quoted' | 'number' | 'word' | 'sign';
  /** As it stands in the statement. */
  readonly raw: string;
  /** What a literal or a name says, quotes taken away; else the same as `raw`. */
  readonly text: string;
  /** Where it starts and ends in the statement. */
  readonly start: number;
  readonly end: number;
}

const form =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[\p{L}_][\p{L}\p{N}_$]*|<<|>>|<=|>=|<>|!=|\S/gu;

/** All tokens of a statement, in order. */
export function tokensOf(statement: string): readonly Token[] {
  return Array.from(statement.matchAll(form), ({ 0: raw, index: start }) => ({
    ...{ kind: kindOf(raw), raw, text: textOf(raw) },
    ...{ start, end: start + raw.length },
  }));
}

function kindOf(raw: string): Token['kind'] {
  if (raw.length > 1 && raw.startsWith("'")) return 'string';
  if (raw.length > 1 && raw.startsWith('"')) return 'quoted';
  if (/^\d/.test(raw)) return 'number';
  return /^[\p{L}_]/u.test(raw) ? 'word' : 'sign';
}

function textOf(raw: string): string {
  const kind = kindOf(raw);
  if (kind === 'string') return raw.slice(1, -1).replaceAll("''", "'");
  return kind === 'quoted' ? raw.slice(1, -1).replaceAll('""', '"') : raw;
}
