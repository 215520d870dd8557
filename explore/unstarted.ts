/**
 * What files say of a project that does not start: settings that name folders, whether users can log in, buckets and tables. Read, not
 * run: a setting that is computed elsewhere is not seen.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { UserConfig } from '../config/userConfig.ts';
import { readInfrastructure } from './infrastructure.ts';
import type { FoundProject } from './project.ts';
import { pythonFilesBelow, readPython } from './pythonFiles.ts';

/** Settings of folders in which a project keeps what it is sent. */
const folderSetting = /^([A-Z][A-Z0-9_]*_(?:ROOT|DIR|FOLDER))\s*(?::[^=\n]*)?=/gm;
const notKept = /^(?:BASE|STATIC|STATICFILES|PROJECT|ROOT|TEMPLATE|TEMPLATES|LOCALE|FIXTURE|LOG|LOGS|SRC)_/;

/** The parts of a config that can be told without starting it; `folder` is where the config will lie. */
export function readUnstarted(folder: string, { project, settings, pythonPath }: FoundProject): UserConfig {
  const places = [project, ...pythonPath].map((path) => join(folder, path));
  const source = settingsSource(places, settings);
  const roots = [...source.matchAll(folderSetting)]
    .map(([, name = '']) => name)
    .filter((name) => !notKept.test(name));
  const { buckets } = readInfrastructure(join(folder, project));
  const hasUsers = /['"]django\.contrib\.auth['"]/.test(source);
  return {
    sandbox:
      roots.length === 0
        ? { roots: ['sandbox'] }
        : { settings: Object.fromEntries([...new Set(roots)].map((name) => [name, rootName(name)])) },
    ...(buckets.length === 0 ? {} : { s3: { buckets } }),
    actors: hasUsers
      ? { attacker: { login: { username: 'mallory' } }, victim: { login: { username: 'mallory2' } } }
      : { attacker: {}, victim: {} },
  };
}

function rootName(setting: string): string {
  return setting
    .replace(/_(?:ROOT|DIR|FOLDER)$/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}

/** The settings module, with its neighbours where it is one of several in a folder of their own. */
function settingsSource(places: readonly string[], settings: string): string {
  const path = settings.replaceAll('.', '/');
  for (const place of places) {
    const file = join(place, `${path}.py`);
    if (existsSync(file))
      return /(?:^|\/)settings\/[^/]+$/.test(path) ? allOf(dirname(file)) : readPython(file);
    if (existsSync(join(place, path, '__init__.py'))) return allOf(join(place, path));
  }
  return '';
}

function allOf(folder: string): string {
  return pythonFilesBelow(folder).map(readPython).join('\n');
}
