/** Reads a config for a command. Until that is done, Ctrl-C ends the command at once, whatever the config does. */
import { loadConfig } from '../config/loadConfig.ts';
import type { Config } from '../model/config.ts';
import { endedBySignals } from './processEnd.ts';

/** The config at `path`, or the one in `folder` if `path` is null. */
export function readConfig(path: string | null, folder: string): Promise<Config> {
  return endedBySignals(() => loadConfig(path, folder));
}
