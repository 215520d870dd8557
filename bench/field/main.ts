/**
 * `npm run bench:field`: runs `check` without a config on each project of the field, and says how far it came by itself. Without
 * names of projects the tables are kept in docs/field.md. Asserts nothing.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { UsageError } from '../../model/errors.ts';
import { escapeText } from '../../model/escape.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { fieldPython } from './environment.ts';
import { type Compared, fieldLists, fieldTable, withGenerated } from './fieldText.ts';
import { measureProject } from './measure.ts';
import { projectNames, truthOf } from './truth.ts';

const program = new Command('bench:field')
  .addArgument(
    new Argument('[project...]', 'projects to run; all where none is named').choices([...projectNames]),
  )
  .option('--seed <n>', 'seed of the searches', '1')
  .option('--time <duration>', 'how long to search each (default: as check)')
  .option('--results <file>', 'where results are stored as JSON', join('bench', 'results', 'field.json'))
  .parse();
const flags = program.opts<{ readonly seed: string; readonly time?: string; readonly results: string }>();
const seed = Number(flags.seed);
if (!Number.isSafeInteger(seed)) throw new UsageError('--seed takes a whole number');
if (!existsSync(join(packageRoot, 'dist', 'cli', 'main.js')))
  throw new UsageError('there is no dist/ to run; run first: npm run build');

const python = await fieldPython();
const bounds = flags.time === undefined ? [] : ['--time', flags.time];
const names = projectNames.filter((name) => program.args.length === 0 || program.args.includes(name));
const all: Compared[] = [];
for (const name of names) {
  const result = await measureProject(name, { python, seed, bounds, config: null });
  const one = { truth: truthOf(name), result };
  all.push(one);
  process.stderr.write(`load ${(loadavg()[0] ?? 0).toFixed(1)}\n${shown([one])}\n\n`);
}
process.stdout.write(`${shown(all)}\n`);
const file = resolve(packageRoot, flags.results);
await mkdir(dirname(file), { recursive: true });
await writeFile(
  file,
  `${JSON.stringify(
    all.map(({ result }) => result),
    null,
    1,
  )}\n`,
);
if (program.args.length === 0) await keep();

function shown(these: readonly Compared[]): string {
  const lines = `${fieldTable(these)}\n\n${fieldLists(these)}`.split('\n');
  return lines.map((line) => escapeText(line)).join('\n');
}

async function keep(): Promise<void> {
  const page = join(packageRoot, 'docs', 'field.md');
  await writeFile(page, withGenerated(await readFile(page, 'utf8'), shown(all)));
}
