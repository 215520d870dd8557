/** `init`: explores the Django project in a folder and writes its config. Never overwrites one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configText } from '../config/configText.ts';
import { projectOf } from '../explore/explored.ts';
import { type FoundProject, findProject } from '../explore/project.ts';
import { readUnstarted } from '../explore/unstarted.ts';
import { EnvironmentError, messageOf, StoppedError, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import {
  alreadyThere,
  configName,
  type ExploringFlags,
  exploredLines,
  exploredText,
  exploreFolder,
  saveConfig,
} from './exploring.ts';
import type { Lines } from './keysCommand.ts';

/**
 * Writes `trespass.config.ts` with what the project has, for which it is started and asked. Rejects with a `UsageError` if there
 * is a config already, or no Django project.
 */
export async function runInit(folder: string, flags: ExploringFlags, { write, remark }: Lines): Promise<0> {
  const file = join(folder, configName);
  if (existsSync(file)) throw alreadyThere(file);
  const found = findProject(folder);
  const { text, lines } = await lookAt(folder, found, flags, remark);
  saveConfig(file, text);
  for (const line of [`wrote ${configName}`, ...lines]) write(line);
  return 0;
}

async function lookAt(
  folder: string,
  found: FoundProject,
  flags: ExploringFlags,
  remark: (line: string) => void,
): Promise<{ readonly text: string; readonly lines: readonly string[] }> {
  try {
    const explored = await exploreFolder(folder, flags);
    const next = 'correct what is wrong in it, then run: trespass check';
    return { text: exploredText(explored), lines: [...exploredLines(explored), next] };
  } catch (thrown) {
    if (thrown instanceof StoppedError) throw thrown;
    if (!(thrown instanceof UsageError || thrown instanceof EnvironmentError)) throw thrown;
    const [reason = '', ...details] = messageOf(thrown).split('\n');
    const [place = ''] = details.map((line) => line.trim()).filter((line) => line.startsWith('at '));
    const where = place === '' ? '' : `, ${place}`;
    remark(`the project could not be started to look at it: ${escapeText(reason + where)}`);
    return {
      text: readText(folder, found, escapeText(reason + where)),
      lines: [
        'the config holds what its files say; mend the start, remove the config, then run: trespass init',
      ],
    };
  }
}

/** A config for a project that does not start, with what its files say. */
function readText(folder: string, found: FoundProject, why: string): string {
  return configText(
    {
      ...projectOf(found),
      ...readUnstarted(folder, found),
      operations: {},
    },
    {
      head: ['The project did not start, so this holds what its files say.', why],
      actors: [
        '`attacker` attacks, all others are victims. Say how the project tells who acts: a login of Django’s, `headers`, `cookies`',
        'or a `hook`.',
      ],
      operations: [
        "upload: { http: 'POST /assets/', multipart: { file: file() } },",
        "download: { http: 'GET /assets/{id}/', path: { id: text({ from: 'upload.response.id' }) } },",
      ],
    },
  );
}
