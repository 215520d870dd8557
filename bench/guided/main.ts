/**
 * `npm run bench:guided`: at which case a search finds deep flaws, with guidance by the ways through the code and without. Each flaw
 * is searched for alone, on its operation and those that lead to it. Names of operations run these alone. Asserts nothing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { ensureExamplePython } from '../../adapters/python/environment.ts';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import { UsageError } from '../../model/errors.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { spreadOf, tableOf } from '../sample.ts';
import { deskFlaws } from './flaws.ts';
import { searchDesk } from './searchDesk.ts';

const program = new Command('bench:guided')
  .argument('[operation...]', 'flaws to look for; all where none is named')
  .option('--seeds <n>', 'searches for each flaw', '20')
  .option('--cases <n>', 'cases of one search at most', '4000')
  .parse();
const flags = program.opts<{ seeds: string; cases: string }>();
const [seeds, cases] = [Number(flags.seeds), Number(flags.cases)];
if (![seeds, cases].every((number) => Number.isSafeInteger(number) && number > 0))
  throw new UsageError('--seeds and --cases take whole numbers from 1');
if (!existsSync(join(packageRoot, 'dist', 'engines')))
  throw new UsageError('there is no dist/ to run engines from; run first: npm run build');

const python = await ensureExamplePython((text) => process.stderr.write(`${text}\n`));
const config = await loadConfig(join('bench', 'guided', 'desk', 'flawed.config.ts'), packageRoot);
const wanted = deskFlaws.filter(
  ({ operation }) => program.args.length === 0 || program.args.includes(operation),
);
const found: (readonly [plain: readonly number[], guided: readonly number[]])[] = [];
for (const guided of [false, true]) {
  const parts = await composeEngine(config, chooseProperties([]), () => undefined, {
    python,
    branches: guided,
  });
  const world = await parts.createWorld();
  try {
    for (const [index, { attack }] of wanted.entries()) {
      const operations = [...new Set(attack.steps.map(({ operation }) => operation))];
      const at: number[] = [];
      for (let seed = 1; seed <= seeds; seed += 1)
        at.push((await searchDesk(parts, world, { seed, cases, guided, operations })) ?? Infinity);
      found[index] = guided ? [found[index]?.[0] ?? [], at] : [at, []];
    }
  } finally {
    await world.close();
  }
}
const rows = wanted.map(({ operation }, index) => [operation, ...(found[index] ?? []).flatMap(cellsOf)]);
process.stdout.write(
  `${tableOf([['flaw', 'found', 'median case', 'guided: found', 'median case'], ...rows])}\n`,
);

/** In how many searches it was found, and the median of when; one that found nothing counts as later than all others. */
function cellsOf(at: readonly number[]): readonly string[] {
  const { median } = spreadOf(at);
  const told = Number.isFinite(median) ? `${Math.round(median)}` : `over ${cases}`;
  return [`${at.filter(Number.isFinite).length} of ${at.length}`, told];
}
