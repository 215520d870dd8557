/**
 * Makes dynalite parse condition expressions comparison by comparison. Its own parser backtracks at every parenthesis and takes
 * four times as long for each further level: half a second for a condition that boto3 builds of eight parts, and for ever for
 * one with an unclosed parenthesis of an attacker.
 */
import conditionParser, { type ParsedCondition } from 'dynalite/db/conditionParser.js';
import { type ConditionTree, conditionTree } from './expressions/conditionTree.ts';

type Parse = typeof conditionParser.parse;

/** Replaces the parser in this process. Its results stay the same. */
export function parseByParts(): void {
  const parse = conditionParser.parse;
  conditionParser.parse = (expression, options) => parseTree(conditionTree(expression), parse, options);
}

/** A parsed condition, or the engine's message about the first wrong comparison. */
function parseTree(
  tree: ConditionTree,
  parse: Parse,
  options: Parameters<Parse>[1],
): ParsedCondition | string {
  if (tree.kind === 'leaf') return parse(tree.text, options);
  const parts = tree.kind === 'not' ? [tree.of] : [tree.left, tree.right];
  // Keyed by attribute names, of which `constructor` may be one, so these have no prototype.
  const nestedPaths: Record<string, unknown> = Object.create(null);
  const pathHeads: Record<string, unknown> = Object.create(null);
  const args: unknown[] = [];
  for (const part of parts) {
    const parsed = parseTree(part, parse, options);
    if (typeof parsed === 'string') return parsed;
    args.push(parsed.expression);
    Object.assign(nestedPaths, parsed.nestedPaths);
    Object.assign(pathHeads, parsed.pathHeads);
  }
  return { expression: { type: tree.kind, args }, nestedPaths, pathHeads };
}
