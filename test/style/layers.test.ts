/** The layering rule of docs/architecture.md, enforced on the imports of every source file. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Source, sourceFiles } from './sources.ts';

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
  kits: ['model'],
  explore: ['model', 'arena', 'config', 'engines', 'world'],
};

/**
 * Rooms of a folder by floors, the lowest first: a file imports from its own room and from the floors below. What lies in the
 * folder itself stands on top.
 */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  world: [['step'], ['owners'], ['stage'], ['rehearsal'], ['case'], ['lessons', 'questions']],
  generators: [['base'], ['texts'], ['steps'], ['layouts'], ['races', 'archives'], ['shrinks'], ['variants']],
  engines: [
    ['wire', 'perturb'],
    ['dynamodb', 's3'],
  ],
  'engines/dynamodb': [['expressions'], ['partiql']],
};

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

interface Room {
  readonly room: string;
  readonly floor: number;
}

/** The room of a path within a folder that has rooms, and its floor; null for what lies elsewhere. */
function roomIn(folder: string, path: string): Room | null {
  if (!path.startsWith(`${folder}/`)) return null;
  const rooms = floors[folder] ?? [];
  const [room = '', ...rest] = path.slice(folder.length + 1).split('/');
  if (rest.length === 0) return { room: '', floor: rooms.length };
  return { room, floor: rooms.findIndex((names) => names.includes(room)) };
}

/** Imports that lead to a room of the same floor or of a higher one, one line each; and files in rooms that have no floor. */
function climbs(sources: readonly Source[]): string[] {
  return Object.keys(floors).flatMap((folder) =>
    sources.flatMap((source) => {
      const from = roomIn(folder, source.path);
      if (from === null) return [];
      if (from.floor < 0) return [`${source.path} lies in a room without a floor`];
      return importsOf(source).flatMap((name) => {
        const to = roomIn(folder, posix.join(posix.dirname(source.path), name));
        const isAside = to === null || to.room === from.room;
        return isAside || to.floor < from.floor ? [] : [`${source.path} imports ${name}`];
      });
    }),
  );
}

/** Files that import one another, by however many steps, each circle once. */
function circles(sources: readonly Source[]): string[] {
  const graph = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source).map((name) => posix.join(posix.dirname(source.path), name)),
    ]),
  );
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) found.add([...way.slice(at)].sort().join(' and '));
    if (at >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return [...found];
}

describe('the layering rule', () => {
  it('holds for every source file', () => {
    const sources = sourceFiles();
    expect(sources.length).toBeGreaterThan(80);
    expect(violations(sources)).toEqual([]);
  });

  it('holds between the rooms of a folder', () => {
    expect(climbs(sourceFiles())).toEqual([]);
  });

  it('leaves no files that import one another', () => {
    expect(circles(sourceFiles())).toEqual([]);
  });

  it('is broken by a climb, by a room without a floor and by a circle, so it can fail', () => {
    const planted = [
      { path: 'world/stage/x.ts', text: "import { y } from '../case/y.ts';" },
      { path: 'world/lessons/y.ts', text: "import { y } from '../questions/y.ts';" },
      { path: 'generators/attic/z.ts', text: '' },
      { path: 'engines/dynamodb/partiql/x.ts', text: "import { y } from '../y.ts';" },
      { path: 'engines/s3/a.ts', text: "import { b } from './b.ts';" },
      { path: 'engines/s3/b.ts', text: "import type { a } from './a.ts';" },
    ];
    expect(climbs(planted)).toHaveLength(4);
    expect(circles(planted)).toEqual(['engines/s3/a.ts and engines/s3/b.ts']);
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
