/** Reads a config for a command. Until that is done, Ctrl-C ends the command at once, whatever the config does. */
import { configPlace, loadConfig } from '../config/loadConfig.ts';
import type { Config } from '../model/config.ts';
import type { ExploringFlags } from './exploring.ts';
import { endedBySignals } from './processEnd.ts';

/** The config at `path`, or the one in `folder` if `path` is null. */
export function readConfig(path: string | null, folder: string): Promise<Config> {
  return endedBySignals(() => loadConfig(path, folder));
}

/** How a project without a config is explored, and where what was found is said. */
export interface WithoutConfig extends ExploringFlags {
  /** Whether what was found is kept as a config. */
  readonly saves: boolean;
  readonly remark: (line: string) => void;
}

/** The config as `readConfig` gives it; of a folder that has none and holds a Django project, what exploring finds. */
export async function readOrExplore(
  path: string | null,
  folder: string,
  { saves, remark, ...flags }: WithoutConfig,
): Promise<Config> {
  if (path !== null || configPlace(null, folder).file !== null) return await readConfig(path, folder);
  const { assumeConfig, holdsProject } = await import('./assumeConfig.ts');
  if (!holdsProject(folder)) return await readConfig(path, folder);
  return await assumeConfig(folder, flags, saves, remark);
}
