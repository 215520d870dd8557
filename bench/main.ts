/** `npm run bench`: measures, prints tables, and keeps the last full ones in `results.md`. Asserts nothing. */
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { execa } from 'execa';
import { ensureExamplePython } from '../adapters/python/environment.ts';
import { loadConfig } from '../config/loadConfig.ts';
import { packageRoot } from '../model/packageRoot.ts';
import { type JudgedFigures, measureJudged } from './judged.ts';
import { measureLayout } from './layout.ts';
import { measureRecorder } from './recorder.ts';
import { type Spread, tableOf } from './sample.ts';

interface Flags {
  readonly quick?: true;
  readonly pairs: string;
  readonly cases: string;
  readonly save: boolean;
}

const { quick, pairs, cases, save } = new Command('bench')
  .option('--quick', 'few samples, nothing kept: shows that it runs')
  .option('--pairs <n>', 'pairs of batches, judged and bare', '15')
  .option('--cases <n>', 'cases a batch', '400')
  .option('--no-save', 'do not keep the results')
  .parse()
  .opts<Flags>();

if (!existsSync(join(packageRoot, 'dist', 'observers')))
  throw new Error('there is no dist/ to measure; run first: npm run build');

// Which Node the SDK will want next year is no result.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const python = await ensureExamplePython((text) => process.stderr.write(`${text}\n`));
const config = await loadConfig(join('bench', 'targets', 'notes', 'trespass.config.ts'), packageRoot);
const options =
  quick === undefined
    ? { config, python, pairs: Number(pairs), casesPerBatch: Number(cases) }
    : { config, python, pairs: 2, casesPerBatch: 20 };
const samples = quick === undefined ? 2_000 : 40;

const judged: JudgedFigures[] = [];
for (const { name } of config.operations) judged.push(await measureJudged(name, options));
const layout = await measureLayout(samples);
const recorder = await measureRecorder(config.stores.dynamodb?.tables ?? [], samples);

const text = [
  await machine(),
  tableOf([
    ['judged cases a second', 'judged', 'bare', 'ratio', 'min', 'max', 'bare/judged'],
    ...judged.map((figures) => judgedRow(figures)),
  ]),
  tableOf([
    ['milliseconds', 'median', 'min', 'max'],
    millisecondsRow('DynamoDB request, no recorder', recorder.plainMs),
    millisecondsRow('DynamoDB request, recorded', recorder.recordedMs),
    ['added by the recorder', recorder.addedMs.toFixed(3), '', ''],
    millisecondsRow('planting ten layout entries', layout.plantMs),
    millisecondsRow('taking them away', layout.resetMs),
  ]),
].join('\n\n');
process.stdout.write(`${text}\n`);
if (quick === undefined && save) writeFileSync(join(packageRoot, 'bench', 'results.md'), resultsPage(text));

function judgedRow({ operation, judgedPerSecond, barePerSecond, ratio }: JudgedFigures): string[] {
  const ratios = [ratio.median, ratio.min, ratio.max].map((value) => value.toFixed(3));
  const times = `${(1 / ratio.median).toFixed(1)}x`;
  return [
    `${operation} endpoint`,
    judgedPerSecond.median.toFixed(0),
    barePerSecond.median.toFixed(0),
    ...ratios,
    times,
  ];
}

function millisecondsRow(name: string, spread: Spread): string[] {
  return [name, ...[spread.median, spread.min, spread.max].map((value) => value.toFixed(3))];
}

async function machine(): Promise<string> {
  const { stdout } = await execa(python, ['-V']);
  return `${availableParallelism()} cores, Node ${process.versions.node}, ${stdout}`;
}

function resultsPage(tables: string): string {
  return `# Last results\n\nWritten by \`npm run bench\`; what the figures mean stands in [README.md](README.md).\n\n\`\`\`text\n${tables}\n\`\`\`\n`;
}
