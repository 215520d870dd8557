/**
 * Narrows a config to the operations that are named: those, and what they need, are rehearsed and attacked; the ledger says
 * that the rest is left out. `check download` rehearses `upload` too, if `download` takes its `id` from there. Names are
 * patterns: in `admin*`, the star is any text.
 */

import type { Attack } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import { UsageError } from '../model/errors.ts';
import type { LedgerNote } from '../model/finding.ts';
import { literalPattern } from '../model/literalPattern.ts';
import { withNeeds } from '../model/needs.ts';

export interface ChosenOperations {
  /** The config without the operations that are left out. */
  readonly config: Config;
  /** Names of the operations to attack; empty for all of the config. */
  readonly operations: readonly string[];
  /** Notes of the ledger about the operations that are left out. */
  readonly notes: readonly LedgerNote[];
  /** Whether an attack uses none of the operations that are left out. */
  readonly covers: (attack: Attack) => boolean;
}

/**
 * Narrows a config to the operations of these patterns and what they need, all where there is none, without those to exclude.
 * Throws a `UsageError` if a pattern names no operation, or if none is left.
 */
export function chooseOperations(
  config: Config,
  patterns: readonly string[],
  excluded: readonly string[] = [],
): ChosenOperations {
  if (patterns.length === 0 && excluded.length === 0)
    return { config, operations: [], notes: [], covers: () => true };
  const out = named(config, excluded);
  const wanted = patterns.length === 0 ? config.operations.map(({ name }) => name) : named(config, patterns);
  const operations = wanted.filter((name) => !out.includes(name));
  if (operations.length === 0)
    throw new UsageError(`--exclude ${excluded.join(' --exclude ')} leaves no operation to attack`);
  const needed = new Set(
    withNeeds(
      config.operations.filter(({ name }) => operations.includes(name)),
      config.operations,
    ),
  );
  const left = config.operations.filter((one) => !needed.has(one)).map(({ name }) => name);
  const only = out.filter((name) => !left.includes(name));
  return {
    config: { ...config, operations: config.operations.filter((one) => needed.has(one)) },
    operations,
    notes: [
      ...leftNotes(
        left.filter((name) => !out.includes(name)),
        'others were named',
      ),
      ...leftNotes(
        left.filter((name) => out.includes(name)),
        '--exclude names them',
      ),
      ...(only.length === 0 ? [] : [onlyNeeded(only)]),
    ],
    covers: ({ steps }) => steps.every(({ operation }) => !left.includes(operation)),
  };
}

/** Names of operations that match a pattern, in the order of the config. */
function named({ operations, file }: Config, patterns: readonly string[]): readonly string[] {
  const known = operations.map(({ name }) => name);
  const forms = patterns.map((pattern) => ({ pattern, form: formOf(pattern) }));
  const unknown = forms.find(({ form }) => !known.some((name) => form.test(name)));
  if (unknown !== undefined)
    throw new UsageError(`no operation "${unknown.pattern}" in ${file}; there are ${known.join(', ')}`);
  return known.filter((name) => forms.some(({ form }) => form.test(name)));
}

function formOf(pattern: string): RegExp {
  const parts = pattern.split('*').map(literalPattern);
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function leftNotes(left: readonly string[], why: string): readonly LedgerNote[] {
  if (left.length === 0) return [];
  const text = `${why}, so these were neither rehearsed nor attacked, and no way through them was tried: ${left.join(', ')}`;
  return [{ kind: 'not-tested', text }];
}

function onlyNeeded(names: readonly string[]): LedgerNote {
  return {
    kind: 'not-tested',
    text: `--exclude names them, so these were not attacked, and done only where others need them: ${names.join(', ')}`,
  };
}
