/** Explores a project for a command that was started without a config, and says what was assumed. */
import { join } from 'node:path';
import { completeConfig } from '../config/completeConfig.ts';
import { checkConfig } from '../config/schema.ts';
import { findProject } from '../explore/project.ts';
import type { Config } from '../model/config.ts';
import { UsageError } from '../model/errors.ts';
import {
  configName,
  type ExploringFlags,
  exploredLines,
  exploredText,
  exploreFolder,
  saveConfig,
} from './exploring.ts';

/** The config of what was found. Rejects with a `UsageError` where there is no project. */
export async function assumeConfig(
  folder: string,
  flags: ExploringFlags,
  saves: boolean,
  remark: (line: string) => void,
): Promise<Config> {
  const file = join(folder, configName);
  remark(`there is no ${configName} here, so the project is explored`);
  const explored = await exploreFolder(folder, flags);
  for (const line of exploredLines(explored)) remark(`  ${line}`);
  if (saves) saveConfig(file, exploredText(explored));
  remark(saves ? `wrote ${configName}` : 'keep what was found with --save-config, and correct it there');
  return completeConfig(checkConfig(explored.config, file), file);
}

export function holdsProject(folder: string): boolean {
  try {
    findProject(folder);
    return true;
  } catch (thrown) {
    if (thrown instanceof UsageError) return false;
    throw thrown;
  }
}
