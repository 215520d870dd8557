/** The bundled example, attacked for real. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { compareWithPlanted, plantedFlaws } from '../../cli/demoCommand.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import type { Finding, RunEvent } from '../../model/finding.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { flawsOf } from '../../reporters/flaws.ts';
import { type SearchResult, search } from '../../search/search.ts';
import { testPython } from '../python.ts';

interface Attacking {
  readonly runs: number;
  readonly seed?: number;
  /** Whether the search goes on when all that is planted was found. */
  readonly toTheEnd?: boolean;
}

/** Searches a twin with all properties, in two worlds. */
export async function attack(
  twin: string,
  { runs, seed = 1, toTheEnd = true }: Attacking,
): Promise<SearchResult> {
  const config = await loadConfig(join(packageRoot, 'examples', 'acme', `${twin}.config.ts`), packageRoot);
  const found: Finding[] = [];
  const enough = new AbortController();
  const emit = (event: RunEvent): void => {
    if (event.type === 'finding') found.push(event.finding);
    if (!toTheEnd && compareWithPlanted(twin, found).missing.length === 0) enough.abort();
  };
  const parts = await composeEngine(config, chooseProperties([]), emit, { python: await testPython() });
  const options = { seed, runs, timeMs: null, workers: 2, operations: [], corpus: [] };
  return search(parts, { ...options, signal: enough.signal });
}

/** Cases within which every planted flaw is found, whatever the seed. */
export const casesMax = 3_200;

/** The tests of the vulnerable twin with one seed: planted flaws are found, nothing else is reported. */
export function describeVulnerable(seed: number, { toTheEnd }: { readonly toTheEnd: boolean }): void {
  describe(`the vulnerable twin, seed ${seed}`, () => {
    let result: SearchResult;
    beforeAll(async () => {
      result = await attack('vulnerable', { runs: casesMax, seed, toTheEnd });
    }, 400_000);

    it('shows exactly the planted flaws', () => {
      expect(compareWithPlanted('vulnerable', result.findings)).toEqual({ missing: [], unexpected: [] });
    });

    it('gets traversal down to one step, no layout and a short name', () => {
      const escapes = result.findings.filter(
        ({ property, operation }) => property === 'no-write-outside' && operation === 'rename',
      );
      const smallest = escapes.map(({ attack: { layout, steps } }) => ({
        layout: layout.length,
        steps: steps.length,
      }));
      expect(smallest).toContainEqual({ layout: 0, steps: 1 });
    });

    it('tells at most 1.3 flaws for each planted one', () => {
      const planted = plantedFlaws().filter(({ twin }) => twin === 'vulnerable');
      const real = new Set(planted.map(({ id, operation }) => `${id.split('.')[0]} ${operation}`));
      const flaws = flawsOf(result.findings);
      expect(flaws.filter(({ severity }) => severity !== 'info').length).toBeLessThanOrEqual(1.3 * real.size);
      expect(flaws.length).toBeLessThanOrEqual(45);
    });

    it('names a line of the target in every trespass of a file by path', () => {
      const placed = result.findings.filter(({ severity }) => severity !== 'info');
      // What comes out of a cache was read by no line of this case.
      const cached = ({ classes }: Finding): boolean => classes.includes('key.cache');
      expect(placed.filter((finding) => finding.location === null && !cached(finding))).toEqual([]);
    });
  });
}

/** The test of the hardened twin. `runs` is at least the first attacks on each operation. */
export function testHardened(runs: number): void {
  it(`the hardened twin yields nothing in ${runs.toLocaleString('en')} cases`, async () => {
    const { findings, stats } = await attack('hardened', { runs });
    expect(findings).toEqual([]);
    expect(stats.inconclusive).toBe(0);
    expect(stats.cases).toBeGreaterThanOrEqual(runs);
    expect(stats.ended?.short).toEqual([]);
  }, 1_200_000);
}
