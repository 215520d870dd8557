/**
 * Refuses what would kill or hang the embedded engine: nulls where it reads members, nesting that overflows its
 * stack, parentheses that its expression parser takes exponential time for. All of it is refused by DynamoDB
 * too, but for conditions nested more deeply than `parenthesesMax`.
 */
import type { Json } from '../../model/attack.ts';
import { errorAnswer, type RawAnswer } from './backend.ts';
import { isList, isObject, textIn } from './json.ts';

/** Documents may nest 32 levels, each of which takes two of JSON; the rest is the request around them. */
const jsonDepthMax = 80;
/** Measured: 7 levels take the parser under a second, each further level four times as long. */
const parenthesesMax = 7;

const expressions: readonly string[] = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'UpdateExpression',
];

export function refuseDeadly(request: Json): RawAnswer | null {
  if (!isObject(request))
    return errorAnswer(400, 'SerializationException', 'The request is not a JSON object.');
  const fault = faultOf(request, 0);
  if (fault !== null) return errorAnswer(400, 'ValidationException', fault);
  for (const name of expressions) {
    const unsafeExpression = textIn(request, name);
    const refusal = unsafeExpression === null ? null : parenthesesFault(unsafeExpression);
    if (refusal !== null) return errorAnswer(400, 'ValidationException', `Invalid ${name}: ${refusal}`);
  }
  return null;
}

/** A null is a missing member at the top of a request; further down the engine would look into it. */
function faultOf(value: Json, depth: number): string | null {
  if (depth > jsonDepthMax) return 'Nesting Levels have exceeded supported limits';
  if (value === null) return depth > 1 ? 'Supplied value is null, must contain a value' : null;
  if (!isList(value) && !isObject(value)) return null;
  for (const member of isList(value) ? value : Object.values(value)) {
    const fault = faultOf(member, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

/** Expressions hold no literals, so every parenthesis is one. */
function parenthesesFault(unsafeExpression: string): string | null {
  let depth = 0;
  let deepest = 0;
  for (const character of unsafeExpression) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) break;
    deepest = Math.max(deepest, depth);
  }
  if (depth !== 0) return 'Syntax error; parentheses do not match';
  return deepest > parenthesesMax
    ? `parentheses nest ${deepest} levels deep, the embedded engine takes ${parenthesesMax}`
    : null;
}
