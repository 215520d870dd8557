/** The options of `prove`. Larger bounds than these have more cases than anybody waits for. */
import { type Command, InvalidArgumentError } from 'commander';
import { proofLimits } from '../model/proofLimits.ts';
import { defaultWorkers } from './bounds.ts';
import type { Doing } from './doing.ts';
import { arenaOption, duration, integer, jailOption, workers } from './options.ts';

export function addProve(program: Command, { signal, heed, write, remark, done }: Doing): void {
  const { namesMax, entriesMax } = proofLimits;
  program
    .command('prove')
    .argument('<operation>', 'the operation to attack')
    .description('every attack on an operation within a bound')
    .option('--config <file>', 'the config (default: trespass.config.ts here)')
    .option('--names <n>', `segments of a name, at most ${namesMax}`, wholeUpTo(1, namesMax), 3)
    .option('--entries <n>', `planted entries, at most ${entriesMax}`, wholeUpTo(0, entriesMax), 2)
    .option('--time <duration>', 'how long to try: 60s, 5m, 8h', duration)
    .option('--workers <n|auto>', 'worlds to search in at the same time', workers, defaultWorkers)
    .addOption(jailOption())
    .addOption(arenaOption())
    .action(async (operation: string, { config, names, entries, time, workers: count, jail }) => {
      heed();
      const { runProve } = await import('./proveCommand.ts');
      const bound = { operation, names, entries, timeMs: time ?? null, workers: count };
      await done(runProve({ ...bound, config: config ?? null, jail, signal, write, remark }));
    });
}

function wholeUpTo(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = integer(value);
    if (number < least || number > most) throw new InvalidArgumentError(`must be from ${least} to ${most}.`);
    return number;
  };
}
