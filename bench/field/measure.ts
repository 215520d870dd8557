/** Runs `check` in a copy of a project, without a config, and compares what it did and found with what is known of the project. */
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { loadConfig } from '../../config/loadConfig.ts';
import { messageOf } from '../../model/errors.ts';
import type { Operation } from '../../model/operation.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { routeOf } from './routes.ts';
import { fieldFolder, projectFolder, type Truth, truthOf } from './truth.ts';

export interface ToldFinding {
  readonly id: string;
  readonly property: string;
  readonly severity: string;
  readonly operation: string;
  /** Null if the operation asks no route that is known. */
  readonly route: string | null;
  readonly summary: string;
  readonly place: string | null;
}

export interface FieldResult {
  readonly project: string;
  readonly seed: number;
  readonly exitCode: number;
  /** Seconds since the start; null if no case was judged. */
  readonly secondsToFirstCase: number | null;
  readonly seconds: number;
  readonly cases: number;
  readonly operations: readonly MeasuredOperation[];
  /** Above info alone. */
  readonly findings: readonly ToldFinding[];
  readonly errors: readonly string[];
}

export interface MeasuredOperation {
  readonly name: string;
  readonly route: string | null;
  readonly tested: boolean;
  readonly reached: readonly string[];
}

export interface Measuring {
  readonly python: string;
  readonly seed: number;
  /** Further arguments of `check`; none for its default bounds. */
  readonly bounds: readonly string[];
  /** A config to write beside the project; null to let `check` explore it. */
  readonly config: string | null;
}

export async function measureProject(name: string, measuring: Measuring): Promise<FieldResult> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'trespass-field-')));
  const project = join(folder, name);
  try {
    await cp(projectFolder(name), project, { recursive: true });
    if (measuring.config !== null) await writeFile(join(project, 'trespass.config.ts'), measuring.config);
    const report = join(folder, 'report.json');
    const timed = await check(project, report, measuring);
    const told = await reportIn(report);
    const operations = await operationsIn(project);
    const compared = comparedWith(truthOf(name), told, operations, timed);
    const errors = compared.errors.map((error) => error.replaceAll(folder, '…').replaceAll(homedir(), '~'));
    return { ...compared, errors, project: name, seed: measuring.seed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const timedSchema = z.object({
  exitCode: z.number(),
  seconds: z.number(),
  firstCase: z.number().nullable(),
  shown: z.string(),
});
type Timed = z.infer<typeof timedSchema>;

async function check(project: string, report: string, measuring: Measuring): Promise<Timed> {
  const { python, seed, bounds, config } = measuring;
  const program = [process.execPath, join(packageRoot, 'dist', 'cli', 'main.js'), 'check'];
  const reporters = ['--reporter', 'terminal', '--reporter', `json=${report}`];
  // What was explored is read afterwards, to know which route an operation asks.
  const keeping = config === null ? ['--save-config'] : [];
  const command = [...program, '--seed', `${seed}`, ...keeping, ...reporters, ...bounds];
  const terminal = join(fieldFolder, 'terminal.py');
  const { CI: _, ...inherited } = process.env;
  const env = { ...inherited, TRESPASS_PYTHON: python, TERM: 'xterm' };
  const run = await execa(python, [terminal, join(project, '..', 'stdout'), ...command], {
    ...{ cwd: project, env, extendEnv: false },
  });
  return timedSchema.parse(JSON.parse(run.stdout));
}

const reportSchema = z.object({
  findings: z.array(
    z.object({
      id: z.string(),
      property: z.string(),
      severity: z.string(),
      operation: z.string(),
      summary: z.string(),
      location: z.object({ file: z.string(), line: z.number() }).nullable(),
    }),
  ),
  errors: z.array(z.object({ message: z.string() })),
  operations: z.array(z.object({ name: z.string(), tested: z.boolean(), reached: z.array(z.string()) })),
  stats: z.object({ cases: z.number() }),
});
type Report = z.infer<typeof reportSchema>;

/** Null if the run did not come as far as to write one. */
async function reportIn(file: string): Promise<Report | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : reportSchema.parse(JSON.parse(text));
}

/** Those of the config that lies in the project now; an empty list and the reason if it has none that can be read. */
async function operationsIn(project: string): Promise<ReadOperations> {
  try {
    return { operations: (await loadConfig(null, project)).operations, error: null };
  } catch (thrown) {
    return { operations: [], error: messageOf(thrown) };
  }
}

interface ReadOperations {
  readonly operations: readonly Operation[];
  readonly error: string | null;
}

function comparedWith(
  truth: Truth,
  report: Report | null,
  { operations, error }: ReadOperations,
  { exitCode, seconds, firstCase, shown }: Timed,
): Omit<FieldResult, 'project' | 'seed'> {
  const routes = truth.routes.map(({ route }) => route);
  const asked = new Map(operations.map((operation) => [operation.name, routeOf(operation, routes)]));
  const told = (report?.errors ?? []).map(({ message }) => message);
  const unread = exitCode === 2 || error === null ? [] : [error];
  return {
    exitCode,
    secondsToFirstCase: firstCase,
    seconds,
    cases: report?.stats.cases ?? 0,
    operations: (report?.operations ?? []).map((one) => ({ ...one, route: asked.get(one.name) ?? null })),
    findings: (report?.findings ?? [])
      .filter(({ severity }) => severity !== 'info')
      .map(({ location, ...finding }) => ({
        ...finding,
        route: asked.get(finding.operation) ?? null,
        place: location === null ? null : `${location.file}:${location.line}`,
      })),
    errors: exitCode === 2 && told.length === 0 ? [lastLines(shown)] : [...unread, ...told],
  };
}

/** What a terminal showed last, without what moved its cursor: the reason that the command gives, or the last lines. */
function lastLines(shown: string): string {
  const plain = shown.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '');
  const lines = plain.split(/\r?\n/).filter((line) => line.trim() !== '');
  const reason = lines.findLastIndex((line) => line.startsWith('trespass: '));
  return lines
    .slice(reason < 0 ? -3 : reason)
    .join(' ')
    .trim();
}
