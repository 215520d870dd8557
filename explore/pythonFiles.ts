/** The Python files of a project, without those of its environment and its tests; within stated bounds. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const unreadFolders = new Set([
  ...['node_modules', 'venv', 'env', 'site-packages', '__pycache__', 'migrations', 'static', 'media'],
  ...['test', 'tests', 'build', 'dist'],
]);
const depthMax = 6;
const filesMax = 2_000;
const bytesMax = 500_000;

export function pythonFilesBelow(folder: string): readonly string[] {
  return filesBelow(folder, 0).slice(0, filesMax);
}

export function readPython(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return '';
  }
}

/** Whether a module imports Django's hashers of passwords. */
export function hashesPasswords(folder: string): boolean {
  return pythonFilesBelow(folder).some((file) =>
    /^\s*(?:from|import) django\.contrib\.auth(?:\.hashers\b| import [^\n]*\bhashers\b)/m.test(
      readPython(file),
    ),
  );
}

function filesBelow(folder: string, depth: number): string[] {
  if (depth > depthMax) return [];
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return unreadFolders.has(entry.name) || entry.name.startsWith('.') ? [] : filesBelow(path, depth + 1);
      return entry.isFile() && entry.name.endsWith('.py') && statSync(path).size <= bytesMax ? [path] : [];
    });
  } catch {
    return [];
  }
}
