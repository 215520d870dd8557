/**
 * Names a line of Python source so that the name stays when lines above it are added or removed: by the function that it lies in,
 * its own text, and its number among the lines of that function with the same text. `Store.save | with open(path) as out: | 1`.
 */
import { readFileSync, statSync } from 'node:fs';
import { limits } from '../../model/limits.ts';
import { readSourceLines, type SourceLine } from './sourceLines.ts';

/** The name of a line, which counts from 1; null if there is no such line, or no code in it. */
export function nameOfLine(lines: readonly SourceLine[], line: number): string | null {
  const code = lines[line - 1]?.code ?? '';
  if (code === '') return null;
  const scope = scopeOf(lines, line - 1);
  const equal = lines.slice(0, line).filter((other) => other.code === code).length;
  if (equal === 1) return `${scope} | ${code} | 1`;
  // Functions that share their name, such as the getter and the setter of a property, share a count.
  const within = lines
    .slice(0, line)
    .filter((other, index) => other.code === code && scopeOf(lines, index) === scope).length;
  return `${scope} | ${code} | ${within}`;
}

/** The classes and functions around a line, such as `Store.save`; `<module>` outside all. */
function scopeOf(lines: readonly SourceLine[], index: number): string {
  let at = index;
  while (at > 0 && lines[at]?.opens !== true) at -= 1;
  let indent = lines[at]?.indent ?? 0;
  const names: string[] = [];
  for (const line of lines.slice(0, at).reverse()) {
    if (!line.opens || line.indent >= indent) continue;
    indent = line.indent;
    const name = /^(?:async )?(?:def|class) (\w+)/u.exec(line.code)?.[1];
    if (name !== undefined) names.unshift(name);
    if (indent === 0) break;
  }
  return names.length === 0 ? '<module>' : names.join('.');
}

/** A namer that reads each file once. Null for what is no readable Python source, such as generated code. */
export function placeNamer(): (place: { readonly file: string; readonly line: number }) => string | null {
  const files = new Map<string, readonly SourceLine[] | null>();
  return ({ file, line }) => {
    const known = files.get(file);
    const lines = known === undefined ? linesOfFile(file) : known;
    files.set(file, lines);
    return lines === null ? null : nameOfLine(lines, line);
  };
}

function linesOfFile(file: string): readonly SourceLine[] | null {
  try {
    const stats = statSync(file);
    if (!file.endsWith('.py') || !stats.isFile() || stats.size > limits.sourceBytesMax) return null;
    return readSourceLines(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
