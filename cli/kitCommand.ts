/** `replay ID --kit` and `--pytest`: a reproduction of one finding that needs no Trespass, tried before it is handed out. */
import { basename, dirname, join, resolve } from 'node:path';
import { findPython } from '../adapters/python/environment.ts';
import { configPlace } from '../config/loadConfig.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { openCorpus } from '../corpus/store.ts';
import type { KitTask } from '../kits/task.ts';
import { addTest, writeKit } from '../kits/writeKit.ts';
import type { Config } from '../model/config.ts';
import { UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import { lessonsFor } from '../world/lessons/lessons.ts';
import { chooseProperties, composeEngine } from './compose.ts';
import { type KitPlace, kitTaskOf, noKit, tryKit } from './kitTask.ts';
import { readConfig } from './readConfig.ts';
import { type ReplayFlags, strangeConfig } from './replayCommand.ts';
import type { ExitCode } from './runCommand.ts';

export interface KitFlags extends ReplayFlags {
  /** Null if it goes beside the test. */
  readonly folder: string | null;
  /** The file that gets a test of it; null for none. */
  readonly pytest: string | null;
}

/** Exit code 0 if the kit that was written shows the finding, 2 if it does not. Rejects with a `UsageError` if none can be made. */
export async function runKit(flags: KitFlags): Promise<ExitCode> {
  const { config: path, findings, pytest, write } = flags;
  const [id, ...more] = findings;
  if (id === undefined || more.length > 0) throw new UsageError('a kit is made of one finding; name its id');
  const place = configPlace(path, process.cwd());
  const entry = await openCorpus(place.folder).find(id);
  const strange = path === null ? strangeConfig(entry.foundWith.config, place) : null;
  if (strange !== null) throw noKit(entry, strange);
  const file = path === null ? entry.foundWith.config : resolve(path);
  const config = await readConfig(file, place.folder);
  const python = await findPython(config.target.python, config.folder);
  const at = kitFolder(flags, entry);
  const task = await taskOf(entry, config, flags, { python, folder: at });
  const { cwe, property, severity, summary } = entry;
  const title = { id: entry.id, property, cwe, severity, unsafeSummary: summary };
  await writeKit(title, task);
  write(
    `a kit of ${escapeText(entry.id)} is in ${escapeText(at)}; try it: ${escapeText(python)} reproduce.py`,
  );
  const shown = await tryKit(task, python);
  if (shown !== null) {
    write(`the kit does not show it here: ${escapeText(shown)}`);
    return 2;
  }
  write('it was tried once, and shows the finding');
  if (pytest === null) return 0;
  const isAdded = await addTest(resolve(pytest), title, at);
  const test = `a test of it ${isAdded ? 'was added to' : 'is already in'} ${escapeText(pytest)}`;
  write(`${test}; it fails until the flaw is mended`);
  return 0;
}

function kitFolder({ folder, pytest }: KitFlags, { id }: CorpusEntry): string {
  if (folder !== null) return resolve(folder);
  const file = resolve(pytest ?? '.');
  return join(dirname(file), `${basename(file, '.py')}_kits`, id);
}

async function taskOf(
  entry: CorpusEntry,
  config: Config,
  { jail, signal }: KitFlags,
  at: KitPlace,
): Promise<KitTask> {
  const lessons = lessonsFor([entry.attack]);
  const choices = { jail, python: at.python, lessons };
  const engine = await composeEngine(config, chooseProperties([]), () => undefined, choices);
  const world = await engine.createWorld({ signal });
  try {
    return await kitTaskOf(entry, engine, world, at);
  } finally {
    await world.close();
  }
}
