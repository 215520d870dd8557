/** The command line: names, options and their checks. Each command is in a file of its own. */
import { Command, Option } from 'commander';
import { limits } from '../model/limits.ts';
import { defaultWorkers } from './bounds.ts';
import type { Doing } from './doing.ts';
import type { KeysForm } from './keysCommand.ts';
import {
  appendOption,
  arenaOption,
  count,
  harOption,
  jailOption,
  positive,
  reporterOption,
  saveConfigOption,
  seedOption,
  serverOption,
  verboseOption,
} from './options.ts';
import { packageVersion } from './packageVersion.ts';
import type { ProcessEnd } from './processEnd.ts';
import { addProve } from './proveOptions.ts';
import type { ExitCode } from './runCommand.ts';
import { addSearches } from './searchCommands.ts';

export interface ProgramEnd {
  exitCode: ExitCode;
}

const demoRuns = 4_000;

/**
 * The program; it puts its exit code into `outcome`. The signal of the process's end stops a search early without losing
 * findings.
 */
export function createProgram(
  outcome: ProgramEnd,
  { signal, heed }: Pick<ProcessEnd, 'signal' | 'heed'>,
): Command {
  const doing: Doing = {
    signal,
    heed,
    write: (line) => void process.stdout.write(`${line}\n`),
    remark: (line) => void process.stderr.write(`${line}\n`),
    done: async (running) => {
      outcome.exitCode = await running;
    },
  };
  const program = new Command('trespass')
    .description('Property-based security testing for Django applications on Amazon DynamoDB')
    .version(packageVersion())
    .showHelpAfterError('(trespass --help lists the commands)');
  // Each command loads its modules when it runs: a replay needs no reporter.
  addDemo(program, doing);
  addSearches(program, doing);
  addReplay(program, doing);
  addAccept(program, doing);
  addReport(program, doing);
  addMerge(program, doing);
  addExplain(program, doing);
  addOperations(program, doing);
  addKeys(program, doing);
  addInit(program, doing);
  addSelftest(program, doing);
  addProve(program, doing);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({
      // Errors of the command line begin like all other errors.
      outputError: (text, print) => print(text.replace(/^error: /, 'trespass: ')),
    });
  return program;
}

function addDemo(program: Command, { signal, heed, write, done }: Doing): void {
  program
    .command('demo')
    .description('attack the bundled example, on embedded parts')
    .addOption(seedOption())
    .option('--runs <n>', 'cases for each twin', positive, demoRuns)
    .addOption(jailOption())
    .addOption(arenaOption())
    .action(async ({ seed, runs, jail }) => {
      heed();
      const { runDemo } = await import('./demoCommand.ts');
      await done(runDemo({ seed, runs, jail, workers: defaultWorkers, signal, write }));
    });
}

function addReplay(program: Command, { signal, heed, write, done }: Doing): void {
  program
    .command('replay')
    .argument('[finding...]', 'ids of findings, or how they begin; all where none is named')
    .description('again, and the verdict')
    .option('--config <file>', 'the config to replay with')
    .option('--kit <folder>', 'write a reproduction of one finding that needs no Trespass')
    .option('--pytest <file>', 'write it beside that file, and add a test of it there')
    .addOption(serverOption())
    .addOption(harOption().conflicts(['kit', 'pytest']))
    .option(
      '--neighbours <n>',
      'attacks to try that are like one that does nothing any more; 0 for none',
      count,
      limits.neighbourhoodCases,
    )
    .addOption(jailOption())
    .addOption(arenaOption())
    .action(
      async (findings: string[], { config, server = null, har = null, jail, neighbours, kit, pytest }) => {
        heed();
        if (kit !== undefined || pytest !== undefined) {
          const { runKit } = await import('./kitCommand.ts');
          const wish = { folder: kit ?? null, pytest: pytest ?? null };
          await done(runKit({ config: config ?? null, findings, jail, signal, write, ...wish }));
          return;
        }
        const { runReplay } = await import('./replayCommand.ts');
        await done(
          runReplay({
            ...{ config: config ?? null, findings, server, har },
            jail,
            neighbours,
            signal,
            write,
          }),
        );
      },
    );
}

function addAccept(program: Command, { signal, heed, write, done }: Doing): void {
  program
    .command('accept')
    .argument('[finding...]', 'ids of findings, or how they begin; each with its whole flaw')
    .description('let a known flaw fail no run until a day, or take that back')
    .option('--because <reason>', 'why it is accepted')
    .option('--until <day>', 'the last day, such as 2027-01-31')
    .option('--update', 'change the reason or the day of what is accepted already', false)
    .option('--prune', 'replay what is accepted, and remove what is fixed', false)
    .option('--config <file>', 'the config that the findings belong to')
    .addOption(jailOption())
    .addOption(arenaOption())
    .action(async (findings: string[], { because, until, update: updates, prune, config = null, jail }) => {
      const { runAccept, runPrune } = await import('./acceptCommand.ts');
      const today = new Date().toISOString().slice(0, 10);
      if (prune) {
        heed();
        await done(runPrune({ config, jail, signal, write, isAlone: findings.length === 0 && !updates }));
        return;
      }
      const decision = { because: because ?? null, until: until ?? null, updates, today };
      await done(runAccept({ config, findings, write, ...decision }));
    });
}

function addReport(program: Command, { remark, done }: Doing): void {
  program
    .command('report')
    .argument('<events>', 'the file that --events has written')
    .description('reports of a run again, from its stream of events')
    .addOption(reporterOption())
    .addOption(verboseOption())
    .action(async (events: string, { reporter, verbose }) => {
      const { runReport } = await import('./reportCommand.ts');
      await done(runReport({ events, reporter, verbose, remark }));
    });
}

function addMerge(program: Command, { write, remark, done }: Doing): void {
  program
    .command('merge')
    .argument('<dir...>', 'folders with .trespass in them, or copies of one')
    .description('the findings and campaigns of other machines into the ones here')
    .option('--config <file>', 'the config that they belong to')
    .action(async (folders: string[], { config = null }) => {
      const { runMerge } = await import('./mergeCommand.ts');
      await done(runMerge(config, folders, { write, remark }));
    });
}

function addExplain(program: Command, { write, done }: Doing): void {
  program
    .command('explain')
    .argument('<property>', 'the id of a property, such as no-wide-scope')
    .description('what a property promises, with an example and the remedy')
    .action(async (property: string) => {
      const { runExplain } = await import('./explainCommand.ts');
      await done(runExplain(property, write));
    });
}

function addOperations(program: Command, { signal, write, remark, done }: Doing): void {
  program
    .command('operations')
    .description('what was discovered, and which sinks each reaches')
    .option('--config <file>', 'the config')
    .option('--verbose', 'with the harmless request of each, and what was answered', false)
    .option('--names', 'names alone, as the config has them: the target is not started', false)
    .addOption(jailOption())
    .addOption(arenaOption())
    .addOption(saveConfigOption())
    .action(async ({ config, jail, verbose, names, saveConfig: savesConfig }) => {
      const { runOperations, writeNames } = await import('./operationsCommand.ts');
      if (names) {
        await done(writeNames(config ?? null, write));
        return;
      }
      await done(
        runOperations({ ...{ config: config ?? null, jail, verbose, savesConfig }, signal, write, remark }),
      );
    });
}

function addKeys(program: Command, { write, remark, done }: Doing): void {
  program
    .command('keys')
    .description('how keys of items are made of what is sent')
    .option('--config <file>', 'the config')
    .option('--json', 'as JSON, with regular expressions')
    .addOption(new Option('--regex', 'regular expressions alone, to monitor with').conflicts('json'))
    .addOption(
      new Option('--iam', 'the access policy that harmless traffic needs').conflicts(['json', 'regex']),
    )
    .addOption(
      new Option('--prove', 'whether two inputs can make one key').conflicts(['json', 'regex', 'iam']),
    )
    .addOption(jailOption())
    .addOption(arenaOption())
    .action(async ({ config, json, regex, iam, prove, jail }) => {
      const form: KeysForm = json ? 'json' : regex ? 'regex' : iam ? 'iam' : prove ? 'prove' : 'text';
      const { runKeys } = await import('./keysCommand.ts');
      await done(runKeys(config ?? null, form, jail, { write, remark }));
    });
}

function addInit(program: Command, { signal, heed, write, remark, done }: Doing): void {
  program
    .command('init')
    .description('explore the Django project here and write its config')
    .addOption(jailOption())
    .addOption(arenaOption())
    .action(async ({ jail }) => {
      heed();
      const { runInit } = await import('./initCommand.ts');
      await done(runInit(process.cwd(), { jail, signal }, { write, remark }));
    });
}

function addSelftest(program: Command, { signal, heed, write, done }: Doing): void {
  program
    .command('selftest')
    .description('each attack class against a planted flaw and its remedy, here')
    .option('--class <id>', 'test this class only (repeatable)', appendOption, [])
    .action(async ({ class: classes }) => {
      heed();
      const { runSelftest } = await import('./selftestCommand.ts');
      await done(runSelftest({ classes, python: null, signal, write }));
    });
}
