/** The reference of the command line, of exit codes and of the ledger says what the program does. */
import { describe, expect, it } from 'vitest';
import { defaultWorkers } from '../../cli/bounds.ts';
import type { LedgerNote } from '../../model/finding.ts';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { ledgerNotes } from '../../reporters/ledgerText.ts';
import { plainPaint } from '../../reporters/paint.ts';
import { trespass } from '../cli/kit.ts';
import { documents, textOf } from './documents.ts';

const reference = textOf('docs/reference/command-line.md');

async function helpOf(...command: readonly string[]): Promise<string> {
  return (await trespass(packageRoot, [...command, '--help'])).stdout;
}

function optionsOf(help: string): string[] {
  return [...help.matchAll(/^ {2}(?:-h, )?(--[\w-]+)/gm)].map(([, option = '']) => option);
}

/** Name of a command, and its section. */
const sections: ReadonlyMap<string, string> = new Map(
  reference
    .split(/^## /m)
    .map((section) => [/^`trespass (\w+)`/.exec(section)?.[1] ?? '', section] as const)
    .filter(([name]) => name !== ''),
);

describe('the reference of the command line', () => {
  it('has a section and a row for each command', async () => {
    const known = [...(await helpOf()).matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name);
    const commands = known.filter((name) => name !== 'help');
    expect([...sections.keys()]).toEqual(commands);
    const rows = [...reference.matchAll(/^trespass (\w+) /gm)].map(([, name = '']) => name);
    expect(rows).toEqual(commands);
  });

  it('lists the options of each command', async () => {
    for (const [name, section] of sections) {
      if (name === 'fuzz') continue;
      const listed = [...section.matchAll(/^\| `(--[\w-]+)/gm)].map(([, option = '']) => option);
      expect([name, listed.toSorted()]).toEqual([
        name,
        optionsOf(await helpOf(name))
          .filter((option) => option !== '--help')
          .toSorted(),
      ]);
    }
    expect(
      optionsOf(await helpOf('fuzz')).filter((option) => !['--fresh', '--guided', '--ui'].includes(option)),
    ).toEqual(optionsOf(await helpOf('check')));
    for (const option of ['--fresh', '--guided', '--ui'])
      expect(sections.get('fuzz')).toContain(`\`${option}\``);
  });

  it('names the bounds of a check', () => {
    const runs = limits.checkRunsMax.toLocaleString('en-US');
    expect(reference).toContain(
      `at most ${runs} attacks in at most ${limits.checkTimeMs / 1_000} s of search`,
    );
    expect(reference).toContain(`it draws ${limits.pipelineRunsPerOperation} attacks for each operation`);
    expect(textOf('docs/guides/ci.md')).toContain(
      `${limits.pipelineRunsPerOperation} attacks for each operation`,
    );
    expect(reference).toContain(`fewer than ${limits.firstAttacks} attacks`);
    expect(reference).toMatch(/2 by default, 1 on a machine with one core/);
    expect(defaultWorkers).toBeLessThanOrEqual(2);
  });
});

describe('commands in sentences', () => {
  /** `trespass check --property ID` in backticks: words of the program, whatever the values. */
  const named = documents.flatMap((document) =>
    [
      ...textOf(document)
        .replace(/^```.*?^```$/gms, '')
        .matchAll(/`trespass ([a-z]+)([^`]*)`/g),
    ].map(([, command = '', rest = '']) => ({ document, command, options: rest.match(/--[\w-]+/g) ?? [] })),
  );

  it('are commands of the program, with options that they have', async () => {
    expect(named.length).toBeGreaterThan(80);
    const helps = new Map<string, string>();
    for (const { command } of named) if (!helps.has(command)) helps.set(command, await helpOf(command));
    const wrong = named.filter(({ command, options }) => {
      const known = [...optionsOf(helps.get(command) ?? ''), '--help'];
      return !sections.has(command) && command !== 'COMMAND'
        ? true
        : options.some((option) => !known.includes(option));
    });
    expect(wrong).toEqual([]);
  });
});

it('the reference of the ledger explains every kind of note', () => {
  const all: Readonly<Record<LedgerNote['kind'], true>> = {
    question: true,
    'not-tested': true,
    failing: true,
    inconclusive: true,
    shared: true,
    learnt: true,
    hazard: true,
    limit: true,
    unavailable: true,
  };
  const kinds = Object.keys(all) as LedgerNote['kind'][];
  const titles = kinds.map((kind) => ledgerNotes([], [{ kind, text: 'a' }], plainPaint)[0] ?? '');
  const explained = [...textOf('docs/reference/ledger.md').matchAll(/^\| ([^|]+) \| [^|]*[.)] \|$/gm)].map(
    ([, title = '']) => title,
  );
  expect(explained).toEqual(titles);
});
