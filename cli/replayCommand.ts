/** `replay`: kept findings again, and the verdict of each. */

import { resolve } from 'node:path';
import { loadConfig } from '../config/loadConfig.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { openCorpus } from '../corpus/store.ts';
import { replay, type Verdict } from '../engine/replay.ts';
import type { Power } from '../model/attack.ts';
import type { Config } from '../model/config.ts';
import { escapeText } from '../model/escape.ts';
import { powersMissing } from '../model/finding.ts';
import type { JailChoice } from '../model/target.ts';
import type { World } from '../model/world.ts';
import { walkLines } from '../reporters/walkText.ts';
import { lessonsFor } from '../world/lessons.ts';
import { chooseProperties, composeEngine } from './compose.ts';
import type { ExitCode } from './runCommand.ts';

export interface ReplayFlags {
  readonly config: string | null;
  readonly findings: readonly string[];
  readonly jail: JailChoice;
  readonly write: (line: string) => void;
}

/** Replays the named findings, or all. Exit code 1 where one still fails, 2 where one could not be judged. */
export async function runReplay({ config: path, findings, jail, write }: ReplayFlags): Promise<ExitCode> {
  const folder = path === null ? process.cwd() : resolve(process.cwd(), path, '..');
  const corpus = openCorpus(folder);
  const { entries, errors } = findings.length === 0 ? await corpus.load() : await named(corpus, findings);
  for (const error of errors) write(error.message);
  if (entries.length === 0) write(`no findings are kept in ${escapeText(corpus.folder)}`);
  let worst: ExitCode = errors.length > 0 ? 2 : 0;
  for (const [configFile, group] of groupByConfig(entries, path)) {
    const config = await loadConfig(configFile, folder);
    const code = await replayGroup(config, group, jail, write);
    worst = worst === 2 || code === 2 ? 2 : worst === 1 ? 1 : code;
  }
  return worst;
}

async function named(
  corpus: ReturnType<typeof openCorpus>,
  ids: readonly string[],
): Promise<{ entries: readonly CorpusEntry[]; errors: readonly [] }> {
  return { entries: await Promise.all(ids.map((id) => corpus.find(id))), errors: [] };
}

/** A finding is replayed with the config it was found with, unless another is named. */
function groupByConfig(entries: readonly CorpusEntry[], path: string | null): Map<string, CorpusEntry[]> {
  const groups = new Map<string, CorpusEntry[]>();
  for (const entry of entries) {
    const config = path === null ? entry.foundWith.config : resolve(process.cwd(), path);
    groups.set(config, [...(groups.get(config) ?? []), entry]);
  }
  return groups;
}

async function replayGroup(
  config: Config,
  entries: readonly CorpusEntry[],
  jail: JailChoice,
  write: (line: string) => void,
): Promise<ExitCode> {
  const parts = await composeEngine(config, chooseProperties([]), () => undefined, {
    jail,
    lessons: lessonsFor(entries.map(({ attack }) => attack)),
  });
  let world: World | null = null;
  let worst: ExitCode = 0;
  try {
    for (const entry of entries) {
      world ??= await parts.createWorld();
      const verdict = await replay(parts, world, entry);
      const missing = powersMissing(entry.attack, world.knowledge);
      write(tell(entry, verdict, config.folder, missing));
      if ((verdict.kind === 'STILL FAILS' || verdict.kind === 'FLAKY') && missing.length === 0)
        worst = worst === 2 ? 2 : 1;
      if (verdict.kind !== 'INCONCLUSIVE') continue;
      worst = 2;
      await world.close();
      world = null;
    }
  } finally {
    await world?.close();
  }
  return worst;
}

function tell(entry: CorpusEntry, verdict: Verdict, folder: string, missing: readonly Power[]): string {
  const id = escapeText(entry.id);
  switch (verdict.kind) {
    case 'FIXED':
      return `FIXED ${id}: ${escapeText(entry.operation)} does not do it any more`;
    case 'STILL FAILS':
    case 'FLAKY': {
      const { location, unsafeSummary } = verdict.judged.violation;
      const place =
        location === null
          ? ''
          : ` at ${escapeText(location.file.replace(`${folder}/`, ''))}:${location.line}`;
      const label = verdict.kind === 'FLAKY' ? `FLAKY ${verdict.shown} of ${verdict.tries}` : 'STILL FAILS';
      const walk = walkLines(verdict.judged.violation.access?.walk).map((line) => `\n  ${line}`);
      const condition = missing.length === 0 ? '' : `, if attacker.powers holds ${missing.join(', ')}`;
      return `${label} ${id}: ${escapeText(unsafeSummary)}${place}${condition}${walk.join('')}`;
    }
    case 'STALE':
      return `STALE ${id}: ${escapeText(verdict.missing)} is gone; delete the file, or declare it again`;
    case 'INCONCLUSIVE':
      return `INCONCLUSIVE ${id}: ${escapeText(verdict.reason)}`;
  }
}
