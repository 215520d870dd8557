/**
 * Headers and cookies that frameworks, proxies and middleware read though no parameter declares them: a way out of a folder as a
 * language, another method. None that says who acts: an attacker who sends a victim's is the victim. Class `key.header`.
 */
import fc from 'fast-check';
import type { Knowledge } from '../../model/knowledge.ts';
import { type Operation, sentName, undeclaredArgument, undeclaredField } from '../../model/operation.ts';
import { moatFileNames } from '../base/pool.ts';
import { contentTypes, hasTypeOut } from './contentTypes.ts';
import type { StepArguments, StepGenerator } from './stepGenerator.ts';
import { firstVictimsArguments } from './victims.ts';

export const headerGenerator: StepGenerator = {
  class: 'key.header',
  weight: 1,
  arbitrary: (knowledge, operation) => {
    const all = [...commonHeaders(knowledge, operation), ...contentTypes(knowledge, operation)];
    return all.length === 0 ? null : fc.constantFrom(...all);
  },
  recognises: ({ attack, knowledge }) =>
    attack.steps.some(({ operation, arguments: given }) => {
      const target = knowledge.operations.find(({ name }) => name === operation);
      return (
        target !== undefined &&
        (Object.keys(given).some((name) => isUndeclaredHeader(target, name)) ||
          Object.values(given).some(hasTypeOut))
      );
    }),
};

function isUndeclaredHeader(operation: Operation, argument: string): boolean {
  const field = undeclaredField(operation, argument);
  const isHeader = field?.place === 'header' || field?.place === 'cookie';
  return isHeader && !operation.parameters.some((one) => sentName(one) === field.name);
}

/** Ways out in what may name a file, and other methods with a victim's arguments. */
export function commonHeaders(knowledge: Knowledge, operation: Operation): readonly StepArguments[] {
  if (operation.entry.kind !== 'http') return [];
  const [file = ''] = moatFileNames;
  const theirs = firstVictimsArguments(knowledge, operation);
  const sent = [
    ...[`../${file}`, `../../${file}`].map((text) => ({ name: 'Accept-Language', text, beside: {} })),
    { name: 'X-Forwarded-For', text: `../${file}`, beside: {} },
    ...['DELETE', 'PUT'].map((text) => ({ name: 'X-HTTP-Method-Override', text, beside: theirs })),
  ].filter(({ name }) => !knowledge.actors.headers.includes(name.toLowerCase()));
  return [
    ...sent.map(({ name, text, beside }) => ({ ...beside, [undeclaredArgument(name, 'header')]: { text } })),
    { [undeclaredArgument('django_language', 'cookie')]: { text: `../${file}` } },
  ];
}
