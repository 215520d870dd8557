/**
 * Lines below an operation: where each of its parameters lands, as harmless runs show, in columns; and of one that reached nothing,
 * why, in a word that the documents explain. No line is wider than a terminal.
 */
import { escapeText } from '../model/escape.ts';
import type { RehearsedOperation } from '../model/finding.ts';
import { type KeyPattern, keyPatternText } from '../model/keyPattern.ts';
import type { KnownStores } from '../model/knowledge.ts';
import { type Operation, recordsParameter } from '../model/operation.ts';
import { chainText } from '../model/textChain.ts';

const columnsMax = 96;

type Stores = Pick<KnownStores, 'chains' | 'keyPatterns' | 'objectPatterns' | 'cachePatterns'>;

/** One line for each parameter that an attacker chooses: its name, its place in the request, and where it lands. */
export function parameterLines(operation: Operation, stores: Stores): string[] {
  const chosen = operation.parameters.filter(
    ({ name, fixed }) => fixed !== true && name !== recordsParameter,
  );
  const width = Math.max(0, ...chosen.map(({ name }) => name.length));
  return chosen.map(({ name, place }) => {
    const lands = landings(operation.name, name, stores).join('; ') || 'nowhere that is seen';
    const line = `${name.padEnd(width)}  ${place.padEnd(9)}  ${escapeText(lands)}`;
    return line.length > columnsMax ? `${line.slice(0, columnsMax - 1)}…` : line;
  });
}

function landings(
  operation: string,
  parameter: string,
  { chains, keyPatterns, objectPatterns, cachePatterns }: Stores,
): string[] {
  const own = chains.filter((chain) => chain.operation === operation && chain.parameter === parameter);
  const followed = own.map((chain) => `${stores[chain.store]} ${chainText(chain).split(' → ').at(-1) ?? ''}`);
  const seen = new Set(own.map(({ store }) => store));
  const keys = seen.has('item')
    ? []
    : keysWith(keyPatterns, operation, parameter).map((text) => `key ${text}`);
  const objects = seen.has('object')
    ? []
    : keysWith(objectPatterns, operation, parameter).map((text) => `object ${text}`);
  const cached = keysWith(cachePatterns, operation, parameter).map((text) => `cache ${text}`);
  return [...new Set([...followed, ...keys, ...objects, ...cached])];
}

const stores = { file: 'file', item: 'item', object: 'object' } as const;

function keysWith(patterns: readonly KeyPattern[], operation: string, parameter: string): string[] {
  return patterns
    .filter((pattern) => pattern.operation === operation || pattern.also?.includes(operation) === true)
    .filter(({ parts }) =>
      parts.some((part) => typeof part !== 'string' && 'argument' in part && part.argument === parameter),
    )
    .map(keyPatternText);
}

/** Why an operation reached nothing: a word of docs/explanations/exploring.md, and what helps; null if it reached something. */
export function unreachedLine({ reached, answer }: RehearsedOperation): string | null {
  if (reached.length > 0) return null;
  const status = Number(/^\d{3}\b/.exec(answer)?.[0] ?? Number.NaN);
  const [, word, help] = byStatus.find(([holds]) => holds(status)) ?? [
    null,
    'no-store-reached',
    'it touches no file, item or object',
  ];
  return `${word}: ${help}`;
}

const byStatus: readonly (readonly [(status: number) => boolean, string, string])[] = [
  [
    (status) => status === 401 || (status >= 300 && status < 400),
    'missing-login',
    'say in `actors` how one logs in',
  ],
  [(status) => status === 403, 'refused-always', 'give actors the right that it asks for, in `setup`'],
  [
    (status) => status === 404 || status === 410,
    'missing-data',
    '`from` the operation that makes what it asks for',
  ],
  [(status) => status >= 500, 'fails-always', 'read what it says; often a service is missing'],
  [(status) => status >= 400, 'body-unknown', 'give an `example` that it takes'],
];
