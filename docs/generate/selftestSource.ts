/** The Python source of the self-test's targets, with the helpers of the same module that they use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../model/packageRoot.ts';
import { type GroupName, selftestGroups } from '../../selftest/groups.ts';
import type { SelftestRow } from '../../selftest/rows.ts';

/** The module of an operation, from the repository's root: `selftest/files.py`. */
export function moduleOf(group: GroupName, operation: string): string {
  const declared = selftestGroups[group].operations[operation];
  const entry =
    declared === undefined
      ? ''
      : 'call' in declared
        ? declared.call
        : 'consumer' in declared
          ? declared.consumer
          : '';
  const [, name] = /^\.\/(\w+\.py):/.exec(entry) ?? [];
  if (name === undefined) throw new Error(`${operation} of ${group} is no Python function`);
  return `selftest/${name}`;
}

export interface ExampleSource {
  /** What both use, in the order of the file; empty where they share nothing. */
  readonly shared: string;
  readonly planted: string;
  readonly twin: string;
  /** Whether the module imports from `careful.py`. */
  readonly isCareful: boolean;
}

/** The flawed target of a row and its corrected twin, which stand in one module. */
export function exampleOf({ group, planted, twin }: SelftestRow): ExampleSource {
  const text = readFileSync(join(packageRoot, moduleOf(group, planted)), 'utf8');
  const blocks = topLevel(text);
  const used = [namesUsed(blocks, planted), namesUsed(blocks, twin)] as const;
  const both = new Set([...used[0]].filter((name) => used[1].has(name)));
  const alone = (names: ReadonlySet<string>): Set<string> =>
    new Set([...names].filter((name) => !both.has(name)));
  const source = (names: ReadonlySet<string>): string =>
    [...blocks].flatMap(([name, block]) => (names.has(name) ? [block] : [])).join('\n\n\n');
  return {
    shared: source(both),
    planted: source(alone(used[0])),
    twin: source(alone(used[1])),
    isCareful: text.includes('from careful import'),
  };
}

/** A name of a module and, of the same module, all that it uses. */
function namesUsed(blocks: ReadonlyMap<string, string>, wanted: string): Set<string> {
  const names = new Set<string>();
  const add = (name: string): void => {
    const block = blocks.get(name);
    if (block === undefined || names.has(name)) return;
    names.add(name);
    for (const [word] of block.matchAll(/\b\w+\b/g)) add(word);
  };
  add(wanted);
  return names;
}

/** Functions and constants of a module by name, decorators included. */
function topLevel(text: string): Map<string, string> {
  const blocks = text.split(/\n{2,}(?=\S)/).map((block) => block.trimEnd());
  return new Map(
    blocks.flatMap((block) => {
      const name = /^(?:@.*\n)*(?:def (\w+)|(\w+) =)/.exec(block);
      const [, called, constant] = name ?? [];
      return name === null ? [] : [[called ?? constant ?? '', block] as const];
    }),
  );
}
