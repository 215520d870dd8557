/**
 * `npm run bench:published`: runs check on both sides of each pair and prints what it found, after how many cases, and
 * whether the fixed side stayed silent. Names of pairs may be given; `--runs` and `--time` bound each check.
 */
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { execa } from 'execa';
import { withDir } from 'tmp-promise';
import { z } from 'zod';
import { messageOf, UsageError } from '../../model/errors.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { tableOf } from '../sample.ts';
import { ensurePython } from './environments.ts';
import { type Pair, pairs, type Side } from './pairs.ts';

const report = z.object({
  findings: z.array(
    z.object({
      property: z.string(),
      severity: z.string(),
      power: z.string(),
      classes: z.array(z.string()),
      foundAfterCases: z.number(),
      summary: z.string(),
    }),
  ),
  errors: z.array(z.object({ message: z.string() })),
  stats: z.object({ cases: z.number(), seconds: z.number() }),
});
type Outcome = z.infer<typeof report>;

const program = new Command('bench:published')
  .argument('[pair...]', 'pairs to run; all where none is named')
  .option('--runs <n>', 'cases a side', '6000')
  .option('--time <duration>', 'time a side', '60s')
  .option('--seed <n>', 'seed of both sides', '1')
  .option('--make', 'only make the environments')
  .parse();
const flags = program.opts<{ runs: string; time: string; seed: string; make?: true }>();
const main = join(packageRoot, 'dist', 'cli', 'main.js');
if (!existsSync(main)) throw new UsageError('there is no dist/ to run; run first: npm run build');
const unknown = program.args.find((name) => pairs.every((pair) => pair.name !== name));
if (unknown !== undefined)
  throw new UsageError(`no pair "${unknown}"; there are ${pairs.map(({ name }) => name).join(', ')}`);

const rows: string[][] = [['pair', 'flawed', 'after cases', 'seconds', 'fixed', 'cases', 'seconds']];
for (const pair of pairs.filter(({ name }) => program.args.length === 0 || program.args.includes(name)))
  rows.push(await rowOf(pair));
process.stdout.write(`${tableOf(rows)}\n`);

async function rowOf(pair: Pair): Promise<string[]> {
  const flawed = await outcomeOf(pair, pair.flawed);
  const fixed = await outcomeOf(pair, pair.fixed);
  const told = trespasses(flawed);
  const first = told.map(({ foundAfterCases }) => foundAfterCases).sort((one, other) => one - other)[0];
  const missed = typeof flawed === 'string' ? flawed : 'missed';
  return [
    pair.name,
    told.length > 0 ? `found ${told.length}` : missed,
    first === undefined ? '-' : String(first),
    secondsOf(flawed),
    typeof fixed === 'string' ? fixed : silence(pair, trespasses(fixed)),
    typeof fixed === 'string' ? '-' : String(fixed.stats.cases),
    secondsOf(fixed),
  ];
}

/** The report of a check, or in a few words why there is none. */
async function outcomeOf({ folder, python, name }: Pair, side: Side): Promise<Outcome | string> {
  const interpreter = await ensurePython(python, side.requirement);
  if (flags.make === true) return 'made';
  return await withDir(
    async ({ path }) => {
      await cp(join(import.meta.dirname, folder), path, { recursive: true });
      const { runs, time, seed } = flags;
      const args = ['check', '--config', side.config, '--runs', runs, '--time', time, '--seed', seed];
      const env = { TRESPASS_PYTHON: interpreter };
      const ended = await execa('node', [main, ...args, '--reporter', 'json'], {
        cwd: path,
        env,
        reject: false,
      });
      tellErrors(`${name} with ${side.requirement ?? side.config}`, ended.stderr);
      try {
        const outcome = report.parse(JSON.parse(ended.stdout));
        for (const { power, summary, classes } of trespasses(outcome))
          tell(`  ${power}: ${summary} (${classes.join(', ')})`);
        return outcome.stats.cases === 0 ? 'not run' : outcome;
      } catch (thrown) {
        tell(`  ${messageOf(thrown).split('\n')[0]}`);
        return 'not run';
      }
    },
    { prefix: 'trespass-bench-', unsafeCleanup: true },
  );
}

function tellErrors(name: string, stderr: string): void {
  tell(name);
  for (const line of stderr.split('\n').filter((text) => text.startsWith('trespass: '))) tell(`  ${line}`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function trespasses(outcome: Outcome | string): Outcome['findings'] {
  return typeof outcome === 'string' ? [] : outcome.findings.filter(({ severity }) => severity !== 'info');
}

/** Silence is asked for in the classes of the published flaw; what else is found is told beside it. */
function silence({ classes, left = [] }: Pair, told: Outcome['findings']): string {
  const isOf = (finding: Outcome['findings'][number], ids: readonly string[]): boolean =>
    ids.some((id) => finding.classes.includes(id));
  const same = told.filter((finding) => isOf(finding, classes) && !isOf(finding, left));
  if (same.length > 0) return `NOT SILENT ${same.length}`;
  return told.length === 0 ? 'silent' : `silent, other flaws ${told.length}`;
}

function secondsOf(outcome: Outcome | string): string {
  return typeof outcome === 'string' ? '-' : outcome.stats.seconds.toFixed(1);
}
