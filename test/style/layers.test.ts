/** The layering rule of docs/architecture.md, enforced on the imports of every source file. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../model/packageRoot.ts';

/** What each folder may import of ours, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  generators: ['model'],
  properties: ['model'],
  arena: ['model'],
  observers: ['model'],
  engines: ['model'],
  adapters: ['model'],
  search: ['model'],
  reporters: ['model'],
  corpus: ['model'],
  config: ['model'],
  selftest: ['model', 'config'],
  world: ['model', 'arena', 'observers', 'engines'],
};

interface Source {
  readonly path: string;
  readonly text: string;
}

function importsOf({ text }: Source): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name);
}

/** Imports that break the rule, one line each. */
function violations(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const folder = source.path.split('/')[0] ?? '';
    const may = allowed[folder];
    return importsOf(source).flatMap((name) => {
      if (name === 'fast-check')
        return folder === 'generators' || folder === 'search' ? [] : [`${source.path} imports fast-check`];
      if (!name.startsWith('.') || may === undefined) return [];
      const target = posix.join(posix.dirname(source.path), name).split('/')[0] ?? '';
      return target === folder || may.includes(target) ? [] : [`${source.path} imports ${name}`];
    });
  });
}

function sourceFiles(): Source[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((path) => path !== '' && !/^(test|bench|examples)\//.test(path))
    .map((path) => ({ path, text: readFileSync(join(packageRoot, path), 'utf8') }));
}

describe('the layering rule', () => {
  it('holds for every source file', () => {
    const sources = sourceFiles();
    expect(sources.length).toBeGreaterThan(80);
    expect(violations(sources)).toEqual([]);
  });

  it('is broken by a planted import, so it can fail', () => {
    const planted = [
      { path: 'properties/x.ts', text: "import { y } from '../search/search.ts';" },
      { path: 'model/x.ts', text: "import fc from 'fast-check';" },
      { path: 'world/x.ts', text: "import { z } from '../adapters/python/pythonTarget.ts';" },
    ];
    expect(violations(planted)).toHaveLength(3);
  });
});

describe('the style rule', () => {
  it('leaves no loose type and no work for later in a source file', () => {
    const loose = /: any\b|<any>|as any\b|@ts-(?:ignore|nocheck|expect-error)|\b(?:TODO|FIXME|XXX|HACK)\b/;
    expect(
      sourceFiles()
        .filter(({ text }) => loose.test(text))
        .map(({ path }) => path),
    ).toEqual([]);
  });
});
