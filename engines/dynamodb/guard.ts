/**
 * Refuses requests that would kill the embedded engine: nulls where it reads members, and nesting or expressions that overflow
 * its stack. DynamoDB refuses all of them too. `conditions.ts` is for conditions that would hang it.
 */
import type { Json } from '../../model/attack.ts';
import { isDeeperThan, isList, isObject } from '../../model/json.ts';
import type { RawAnswer } from '../wire/rawRequest.ts';
import { dynamodbError } from './backend.ts';
import { jsonDepthMax } from './tape.ts';

/** DynamoDB's own limit for the length of an expression. */
const expressionBytesMax = 4_096;

const guardedExpressions: readonly string[] = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
];

/** The answer to a request that must not reach the engine; null for all others. */
export function refuseDeadly(request: Json): RawAnswer | null {
  if (!isObject(request))
    return dynamodbError(400, 'SerializationException', 'The request is not a JSON object.');
  const fault = isDeeperThan(request, jsonDepthMax)
    ? 'Nesting Levels have exceeded supported limits'
    : faultOf(request, '', 0);
  return fault === null ? null : dynamodbError(400, 'ValidationException', fault);
}

/** A null at the top of a request counts as a missing member; further down the engine would read its members. */
function faultOf(value: Json, name: string, depth: number): string | null {
  if (value === null) return depth > 1 ? 'Supplied value is null, must contain a value' : null;
  if (typeof value === 'string') return expressionFault(value, name);
  if (!isList(value) && !isObject(value)) return null;
  for (const [member, entry] of Object.entries(value)) {
    const fault = faultOf(entry, member, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function expressionFault(unsafeText: string, name: string): string | null {
  if (!guardedExpressions.includes(name) || Buffer.byteLength(unsafeText) <= expressionBytesMax) return null;
  return `Invalid ${name}: Expression size has exceeded the maximum allowed size;`;
}
