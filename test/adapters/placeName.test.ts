/** Lines of the target are named by their function and their text, so that their names stay when lines above them move. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { nameOfLine, placeNamer } from '../../adapters/python/placeName.ts';
import { readSourceLines } from '../../adapters/python/sourceLines.ts';

const source = `"""Text of a module with def words():
def not_a_function():
"""
import os

limit = open("limit")  # def comment():

class Store:
    @property
    def name(self):
        return self.path

    @name.setter
    def name(self, path):
        return self.path

    async def save(self, path, text):
        sql = """
SELECT name
FROM names
"""
        if text:
            open(path)
        else:
            open(
                path
            )
        return open(path) \\
            or open(path)

    def drop(self, path):
        def inner():
            open(path)
        inner()
        open(path)
`;

const lines = source.split('\n');
const nameAt = (text: string, line: number) => nameOfLine(readSourceLines(text), line);
const named = (needle: string, from = 0): string | null =>
  nameAt(source, lines.findIndex((line, index) => index >= from && line.trim() === needle) + 1);

describe('the name of a line', () => {
  it('is its function with the classes around it, its text, and its number among equals', () => {
    expect(named('limit = open("limit")  # def comment():')).toBe('<module> | limit = open("limit") | 1');
    expect(named('open(path)')).toBe('Store.save | open(path) | 1');
    expect(named('return open(path) \\')).toBe('Store.save | return open(path) \\ | 1');
    expect(named('or open(path)')).toBe('Store.save | or open(path) | 1');
    expect(named('path')).toBe('Store.save | path | 1');
  });

  it('keeps functions within functions apart, and equal lines of functions of one name', () => {
    const drop = lines.findIndex((line) => line.includes('def drop'));
    expect(named('open(path)', drop)).toBe('Store.drop.inner | open(path) | 1');
    expect(named('open(path)', drop + 3)).toBe('Store.drop | open(path) | 1');
    const setter = lines.findIndex((line) => line.includes('setter'));
    expect(named('return self.path')).toBe('Store.name | return self.path | 1');
    expect(named('return self.path', setter)).toBe('Store.name | return self.path | 2');
  });

  it('does not know a line that is not there, or that has no code', () => {
    expect(nameAt(source, 0)).toBeNull();
    expect(nameAt(source, 5)).toBeNull();
    expect(nameAt(source, 1_000)).toBeNull();
  });

  it('is the same after lines were added above, whatever they are', () => {
    const above = fc.constantFrom(
      '',
      '# a comment',
      'import sys',
      'def other():\n    open(path)',
      'def z():\n    x = """\ndef y():\n"""',
    );
    fc.assert(
      fc.property(fc.array(above), fc.integer({ min: 1, max: lines.length }), (added, line) => {
        const more = added.join('\n').split('\n').length;
        const moved = nameAt(`${added.join('\n')}\n${source}`, line + more);
        expect(moved).toBe(nameAt(source, line));
      }),
    );
  });

  it('is another one for each line of a file', () => {
    const names = lines.map((_, index) => nameAt(source, index + 1)).filter((name) => name !== null);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a namer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trespass-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads Python files, and knows no name in what it cannot read', () => {
    const file = join(folder, 'views.py');
    writeFileSync(file, 'def view():\n    open("a")\n');
    const nameOf = placeNamer();
    expect(nameOf({ file, line: 2 })).toBe('view | open("a") | 1');
    expect(nameOf({ file: join(folder, 'gone.py'), line: 2 })).toBeNull();
    expect(nameOf({ file: '<generated>', line: 1 })).toBeNull();
    expect(nameOf({ file: folder, line: 1 })).toBeNull();
  });
});
