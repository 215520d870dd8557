/** Reads the values with which the condition of a write compares: for `expires < :now` the value of `:now`. */
import type { Json } from '../../../model/attack.ts';
import { listIn, memberOf, objectIn, textIn } from '../../../model/json.ts';
import { expressionTokens } from '../../../model/requestTokens.ts';

/** The values in DynamoDB JSON, `{"N": "1"}`; null if the request has no condition. */
export function conditionValues(request: Json): readonly Json[] | null {
  const expression = textIn(request, 'ConditionExpression');
  if (expression !== null) {
    const bound = objectIn(request, 'ExpressionAttributeValues') ?? {};
    return expressionTokens(expression).flatMap((token) => memberOf(bound, token) ?? []);
  }
  const expected = objectIn(request, 'Expected');
  if (expected === null) return null;
  return Object.values(expected).flatMap((one) => [
    ...(memberOf(one, 'Value') === undefined ? [] : [memberOf(one, 'Value') ?? null]),
    ...listIn(one, 'AttributeValueList'),
  ]);
}
