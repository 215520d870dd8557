/**
 * Options of the command line, each with its check: `--time 5m` is 300,000 ms, `--time soon` is refused with the allowed forms.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { placeArenas } from '../arena/arenaParent.ts';
import { severities } from '../model/finding.ts';
import { jailChoices, targetServers } from '../model/target.ts';
import { reporterNames } from '../reporters/createReporter.ts';
import type { Shard } from '../search/shard.ts';
import { defaultWorkers, isPipeline, pipelineSeed } from './bounds.ts';

export function searchCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .argument('[operation...]', 'operations to attack; all where none is named')
    .description(description)
    .option('--config <file>', 'the config (default: trespass.config.ts here)')
    .option('--runs <n>', 'cases to draw at most', positive)
    .option('--time <duration>', 'how long to search: 60s, 5m, 8h', duration)
    .addOption(
      name === 'check' && isPipeline(process.env) ? seedOption().default(pipelineSeed) : seedOption(),
    )
    .option('--workers <n>', 'worlds to search in at the same time, or auto', workers, defaultWorkers)
    .option('--shard <i/n>', 'judge one of n parts of the plan', shard)
    .option('--exclude <operation>', 'do not attack it; * is any text (repeatable)', appendOption, [])
    .option(
      '--property <id>',
      'judge by this property only, or !ID without it (repeatable)',
      appendOption,
      [],
    )
    .addOption(new Option('--severity <least>', 'report nothing less severe').choices(severities))
    .addOption(new Option('--fail-on <least>', 'let nothing less severe fail the run').choices(severities))
    .option('--stop-at <n>', 'end the search after so many flaws', positive)
    .addOption(reporterOption())
    .addOption(harOption())
    .option('--events <file>', 'keep the run as a stream of events, of which trespass report makes reports')
    .addOption(verboseOption())
    .addOption(jailOption())
    .addOption(arenaOption())
    .addOption(saveConfigOption());
}

export function reporterOption(): Option {
  return new Option('--reporter <name[=file]>', `${reporterNames.join(', ')} (repeatable)`)
    .argParser(appendOption)
    .default([]);
}

export function harOption(): Option {
  return new Option('--har <file>', 'keep the requests of findings as recorded traffic (HAR 1.2)');
}

export function verboseOption(): Option {
  return new Option('--verbose', 'on the terminal: the whole ledger, and what only informs').default(false);
}

/** What exploring finds of a project without a config may be kept. */
export function saveConfigOption(): Option {
  return new Option('--save-config', 'without a config: keep what exploring the project finds').default(
    false,
  );
}

export function jailOption(): Option {
  return new Option('--jail <when>', 'run the target in a mount namespace: where one works, always, or never')
    .choices(jailChoices)
    .default('auto');
}

export function serverOption(): Option {
  return new Option('--server <name>', 'send requests through a server of the project’s').choices(
    targetServers,
  );
}

/** Arenas are made where the option says as soon as it is read. */
export function arenaOption(): Option {
  return new Option(
    '--arena <dir>',
    'where arenas are made (default: TMPDIR, else memory, else /tmp)',
  ).argParser((folder: string) => placeArenas(resolve(folder)));
}

export function seedOption(): Option {
  return new Option('--seed <n>', 'repeat a search').argParser(integer).default(randomInt(2 ** 31), 'random');
}

export function appendOption(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

export function integer(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('must be a whole number.');
  return number;
}

export function positive(value: string): number {
  const number = integer(value);
  if (number < 1) throw new InvalidArgumentError('must be 1 or more.');
  return number;
}

export function count(value: string): number {
  const number = integer(value);
  if (number < 0) throw new InvalidArgumentError('must be 0 or more.');
  return number;
}

const workersMax = 64;

export function workers(value: string): number {
  if (value === 'auto') return Math.min(workersMax, availableParallelism());
  const number = positive(value);
  if (number > workersMax) throw new InvalidArgumentError(`must be at most ${workersMax}.`);
  return number;
}

const shardsMax = 10_000;

function shard(value: string): Shard {
  const [, index = '', of = ''] = /^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? [];
  const [one, all] = [Number(index), Number(of)];
  if (!(one >= 1 && one <= all && all <= shardsMax))
    throw new InvalidArgumentError(`must be a part of at most ${shardsMax}, such as 3/16.`);
  return { index: one, of: all };
}

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export function duration(value: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
  const milliseconds = Number(amount) * (durationUnits[unit] ?? 0);
  if (!(milliseconds > 0)) throw new InvalidArgumentError('must be a duration, such as 60s, 5m or 8h.');
  return milliseconds;
}
