/**
 * The self-test: for each row, attacks of its class are generated, tried on the planted target until the property is violated,
 * and tried on the corrected twin, on which the property must hold. A row fails if any of the three fails.
 */
import { join } from 'node:path';
import { canImport, findPython } from '../adapters/python/environment.ts';
import { completeConfig } from '../config/completeConfig.ts';
import type { Attack } from '../model/attack.ts';
import type { AttackClass } from '../model/attackClass.ts';
import type { EnvironmentError } from '../model/errors.ts';
import { packageRoot } from '../model/packageRoot.ts';
import type { TriedAttack } from '../model/probe.ts';
import { drawAttacks } from '../search/draw.ts';
import { type Bench, openBench } from '../search/observe.ts';
import type { EngineParts } from '../search/options.ts';
import { type GroupName, selftestGroups } from '../selftest/groups.ts';
import type { SelftestRow } from '../selftest/rows.ts';
import { chooseProperties, composeEngine } from './compose.ts';

export type RowResult =
  | {
      readonly row: SelftestRow;
      readonly ok: true;
      /** Number of attacks of the class until the violation. */
      readonly after: number;
      /** The same among all attacks on the operation, in the order of a search. */
      readonly at: number;
      /** `drawn`, or the kind of the probe. */
      readonly by: string;
    }
  | { readonly row: SelftestRow; readonly ok: false; readonly why: string }
  /** The class cannot be tested here. */
  | { readonly row: SelftestRow; readonly ok: null; readonly why: string };

export interface SelftestOptions {
  readonly python: string | null;
  readonly signal: AbortSignal;
  /** Seed of the drawn attacks; 1 if absent. */
  readonly seed?: number;
}

/** Attacks of a class, at most on its planted target and at least on its twin. */
const attacksMax = 120;
const twinAttacksMin = 6;
/** Attacks that are drawn for one operation, at most, to find those of a class. */
const drawsMax = 6_000;

/** Yields the results as they come, group by group. */
export async function* selftest(
  rows: readonly SelftestRow[],
  options: SelftestOptions,
): AsyncGenerator<RowResult> {
  for (const name of new Set(rows.map(({ group }) => group)))
    yield* testGroup(
      name,
      rows.filter(({ group }) => group === name),
      options,
    );
}

async function* testGroup(
  name: GroupName,
  rows: readonly SelftestRow[],
  { python, signal, seed = 1 }: SelftestOptions,
): AsyncGenerator<RowResult> {
  const config = configOf(name, rows);
  const { module } = selftestGroups[name];
  const interpreter = python ?? (await findPython(config.target.python, config.folder));
  if (module !== undefined && !(await canImport(interpreter, [module]))) {
    const why = `${interpreter} cannot import ${module}: name a Python that can by TRESPASS_PYTHON`;
    for (const row of rows) yield { row, ok: null, why };
    return;
  }
  const shown = new Set(rows.map(({ property }) => property));
  const properties = chooseProperties([]).filter(({ id, severity }) => severity !== 'info' || shown.has(id));
  const parts = await composeEngine(config, properties, () => undefined, { python: interpreter });
  const losses: EnvironmentError[] = [];
  const bench = openBench(parts, await parts.createWorld(), {
    onLoss: (loss) => void losses.push(loss),
    // Without a world, every flaw would be reported as not found.
    onEnd: (thrown) => {
      throw thrown;
    },
  });
  const tested = { parts, bench, stock: stockOf(parts, bench, seed) };
  try {
    for (const row of rows) {
      if (signal.aborted) return;
      yield await testRow(row, tested);
    }
  } finally {
    await bench.close();
  }
}

/** A config with the operations that the rows name. */
function configOf(name: GroupName, rows: readonly SelftestRow[]) {
  const { actors, powers, always, services, operations } = selftestGroups[name];
  const named = new Set([...always, ...rows.flatMap(({ planted, twin }) => [planted, twin])]);
  const chosen = Object.entries(operations).filter(([operation]) => named.has(operation));
  const user = {
    ...(actors === undefined ? {} : { actors }),
    ...services,
    attacker: { powers },
    pythonPath: ['.'],
    operations: Object.fromEntries(chosen),
  };
  return completeConfig(user, join(packageRoot, 'selftest', 'trespass.config.ts'));
}

interface Tested {
  readonly parts: EngineParts;
  readonly bench: Bench;
  readonly stock: (operation: string) => (wanted: AttackClass) => Generator<Stocked>;
}

interface Stocked {
  readonly tried: TriedAttack;
  /** Its position among the attacks on its operation, from 1. */
  readonly at: number;
}

async function testRow(row: SelftestRow, { bench, stock }: Tested): Promise<RowResult> {
  const tried: Attack[] = [];
  let shown: Stocked | null = null;
  for (const next of stock(row.planted)(row.class)) {
    tried.push(next.tried.attack);
    if ((await violated(bench, next.tried.attack, row.planted)).includes(row.property)) shown = next;
    if (shown !== null || tried.length === attacksMax) break;
  }
  if (tried.length === 0) return failedRow(row, 'no attack of this class was generated');
  if (shown === null)
    return failedRow(row, `${row.property} was not seen in ${tried.length} attacks on ${row.planted}`);
  const own = take(stock(row.twin)(row.class), twinAttacksMin);
  const after = tried.length;
  for (const attack of [...tried.map((one) => onTwin(one, row)), ...own]) {
    const [accused] = await violated(bench, attack, row.twin);
    if (accused !== undefined)
      return failedRow(row, `the corrected twin ${row.twin} is accused by ${accused}`);
  }
  return { row, ok: true, after, at: shown.at, by: shown.tried.by };
}

function failedRow(row: SelftestRow, why: string): RowResult {
  return { row, ok: false, why };
}

/** Properties that an operation violates in an attack; other operations in its steps are ignored. */
async function violated(bench: Bench, attack: Attack, operation: string): Promise<readonly string[]> {
  const outcome = await bench.run(attack, true);
  if (outcome === null) return ['a target that was lost'];
  return outcome.judged
    .filter(({ violation }) => violation.operation === operation)
    .map(({ property }) => property.id);
}

/** The same attack on the twin: its steps and references name the twin's operation. */
function onTwin(attack: Attack, { planted, twin }: SelftestRow): Attack {
  return JSON.parse(JSON.stringify(attack), (member, value: unknown) =>
    member === 'operation' && value === planted ? twin : value,
  );
}

/** Attacks on each operation by class, probes first. Each is generated once, however many classes need it. */
function stockOf({ probes, attacks, classify }: EngineParts, bench: Bench, seed: number): Tested['stock'] {
  const { knowledge } = bench.world();
  const stocks = new Map<string, (wanted: AttackClass) => Generator<Stocked>>();
  const classified = (tried: TriedAttack) => ({ tried, classes: classify(tried.attack, knowledge) });
  const open = (operation: string): ((wanted: AttackClass) => Generator<Stocked>) => {
    const draw = drawAttacks(attacks(knowledge, operation), seed);
    const kept = probes(knowledge, operation).map(({ kind, attack }) => classified({ by: kind, attack }));
    const most = kept.length + drawsMax;
    return function* (wanted) {
      for (let index = 0; index < most; index += 1) {
        const next = kept[index] ?? classified({ by: 'drawn', attack: draw() });
        if (index >= kept.length) kept.push(next);
        if (next.classes.includes(wanted)) yield { tried: next.tried, at: index + 1 };
      }
    };
  };
  return (operation) => {
    const stock = stocks.get(operation) ?? open(operation);
    stocks.set(operation, stock);
    return stock;
  };
}

function take(stocked: Generator<Stocked>, most: number): Attack[] {
  const taken: Attack[] = [];
  for (const { tried } of stocked) {
    taken.push(tried.attack);
    if (taken.length >= most) break;
  }
  return taken;
}
