/** Reads the tokens of a statement one by one; an unexpected one throws a fault that names it. */
import type { Json } from '../../../model/attack.ts';
import { limits } from '../../../model/limits.ts';
import { type Token, tokensOf } from '../../../model/requestTokens.ts';

/** `a.b[0]` as its components. */
export type Path = readonly (string | number)[];

/** A syntax error in a statement; the message names the token. */
export class StatementFault extends Error {
  override readonly name = 'StatementFault';
}

export interface Reader {
  /** Consumes the next tokens if they are these words or signs. */
  readonly skip: (...words: readonly string[]) => boolean;
  readonly expect: (...words: readonly string[]) => void;
  readonly peek: (ahead?: number) => Token | undefined;
  readonly take: () => Token;
  readonly parameter: () => Json;
  readonly finish: () => void;
}

export function readTokens(text: string, parameters: readonly Json[]): Reader {
  const tokens = tokensOf(text, 'statement');
  let at = 0;
  let used = 0;
  const isNext = (words: readonly string[]): boolean =>
    words.every((word, ahead) => {
      const token = tokens[at + ahead];
      return token !== undefined && isWordOrSign(token) && token.text.toUpperCase() === word;
    });
  const reader: Reader = {
    skip: (...words) => {
      if (!isNext(words)) return false;
      at += words.length;
      return true;
    },
    expect: (...words) => {
      if (!reader.skip(...words)) throw unexpected(tokens[at]);
    },
    peek: (ahead = 0) => tokens[at + ahead],
    take: () => {
      const token = tokens[at];
      if (token === undefined) throw unexpected(token);
      at += 1;
      return token;
    },
    parameter: () => {
      const value = parameters[used];
      used += 1;
      if (value === undefined) throw otherCount();
      return value;
    },
    finish: () => {
      if (at < tokens.length) throw unexpected(tokens[at]);
      if (used < parameters.length) throw otherCount();
    },
  };
  return reader;
}

function isWordOrSign({ kind }: Token): boolean {
  return kind === 'word' || kind === 'sign';
}

function otherCount(): StatementFault {
  return new StatementFault('Number of parameters in request and statement don’t match.');
}

/** Throws if a statement nests deeper than the limit. */
export function insistShallow(depth: number): void {
  if (depth > limits.statementNestingMax) throw new StatementFault('The statement is nested too deeply.');
}

export function unexpected(token: Token | undefined): StatementFault {
  return new StatementFault(
    `Statement wasn't well formed, can't be processed: Unexpected ${token === undefined ? 'end' : token.raw}`,
  );
}

export function readList<One>(reader: Reader, one: (reader: Reader) => One): One[] {
  const all = [one(reader)];
  while (reader.skip(',')) all.push(one(reader));
  return all;
}

export function readName(reader: Reader): string {
  const token = reader.take();
  if (token.kind !== 'word' && token.kind !== 'quoted') throw unexpected(token);
  return token.text;
}

export function readPath(reader: Reader): Path {
  const path: (string | number)[] = [readName(reader)];
  for (;;) {
    if (reader.skip('.')) path.push(readName(reader));
    else if (reader.skip('[')) {
      const token = reader.take();
      if (token.kind !== 'number') throw unexpected(token);
      path.push(Number(token.text));
      reader.expect(']');
    } else return path;
  }
}

/** Consumes one of two words; returns whether it was the first. */
export function isFirst(reader: Reader, first: string, second: string): boolean {
  if (reader.skip(first)) return true;
  reader.expect(second);
  return false;
}
