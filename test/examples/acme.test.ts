/** The bundled example, attacked for real: planted flaws are found, and nothing else is ever told. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { compareWithPlanted, plantedFlaws } from '../../cli/demoCommand.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import { type SearchResult, search } from '../../engine/search.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { testPython } from '../python.ts';

async function attack(twin: string, runs: number): Promise<SearchResult> {
  const config = await loadConfig(join(packageRoot, 'examples', 'acme', `${twin}.config.ts`), packageRoot);
  const parts = await composeEngine(config, chooseProperties([]), () => undefined, await testPython());
  const signal = new AbortController().signal;
  return search(parts, { seed: 1, runs, timeMs: null, workers: 2, operations: [], corpus: [], signal });
}

describe('the vulnerable twin', () => {
  let result: SearchResult;
  beforeAll(async () => {
    result = await attack('vulnerable', 1_200);
  }, 400_000);

  it('shows no flaw that was not planted', () => {
    expect(compareWithPlanted('vulnerable', result.findings).unexpected).toEqual([]);
  });

  it('shows each kind of trespass that is planted', () => {
    const planted = new Set(
      plantedFlaws().flatMap(({ twin, property }) => (twin === 'vulnerable' ? [property] : [])),
    );
    expect(
      new Set(result.findings.flatMap(({ property, severity }) => (severity === 'info' ? [] : [property]))),
    ).toEqual(planted);
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

  it('names a line of the target in every trespass of a file by path', () => {
    const placed = result.findings.filter(({ severity }) => severity !== 'info');
    expect(placed.filter(({ location }) => location === null)).toEqual([]);
  });
});

it('the remedies of the advisory leave exactly the planted flaws open', async () => {
  const { findings } = await attack('advisory', 900);
  expect(compareWithPlanted('advisory', findings)).toEqual({ missing: [], unexpected: [] });
}, 400_000);

it('the hardened twin yields nothing', async () => {
  const { findings, stats } = await attack('hardened', 1_000);
  expect(findings).toEqual([]);
  expect(stats.inconclusive).toBe(0);
  expect(stats.cases).toBeGreaterThanOrEqual(1_000);
}, 400_000);
