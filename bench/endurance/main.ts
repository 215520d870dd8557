/**
 * `npm run bench:endurance`: what a long search holds as it goes on: memory, descriptors, watches, processes, disk. On a cheap target
 * (the desk, files alone) and on one with items and objects (the bundled example). Asserts nothing.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { ensureExamplePython } from '../../adapters/python/environment.ts';
import { placeArenas } from '../../arena/arenaParent.ts';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import { UsageError } from '../../model/errors.ts';
import type { RunEvent } from '../../model/finding.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { search } from '../../search/search.ts';
import { tableOf } from '../sample.ts';
import { type Held, heldBy } from './held.ts';

const program = new Command('bench:endurance')
  .option('--seconds <n>', 'how long to search on each target', '240')
  .option('--guided', 'by the ways through the code', false)
  .parse();
const flags = program.opts<{ seconds: string; guided: boolean }>();
const seconds = Number(flags.seconds);
if (!(Number.isSafeInteger(seconds) && seconds > 0)) throw new UsageError('--seconds takes a whole number');
if (!existsSync(join(packageRoot, 'dist', 'engines')))
  throw new UsageError('there is no dist/ to run engines from; run first: npm run build');

const targets: Readonly<Record<string, string>> = {
  'files alone': join('bench', 'guided', 'desk', 'sound.config.ts'),
  'items and objects': join('examples', 'acme', 'hardened.config.ts'),
};
const samplesPerTarget = 8;
const head: readonly string[] = [
  ...['cases', 'search MiB', 'target MiB', 'engines MiB'],
  ...['descriptors', 'watches', 'processes', 'disk KiB'],
];
const python = await ensureExamplePython((text) => process.stderr.write(`${text}\n`));
for (const [name, path] of Object.entries(targets))
  process.stdout.write(`${name}\n${tableOf([head, ...(await endure(path))], [])}\n\n`);

/** A row for each sample. */
async function endure(path: string): Promise<readonly (readonly string[])[]> {
  const arenas = mkdtempSync(join(tmpdir(), 'trespass-endurance-'));
  placeArenas(arenas);
  const rows: (readonly string[])[] = [];
  let cases = 0;
  const emit = (event: RunEvent): void => {
    if (event.type === 'progress') cases = event.cases;
  };
  const config = await loadConfig(path, packageRoot);
  const parts = await composeEngine(config, chooseProperties([]), emit, { python, branches: flags.guided });
  const timer = setInterval(
    () => void rows.push(rowOf(cases, heldBy(process.pid), bytesBelow(arenas))),
    (seconds * 1_000) / samplesPerTarget,
  );
  try {
    await search(parts, {
      ...{ seed: 1, runs: null, timeMs: seconds * 1_000, workers: 1, operations: [], corpus: [] },
      ...{ signal: new AbortController().signal, guided: flags.guided },
    });
  } finally {
    clearInterval(timer);
    rmSync(arenas, { recursive: true });
  }
  return rows;
}

function rowOf(cases: number, { memory, processes, descriptors, watches }: Held, bytes: number) {
  const mebibytes = (name: string): string => `${Math.round(memory[name] ?? 0)}`;
  return [
    ...[`${cases}`, mebibytes('search'), mebibytes('target'), mebibytes('engines')],
    ...[`${descriptors}`, `${watches}`, `${processes}`, `${Math.round(bytes / 1_024)}`],
  ];
}

/** Links count as themselves. What is gone meanwhile counts as nothing. */
function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    try {
      if (entry.isDirectory()) return sum + bytesBelow(path);
      return entry.isFile() ? sum + statSync(path).size : sum;
    } catch {
      return sum;
    }
  }, 0);
}
