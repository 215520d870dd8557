/**
 * Parses the structure of a condition expression (AND, OR, NOT, parentheses) and leaves the comparisons as text. Takes linear
 * time, whatever the nesting, which dynalite's own parser does not.
 */
import { type Token, tokensOf } from '../../../model/requestTokens.ts';

export type ConditionTree =
  | { readonly kind: 'leaf'; readonly text: string }
  | { readonly kind: 'not'; readonly of: ConditionTree }
  | { readonly kind: 'and' | 'or'; readonly left: ConditionTree; readonly right: ConditionTree };

/** A syntax error in an expression, with the engine's message. */
export class ConditionFault extends Error {
  override readonly name = 'ConditionFault';
}

/** More than fits into the 4 KB that DynamoDB allows in practice, and safe for the stack. */
const nestingMax = 200;
/** Parentheses within one comparison, on which dynalite's parser takes exponential time. */
const leafNestingMax = 4;

/** The structure of `expression`. Throws a {@link ConditionFault}. */
export function conditionTree(expression: string): ConditionTree {
  const tokens = tokensOf(expression, 'expression');
  const closing = matchParentheses(tokens);
  let at = 0;

  const word = (index: number): string =>
    adjoins(tokens, index) ? '' : (tokens[index]?.raw.toUpperCase() ?? '');
  const closeOf = (index: number): number => closing.get(index) ?? tokens.length;

  /** A parenthesis opens a group, unless an operand goes on after its end. */
  const isGroup = (index: number): boolean =>
    word(index) === '(' && !operandGoesOn.has(word(closeOf(index) + 1));

  const leaf = (): ConditionTree => {
    const from = at;
    let between = false;
    let deepest = 0;
    while (at < tokens.length) {
      const here = word(at);
      if (here === ')' || here === 'OR' || (here === 'AND' && !between)) break;
      if (here === 'BETWEEN') between = true;
      if (here === 'AND') between = false;
      if (here === '(') {
        deepest = Math.max(deepest, nestingOf(tokens, at, closeOf(at)));
        at = closeOf(at);
      }
      at += 1;
    }
    const [first, last] = [tokens[from], tokens[at - 1]];
    if (first === undefined || last === undefined || at === from)
      throw new ConditionFault(`Syntax error; token: "${tokens[at]?.raw ?? '<EOF>'}"`);
    if (deepest > leafNestingMax) throw new ConditionFault(redundant);
    return { kind: 'leaf', text: expression.slice(first.start, last.end) };
  };

  const single = (depth: number): ConditionTree => {
    if (depth > nestingMax) throw new ConditionFault('The expression is nested too deeply');
    if (word(at) === 'NOT') {
      at += 1;
      return { kind: 'not', of: single(depth + 1) };
    }
    if (!isGroup(at)) return leaf();
    const close = closeOf(at);
    if (isGroup(at + 1) && closeOf(at + 1) === close - 1) throw new ConditionFault(redundant);
    at += 1;
    const inner = chain('or', depth + 1);
    if (at !== close) throw new ConditionFault(`Syntax error; token: "${tokens[at]?.raw ?? '<EOF>'}"`);
    at += 1;
    return inner;
  };

  const chain = (kind: 'and' | 'or', depth: number): ConditionTree => {
    const parts = [kind === 'or' ? chain('and', depth) : single(depth)];
    while (word(at) === kind.toUpperCase()) {
      at += 1;
      parts.push(kind === 'or' ? chain('and', depth) : single(depth));
    }
    return parts.reduceRight((right, left) => ({ kind, left, right }));
  };

  const tree = chain('or', 0);
  if (at < tokens.length) throw new ConditionFault(`Syntax error; token: "${tokens[at]?.raw ?? ''}"`);
  return tree;
}

const redundant = 'The expression has redundant parentheses;';
const operandGoesOn: ReadonlySet<string> = new Set([
  ...['=', '<', '>', '<=', '>=', '<>'],
  ...['BETWEEN', 'IN', '.', '['],
]);

/** The engine takes a word right before a placeholder for no keyword: it refuses the `AND` in `a = :v AND#b = :w`. */
function adjoins(tokens: readonly Token[], index: number): boolean {
  const [here, next] = [tokens[index], tokens[index + 1]];
  const isPlaceholder = next?.kind === 'name' || next?.kind === 'value';
  return here?.kind === 'word' && isPlaceholder && here.end === next.start;
}

/** The index of the closing parenthesis for each opening one. */
function matchParentheses(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ raw }, index) => {
    if (raw === '(') open.push(index);
    if (raw !== ')') return;
    const opened = open.pop();
    if (opened === undefined) throw new ConditionFault('Syntax error; token: ")"');
    closing.set(opened, index);
  });
  if (open.length > 0) throw new ConditionFault('Syntax error; token: "<EOF>"');
  return closing;
}

function nestingOf(tokens: readonly Token[], from: number, to: number): number {
  let depth = 0;
  let deepest = 0;
  for (let index = from; index < to; index += 1) {
    if (tokens[index]?.raw === '(') depth += 1;
    if (tokens[index]?.raw === ')') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
