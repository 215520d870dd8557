/** Finds the Django project of a folder: where its `manage.py` lies, and which settings it names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from '../model/errors.ts';

export interface FoundProject {
  /** Folder of the project, relative to the folder that was searched: `.`, `backend`. */
  readonly project: string;
  readonly settings: string;
  /** Folders that `manage.py` adds to the path before it loads the settings, relative as `project`. */
  readonly pythonPath: readonly string[];
}

/** The project in a folder, or in one below it. Throws a `UsageError` if there is none. */
export function findProject(folder: string): FoundProject {
  for (const place of [folder, ...foldersBelow(folder)]) {
    const settings = settingsOf(place);
    if (settings === null) continue;
    const holding = folderOfModule(place, settings);
    const pythonPath = holding === null || holding === place ? [] : [relative(folder, holding)];
    return { project: relative(folder, place) || '.', settings, pythonPath };
  }
  throw new UsageError(
    `${folder} has no manage.py that names its settings; run this in the folder of a Django project`,
  );
}

/** The settings module that manage.py names, or the one package with settings; DJANGO_SETTINGS_MODULE goes before both. */
function settingsOf(folder: string): string | null {
  const manage = join(folder, 'manage.py');
  const isProject = existsSync(manage);
  const chosen = process.env['DJANGO_SETTINGS_MODULE'];
  if (isProject && chosen) return chosen;
  const named = isProject
    ? /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/.exec(readFileSync(manage, 'utf8'))?.[1]
    : undefined;
  if (named !== undefined) return named;
  const found = namesOfFolders(folder).find((name) => existsSync(join(folder, name, 'settings.py')));
  return found === undefined ? null : `${found}.settings`;
}

/** The folder from which a module can be imported: the project's own, or one below it, as `src`; null if none holds it. */
function folderOfModule(folder: string, module: string): string | null {
  const path = module.replaceAll('.', '/');
  const holds = (one: string): boolean =>
    existsSync(join(one, `${path}.py`)) || existsSync(join(one, path, '__init__.py'));
  return [folder, ...foldersBelow(folder)].find(holds) ?? null;
}

const skippedFolders = new Set([
  'node_modules',
  'venv',
  '.venv',
  'env',
  'dist',
  'build',
  'static',
  'media',
  'docs',
  'test',
  'tests',
]);

function foldersBelow(folder: string): string[] {
  const near = namesOfFolders(folder).filter((name) => !skippedFolders.has(name) && !name.startsWith('.'));
  const first = near.map((name) => join(folder, name));
  const second = first.flatMap((place) =>
    namesOfFolders(place)
      .filter((name) => !skippedFolders.has(name) && !name.startsWith('.'))
      .map((name) => join(place, name)),
  );
  return [...first, ...second];
}

function namesOfFolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
