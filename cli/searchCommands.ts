/** `check` and `fuzz` on the command line: one search, with other bounds. */
import type { Command } from 'commander';
import { boundsOfCheck, commandOf, isPipeline, pipelineSeed, type SearchFlags } from './bounds.ts';
import type { Doing } from './doing.ts';
import { searchCommand } from './options.ts';
import type { ExitCode, RunFlags } from './runCommand.ts';

export function addSearches(program: Command, { signal, heed, remark, done }: Doing): void {
  const search = async (flags: RunFlags): Promise<ExitCode> => {
    heed();
    return (await import('./runCommand.ts')).runSearch(flags);
  };
  searchCommand(program, 'check', 'CI: what was found before first, then a bounded search').action(
    (operations: string[], flags, command: Command) =>
      done(
        search({
          ...flagsOf(flags, command),
          ...boundsOfCheck(flags, isPipeline(process.env)),
          command: commandOf('check', flags, operations),
          campaign: null,
          operations,
          signal,
          remark,
        }),
      ),
  );
  searchCommand(program, 'fuzz', 'campaign: until stopped or --time')
    .option('--guided', 'try variants of attacks that went new ways through the code', false)
    .option('--ui', 'serve a page on this machine that shows how far it is', false)
    .option('--fresh', 'begin anew: forget what earlier runs have judged', false)
    .action((operations: string[], flags, command: Command) =>
      done(
        search({
          ...flagsOf(flags, command),
          runs: flags.runs ?? null,
          timeMs: flags.time ?? null,
          boundsAreDefault: false,
          command: commandOf('fuzz', flags, operations),
          campaign: { fresh: flags.fresh },
          guided: flags.guided,
          ui: flags.ui,
          operations,
          signal,
          remark,
        }),
      ),
    );
}

function flagsOf(flags: SearchFlags, command: Command) {
  const { config, workers, shard, property, reporter, events, jail, saveConfig, verbose } = flags;
  const { exclude, severity, failOn, stopAt, har } = flags;
  return {
    config: config ?? null,
    // Shards of one plan have one seed.
    seed:
      shard !== undefined && command.getOptionValueSource('seed') === 'default' ? pipelineSeed : flags.seed,
    workers,
    shard: shard ?? null,
    property,
    reporter: har === undefined ? reporter : withTraffic(reporter, har),
    events: events ?? null,
    jail,
    savesConfig: saveConfig ?? false,
    verbose: verbose ?? false,
    exclude: exclude ?? [],
    severity: severity ?? null,
    failOn: failOn ?? null,
    stopAt: stopAt ?? null,
  };
}

/** Recorded traffic is a report beside the others: the one on the terminal stays where no other is chosen. */
function withTraffic(reporters: readonly string[], file: string): readonly string[] {
  return [...(reporters.length === 0 ? ['terminal'] : reporters), `har=${file}`];
}
