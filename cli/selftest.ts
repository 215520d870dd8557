/**
 * The self-test: for each row, attacks of its class are generated, tried on the planted target until the property is
 * violated, and tried on the corrected twin, which must stay silent. Fails where any of the three does not hold.
 */
import { join } from 'node:path';
import { canImport, findPython } from '../adapters/python/environment.ts';
import { completeConfig } from '../config/completeConfig.ts';
import type { Attack } from '../model/attack.ts';
import type { AttackClass } from '../model/attackClass.ts';
import type { EnvironmentError } from '../model/errors.ts';
import { packageRoot } from '../model/packageRoot.ts';
import { drawAttacks } from '../search/draw.ts';
import { type Bench, openBench } from '../search/observe.ts';
import type { EngineParts } from '../search/options.ts';
import { type GroupName, selftestGroups } from '../selftest/groups.ts';
import type { SelftestRow } from '../selftest/rows.ts';
import { chooseProperties, composeEngine } from './compose.ts';

export type RowResult =
  | {
      readonly row: SelftestRow;
      readonly ok: true /** Attacks of the class until it showed. */;
      readonly after: number;
    }
  | { readonly row: SelftestRow; readonly ok: false; readonly why: string }
  /** It cannot be tried here. */
  | { readonly row: SelftestRow; readonly ok: null; readonly why: string };

export interface SelftestOptions {
  readonly python: string | null;
  readonly signal: AbortSignal;
}

const seed = 1;
/** Attacks of a class that are tried on its planted target at most, and on its twin at least. */
const attacksMax = 120;
const twinAttacksMin = 6;
/** Attacks that are drawn for one operation at most, to find those of a class. */
const drawsMax = 6_000;

/** Results as they come, group by group. */
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
  { python, signal }: SelftestOptions,
): AsyncGenerator<RowResult> {
  const config = configOf(name, rows);
  const { module } = selftestGroups[name];
  const interpreter = python ?? (await findPython(config.python, config.folder));
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
    // Without a world every flaw would be told as not seen.
    onEnd: (thrown) => {
      throw thrown;
    },
  });
  const tested = { parts, bench, stock: stockOf(parts, bench) };
  try {
    for (const row of rows) {
      if (signal.aborted) return;
      yield await testRow(row, tested);
    }
  } finally {
    await bench.close();
  }
}

/** A world with the operations that the rows name. */
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
  readonly stock: (operation: string) => (wanted: AttackClass) => Generator<Attack>;
}

async function testRow(row: SelftestRow, { bench, stock }: Tested): Promise<RowResult> {
  const tried: Attack[] = [];
  let after = 0;
  for (const attack of stock(row.planted)(row.class)) {
    tried.push(attack);
    if ((await violated(bench, attack, row.planted)).includes(row.property)) after = tried.length;
    if (after > 0 || tried.length === attacksMax) break;
  }
  if (tried.length === 0) return failed(row, 'no attack of this class was generated');
  if (after === 0)
    return failed(row, `${row.property} was not seen in ${tried.length} attacks on ${row.planted}`);
  const own = take(stock(row.twin)(row.class), twinAttacksMin);
  for (const attack of [...tried.map((one) => onTwin(one, row)), ...own]) {
    const [accused] = await violated(bench, attack, row.twin);
    if (accused !== undefined) return failed(row, `the corrected twin ${row.twin} is accused by ${accused}`);
  }
  return { row, ok: true, after };
}

function failed(row: SelftestRow, why: string): RowResult {
  return { row, ok: false, why };
}

/** Properties that an operation violates in an attack; what other steps of it do is not asked. */
async function violated(bench: Bench, attack: Attack, operation: string): Promise<readonly string[]> {
  const outcome = await bench.run(attack, true);
  if (outcome === null) return ['a target that was lost'];
  return outcome.judged
    .filter(({ violation }) => violation.operation === operation)
    .map(({ property }) => property.id);
}

/** The same attack, its steps and what it refers to taken from the twin. */
function onTwin(attack: Attack, { planted, twin }: SelftestRow): Attack {
  return JSON.parse(JSON.stringify(attack), (member, value: unknown) =>
    member === 'operation' && value === planted ? twin : value,
  );
}

/** Attacks on each operation by class, probes first; each is generated once, however many classes ask for it. */
function stockOf({ probes, attacks, classify }: EngineParts, bench: Bench): Tested['stock'] {
  const { knowledge } = bench.world();
  const stocks = new Map<string, (wanted: AttackClass) => Generator<Attack>>();
  const open = (operation: string): ((wanted: AttackClass) => Generator<Attack>) => {
    const draw = drawAttacks(attacks(knowledge, operation), seed);
    const kept = probes(knowledge, operation).map((attack) => ({
      attack,
      classes: classify(attack, knowledge),
    }));
    const most = kept.length + drawsMax;
    return function* (wanted) {
      for (let index = 0; index < most; index += 1) {
        const next = kept[index] ?? classified(draw());
        if (index >= kept.length) kept.push(next);
        if (next.classes.includes(wanted)) yield next.attack;
      }
    };
  };
  const classified = (attack: Attack) => ({ attack, classes: classify(attack, knowledge) });
  return (operation) => {
    const stock = stocks.get(operation) ?? open(operation);
    stocks.set(operation, stock);
    return stock;
  };
}

function take(attacks: Generator<Attack>, most: number): Attack[] {
  const taken: Attack[] = [];
  for (const attack of attacks) {
    taken.push(attack);
    if (taken.length >= most) break;
  }
  return taken;
}
