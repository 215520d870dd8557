/**
 * Which Python files of a project a module may load, at most: those whose names occur anywhere in it, in what these load, and so on.
 * Imports are not parsed, so that one in a function, and one by a name in a string, count too. Null where names may be made up.
 */
import { posix } from 'node:path';

export interface PythonFile {
  /** Relative, with slashes. */
  readonly path: string;
  /** Its text; empty for what is no Python. */
  readonly text: string;
}

/** Calls that load modules by names that need not occur in the code. */
const loadsAny =
  /\b(?:import_module|__import__|exec|eval|execfile|runpy|pkgutil|walk_packages|entry_points|spec_from_file_location|exec_module|load_module)\b/;

/** What Python loads by itself. */
const loadedAlways = new Set(['sitecustomize.py', 'usercustomize.py']);

/** `start`: `./target.py` beside the config, or a module: `shop.files`. */
export function reachedFrom(start: string, all: readonly PythonFile[]): ReadonlySet<string> | null {
  const files = all.filter(({ path }) => path.endsWith('.py'));
  const first = files.filter(({ path }) => isNamed(path, start));
  if (first.length === 0) return null;
  const byName = new Map<string, PythonFile[]>();
  for (const file of files)
    byName.set(importedName(file.path), [...(byName.get(importedName(file.path)) ?? []), file]);
  const reached = new Set<string>();
  const waiting = [...first, ...files.filter(({ path }) => loadedAlways.has(posix.basename(path)))];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file.path)) continue;
    if (loadsAny.test(file.text)) return null;
    reached.add(file.path);
    const words = new Set(file.text.match(/[\p{L}\p{N}_]+/gu));
    for (const word of words) waiting.push(...(byName.get(word) ?? []));
    waiting.push(...packagesOf(file.path, files));
  }
  return reached;
}

function isNamed(path: string, start: string): boolean {
  if (start.endsWith('.py')) return posix.normalize(start) === path;
  const module = path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.');
  return module === start || module.endsWith(`.${start}`);
}

/** The word by which a file is imported. */
function importedName(path: string): string {
  const name = posix.basename(path, '.py');
  return name === '__init__' ? posix.basename(posix.dirname(path)) : name;
}

/** The packages around a module are loaded before it. */
function packagesOf(path: string, files: readonly PythonFile[]): readonly PythonFile[] {
  return files.filter(
    ({ path: other }) =>
      posix.basename(other) === '__init__.py' && path.startsWith(`${posix.dirname(other)}/`),
  );
}
