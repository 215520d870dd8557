/**
 * Explains a run that tested nothing it was asked to: how each operation answered, and what to do about it: `save (404): no
 * route answers POST /asset/`.
 */
import type { RehearsedOperation } from '../model/finding.ts';

const usually = 'give the parameters examples that the target accepts, or check actors and sandbox';

/** Operations with their answers, then the advice on each, that on several once. */
export function answersAndAdvice(operations: readonly RehearsedOperation[]): string {
  const answers = operations.map(({ name, answer }) => `${name} (${answer})`).join(', ');
  const advised = new Map<string, string[]>();
  for (const { name, advice = usually } of operations)
    advised.set(advice, [...(advised.get(advice) ?? []), name]);
  const only = advised.size === 1;
  const advice = [...advised].map(([text, names]) => (only ? text : `${names.join(', ')}: ${text}`));
  return `${answers}; ${advice.join('; ')}`;
}

/** Whether every operation that reached something failed in each harmless run, so that its later code never ran. */
export function isRefusedThroughout(operations: readonly RehearsedOperation[]): boolean {
  const tested = operations.filter((operation) => operation.tested);
  return tested.length > 0 && tested.every(({ refused }) => refused === true);
}
