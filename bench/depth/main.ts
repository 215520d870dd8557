/**
 * `npm run bench:depth`: generates Django projects with planted flaws from a seed, runs a default check on each, and says what
 * was found, when, and at which price. Asserts nothing.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { ensureExamplePython } from '../../adapters/python/environment.ts';
import { boundsOfCheck, defaultWorkers } from '../../cli/bounds.ts';
import { UsageError } from '../../model/errors.ts';
import { escapeText } from '../../model/escape.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { drawApplication, writeApplication } from './application.ts';
import { flawsText, kindsText, priceText, summaryText } from './depthText.ts';
import { flawKinds } from './flaws/index.ts';
import { type DepthResult, measureDepth } from './measure.ts';

const program = new Command('bench:depth')
  .option('--sizes <list>', 'numbers of operations', '10,20,40')
  .option('--seeds <list>', 'seeds of applications; each also seeds its search', '1')
  .option('--runs <n>', 'cases a search at most (default: those of check)')
  .option('--time <seconds>', 'seconds of a search (default: those of check)')
  .option('--workers <n>', 'worlds at a time', `${defaultWorkers}`)
  .option('--work <ms>', 'what an operation costs beside its own requests, in milliseconds', '5')
  .option('--only <list>', 'operations to attack')
  .option('--kinds <list>', 'kinds of flaws to choose from; all where none is named')
  .option('--write <folder>', 'write the applications there and search nothing')
  .option('--results <file>', 'where results are stored as JSON', join('bench', 'results', 'depth.json'))
  .parse();
const flags = program.opts<{
  readonly sizes: string;
  readonly seeds: string;
  readonly runs?: string;
  readonly time?: string;
  readonly workers: string;
  readonly work: string;
  readonly only?: string;
  readonly kinds?: string;
  readonly write?: string;
  readonly results: string;
}>();

const sizes = flags.sizes.split(',').map((text) => wholeNumber('--sizes', text));
const seeds = flags.seeds.split(',');
const kinds = flags.kinds?.split(',') ?? [];
const unknown = kinds.find((kind) => flawKinds.every(({ id }) => id !== kind));
if (unknown !== undefined)
  throw new UsageError(`no kind "${unknown}"; there are ${flawKinds.map(({ id }) => id).join(', ')}`);
const workMs = wholeNumber('--work', flags.work);

if (flags.write === undefined) await searchAll();
else await writeAll(flags.write);

async function writeAll(folder: string): Promise<void> {
  for (const size of sizes)
    for (const seed of seeds) {
      const application = drawApplication({ seed, size, workMs, kinds });
      await writeApplication(application, join(folder, `${size}-${seed}`));
    }
}

async function searchAll(): Promise<void> {
  if (!existsSync(join(packageRoot, 'dist', 'engines')))
    throw new UsageError('there is no dist/ to run engines from; run first: npm run build');
  const python = await ensureExamplePython((text) => process.stderr.write(`${text}\n`));
  const given = {
    ...(flags.runs === undefined ? {} : { runs: wholeNumber('--runs', flags.runs) }),
    ...(flags.time === undefined ? {} : { time: wholeNumber('--time', flags.time) * 1_000 }),
  };
  const bounds = boundsOfCheck(given, false);
  const results: DepthResult[] = [];
  for (const size of sizes)
    for (const seed of seeds) {
      const application = drawApplication({ seed, size, workMs, kinds });
      const operations = flags.only === undefined ? [] : flags.only.split(',');
      const searching = {
        ...bounds,
        workers: wholeNumber('--workers', flags.workers),
        seed: Number(seed) || 1,
        python,
        operations,
      };
      const result = await measureDepth(application, size, searching);
      results.push(result);
      const lines = flawsText(result)
        .split('\n')
        .map((line) => escapeText(line));
      process.stdout.write(`${size} operations, seed ${seed}\n${lines.join('\n')}\n\n`);
    }
  process.stdout.write(`${[kindsText, priceText, summaryText].map((text) => text(results)).join('\n\n')}\n`);
  const file = resolve(packageRoot, flags.results);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `${JSON.stringify(results, null, 1)}\n`);
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new UsageError(`${option} takes whole numbers, not ${text}`);
  return number;
}
