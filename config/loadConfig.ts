/** Finds and reads a config file. TypeScript needs no build step of the user's. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { Config } from '../model/config.ts';
import { messageOf, UsageError } from '../model/errors.ts';
import { packageRoot } from '../model/packageRoot.ts';
import { completeConfig } from './completeConfig.ts';
import { checkConfig } from './schema.ts';

const names = ['trespass.config.ts', 'trespass.config.mts', 'trespass.config.js', 'trespass.config.mjs'];

/** Reads the config at `path`, or the one in `folder` where `path` is null. Throws a `UsageError` for the user's mistakes. */
export async function loadConfig(path: string | null, folder: string): Promise<Config> {
  const file = path === null ? findConfig(folder) : resolve(folder, path);
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new UsageError(
      `${file}: there is no such config; name one with --config, or write one with: trespass init`,
    );
  }
  const loaded = await importConfig(file);
  const config = completeConfig(checkConfig(loaded, file), file);
  checkPlaces(config);
  return config;
}

function findConfig(folder: string): string {
  const found = names.map((name) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) {
    throw new UsageError(
      `no ${names[0]} in ${folder}; name one with --config, or write one with: trespass init`,
    );
  }
  return found;
}

async function importConfig(file: string): Promise<unknown> {
  // A config may live in a project where this package is not installed: its own words always resolve to this copy.
  const jiti = createJiti(import.meta.url, {
    alias: { trespass: ownEntry() },
    moduleCache: false,
    fsCache: false,
  });
  try {
    return await jiti.import(file, { default: true });
  } catch (thrown) {
    throw new UsageError(`${file}: cannot be read as a config: ${messageOf(thrown).split('\n')[0]}`, {
      cause: thrown,
    });
  }
}

function ownEntry(): string {
  const built = join(packageRoot, 'dist', 'index.js');
  return existsSync(built) ? built : join(packageRoot, 'index.ts');
}

function checkPlaces({ file, project }: Config): void {
  if (project === null) return;
  if (!existsSync(project)) throw new UsageError(`${file}: django.project: there is no folder ${project}`);
}
