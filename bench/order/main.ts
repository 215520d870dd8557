/**
 * `npm run bench:order`: by which kind of probe each planted flaw is first found, and how early. Names of parts may be given:
 * the twins `vulnerable` and `advisory` of the bundled example, and `selftest`. Asserts nothing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { ensureExamplePython } from '../../adapters/python/environment.ts';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { plantedFlaws } from '../../cli/demoCommand.ts';
import { selftest } from '../../cli/selftest.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import { UsageError } from '../../model/errors.ts';
import { escapeText } from '../../model/escape.ts';
import type { Finding, RunEvent } from '../../model/finding.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { search } from '../../search/search.ts';
import { selftestRows } from '../../selftest/rows.ts';
import { type FirstFound, orderText, type Part } from './firstFound.ts';

const names = ['vulnerable', 'advisory', 'selftest'];
const program = new Command('bench:order')
  .addArgument(new Argument('[part...]', 'parts to run; all where none is named').choices(names))
  .option('--seed <n>', 'seed of what is drawn', '1')
  .option('--cases <n>', 'cases a twin at most', '3200')
  .option('--workers <n>', 'worlds at a time', '2')
  .parse();
const flags = program.opts<{ seed: string; cases: string; workers: string }>();
const numbers = { seed: Number(flags.seed), runs: Number(flags.cases), workers: Number(flags.workers) };
if (Object.values(numbers).some((number) => !Number.isSafeInteger(number)))
  throw new UsageError('--seed, --cases and --workers take whole numbers');
if (!existsSync(join(packageRoot, 'dist', 'engines')))
  throw new UsageError('there is no dist/ to run engines from; run first: npm run build');

const python = await ensureExamplePython((text) => process.stderr.write(`${text}\n`));
const parts: Part[] = [];
for (const name of names.filter((one) => program.args.length === 0 || program.args.includes(one)))
  parts.push(name === 'selftest' ? await partOfSelftest() : await partOfTwin(name));
process.stdout.write(`${orderText(parts)}\n`);

/** Searches a twin until all that is planted was seen. What is found is not shrunk to the end. */
async function partOfTwin(twin: string): Promise<Part> {
  const config = await loadConfig(join('examples', 'acme', `${twin}.config.ts`), packageRoot);
  const planted = plantedFlaws().filter((flaw) => flaw.twin === twin);
  const seen = new Map<string, Finding>();
  const done = new AbortController();
  const emit = (event: RunEvent): void => {
    if (event.type !== 'finding' || event.finding.severity === 'info') return;
    const { property, operation } = event.finding;
    const flaw = nameOf({ property, operation });
    if (!seen.has(flaw)) seen.set(flaw, event.finding);
    if (planted.every((one) => seen.has(nameOf(one)))) done.abort();
  };
  const engine = await composeEngine(config, chooseProperties([]), emit, { python });
  const options = { ...numbers, timeMs: null, operations: [], corpus: [], signal: done.signal };
  const { errors } = await search(engine, options);
  for (const { message } of errors) process.stderr.write(`${twin}: ${escapeText(message)}\n`);
  const flaws = planted.map((flaw): FirstFound => {
    const finding = seen.get(nameOf(flaw));
    if (finding === undefined) return { flaw: flaw.id, at: null, by: 'nothing' };
    return { flaw: flaw.id, at: finding.foundAfterCases, by: finding.foundBy };
  });
  return { name: twin, counts: 'case', flaws };
}

function nameOf({ property, operation }: Pick<Finding, 'property' | 'operation'>): string {
  return `${property} of ${operation}`;
}

async function partOfSelftest(): Promise<Part> {
  const { signal } = new AbortController();
  const flaws: FirstFound[] = [];
  for await (const result of selftest(selftestRows, { python, signal, seed: numbers.seed })) {
    const { class: flaw } = result.row;
    flaws.push(result.ok ? { flaw, at: result.at, by: result.by } : { flaw, at: null, by: result.why });
  }
  return { name: 'selftest', counts: 'attack', flaws };
}
