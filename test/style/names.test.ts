/** One name for a concept and one concept for a name, at the top level of source files: `wordsOf` in eight files has eight meanings. */
import { describe, expect, it } from 'vitest';
import { type Source, sourceFiles } from './sources.ts';

/** Of all names at the top level, how many may stand in several files. */
const sharedShareMax = 0.02;

const declaration =
  /^(export )?(?:default )?(?:async )?(?:declare )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** By name the files that declare it at their top level: all of them, or those that export it. */
function declaredIn(
  sources: readonly Source[],
  exportedAlone: boolean,
): ReadonlyMap<string, ReadonlySet<string>> {
  const files = new Map<string, Set<string>>();
  for (const { path, text } of sources)
    for (const [, exported, name = ''] of text.matchAll(declaration))
      if (exported !== undefined || !exportedAlone) files.set(name, (files.get(name) ?? new Set()).add(path));
  return files;
}

/** Names that several files declare, one line each. */
function shared(files: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...files]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => `${name}: ${[...paths].join(', ')}`);
}

function sharedShare(sources: readonly Source[]): number {
  const files = declaredIn(sources, false);
  return shared(files).length / files.size;
}

describe('the rule for names', () => {
  it('lets no two files export one name', () => {
    const exported = declaredIn(sourceFiles(), true);
    expect(exported.size).toBeGreaterThan(500);
    expect(shared(exported)).toEqual([]);
  });

  it('lets few names stand at the top level of several files', () => {
    const names = declaredIn(sourceFiles(), false);
    expect(names.size).toBeGreaterThan(2_000);
    expect(shared(names).length / names.size, shared(names).join('\n')).toBeLessThan(sharedShareMax);
  });

  it('is broken by a name that two files export, whatever it names, so it can fail', () => {
    const planted = [
      { path: 'model/a.ts', text: 'export interface Told {}\nexport function kindOf(): void {}\n' },
      { path: 'world/b.ts', text: 'export type Told = string;\nfunction kindOf(): void {}\n' },
    ];
    expect(shared(declaredIn(planted, true))).toEqual(['Told: model/a.ts, world/b.ts']);
  });

  it('is broken by private names of several files, so it can fail', () => {
    const planted = [
      { path: 'model/a.ts', text: 'const nothing = 0;\nasync function tell(): Promise<void> {}\n' },
      { path: 'world/b.ts', text: 'class nothing {}\nfunction* tell(): Generator<void> {}\n' },
    ];
    expect(sharedShare(planted)).toBe(1);
  });

  it('holds where names differ, and minds no name within a function', () => {
    const apart = [
      { path: 'model/a.ts', text: 'export function kindOfArchive(): void {\n  const found = 1;\n}\n' },
      { path: 'world/b.ts', text: 'export function kindOfChange(): void {\n  const found = 2;\n}\n' },
    ];
    expect(sharedShare(apart)).toBe(0);
  });
});
