/** The command line: names, options and their checks. What they do lives in one file a command. */
import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import { jailChoices } from '../model/target.ts';
import { boundsOfCheck, commandOf, defaultWorkers, type SearchFlags } from './bounds.ts';
import type { KeysForm } from './keysCommand.ts';
import { packageVersion } from './packageVersion.ts';
import type { ProcessEnd } from './processEnd.ts';
import type { ExitCode, RunFlags } from './runCommand.ts';

export interface ProgramEnd {
  exitCode: ExitCode;
}

const demoRuns = 4_000;

/** The program, which puts its exit code into `outcome`. The end's signal ends a search early without losing anything. */
export function createProgram(
  outcome: ProgramEnd,
  { signal, heed }: Pick<ProcessEnd, 'signal' | 'heed'>,
): Command {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const remark = (line: string): void => void process.stderr.write(`${line}\n`);
  const program = new Command('trespass')
    .description('Property-based security testing for Django applications on Amazon DynamoDB')
    .version(packageVersion())
    .showHelpAfterError('(trespass --help lists the commands)');
  const done = async (running: Promise<ExitCode>): Promise<void> => {
    outcome.exitCode = await running;
  };
  // Each command loads what it needs when it runs: a replay waits for no reporter.
  const search = async (flags: RunFlags): Promise<ExitCode> => {
    heed();
    return (await import('./runCommand.ts')).runSearch(flags);
  };

  program
    .command('demo')
    .description('attack the bundled example, on embedded parts')
    .addOption(seedOption())
    .option('--runs <n>', 'cases for each twin', positive, demoRuns)
    .addOption(jailOption())
    .action(async ({ seed, runs, jail }) => {
      heed();
      const { runDemo } = await import('./demoCommand.ts');
      await done(runDemo({ seed, runs, jail, workers: defaultWorkers, signal, write }));
    });
  searchCommand(program, 'check', 'CI: what was found before first, then a bounded search').action(
    (operations: string[], flags) =>
      done(
        search({
          ...flagsOf(flags),
          ...boundsOfCheck(flags),
          command: commandOf('check', flags, operations),
          operations,
          signal,
        }),
      ),
  );
  searchCommand(program, 'fuzz', 'campaign: until stopped or --time').action((operations: string[], flags) =>
    done(
      search({
        ...flagsOf(flags),
        runs: flags.runs ?? null,
        timeMs: flags.time ?? null,
        boundsAreDefault: false,
        command: commandOf('fuzz', flags, operations),
        operations,
        signal,
      }),
    ),
  );
  program
    .command('replay')
    .argument('[finding...]', 'ids of findings, or how they begin; all where none is named')
    .description('again, and the verdict')
    .option('--config <file>', 'the config to replay with')
    .addOption(jailOption())
    .action(async (findings: string[], { config, jail }) => {
      heed();
      const { runReplay } = await import('./replayCommand.ts');
      await done(runReplay({ config: config ?? null, findings, jail, signal, write }));
    });
  program
    .command('operations')
    .description('what was discovered, and which sinks each reaches')
    .option('--config <file>', 'the config')
    .option('--verbose', 'with the harmless request of each, and what was answered', false)
    .addOption(jailOption())
    .action(async ({ config, jail, verbose }) => {
      const { runOperations } = await import('./operationsCommand.ts');
      await done(runOperations({ config: config ?? null, jail, verbose, write }));
    });
  program
    .command('keys')
    .description('how keys of items are made of what is sent')
    .option('--config <file>', 'the config')
    .option('--json', 'as JSON, with regular expressions')
    .addOption(new Option('--regex', 'regular expressions alone, to monitor with').conflicts('json'))
    .addOption(
      new Option('--iam', 'the access policy that harmless traffic needs').conflicts(['json', 'regex']),
    )
    .addOption(jailOption())
    .action(async ({ config, json, regex, iam, jail }) => {
      const form: KeysForm = json ? 'json' : regex ? 'regex' : iam ? 'iam' : 'text';
      const { runKeys } = await import('./keysCommand.ts');
      await done(runKeys(config ?? null, form, jail, { write, remark }));
    });
  program
    .command('init')
    .description('write a config for the Django project here')
    .action(async () => {
      const { runInit } = await import('./initCommand.ts');
      await done(runInit(process.cwd(), { write, remark }));
    });
  program
    .command('selftest')
    .description('each attack class against a planted flaw and its remedy, here')
    .option('--class <id>', 'test this class only (repeatable)', appendOption, [])
    .action(async ({ class: classes }) => {
      heed();
      const { runSelftest } = await import('./selftestCommand.ts');
      await done(runSelftest({ classes, python: null, signal, write }));
    });
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({
      // What is wrong with a command line begins like all that is wrong.
      outputError: (text, print) => print(text.replace(/^error: /, 'trespass: ')),
    });
  return program;
}

function flagsOf({ config, seed, workers, property, reporter, jail }: SearchFlags) {
  return { config: config ?? null, seed, workers, property, reporter, jail };
}

function searchCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .argument('[operation...]', 'operations to attack; all where none is named')
    .description(description)
    .option('--config <file>', 'the config (default: trespass.config.ts here)')
    .option('--runs <n>', 'cases to draw at most', positive)
    .option('--time <duration>', 'how long to search: 60s, 5m, 8h', duration)
    .addOption(seedOption())
    .option('--workers <n>', 'worlds to search in at the same time', workers, defaultWorkers)
    .option('--property <id>', 'judge by this property only (repeatable)', appendOption, [])
    .option('--reporter <name[=file]>', 'terminal, json, junit or sarif (repeatable)', appendOption, [])
    .addOption(jailOption());
}

function jailOption(): Option {
  return new Option('--jail <when>', 'run the target in a mount namespace: where one works, always, or never')
    .choices(jailChoices)
    .default('auto');
}

function seedOption(): Option {
  return new Option('--seed <n>', 'repeat a search').argParser(integer).default(randomInt(2 ** 31), 'random');
}

function appendOption(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function integer(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('must be a whole number.');
  return number;
}

function positive(value: string): number {
  const number = integer(value);
  if (number < 1) throw new InvalidArgumentError('must be 1 or more.');
  return number;
}

const workersMax = 64;

function workers(value: string): number {
  const number = positive(value);
  if (number > workersMax) throw new InvalidArgumentError(`must be at most ${workersMax}.`);
  return number;
}

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function duration(value: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
  const milliseconds = Number(amount) * (durationUnits[unit] ?? 0);
  if (!(milliseconds > 0)) throw new InvalidArgumentError('must be a duration, such as 60s, 5m or 8h.');
  return milliseconds;
}
