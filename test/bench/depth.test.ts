/** Generated applications are the same for the same seed, start, and hold what is said of them: flaws that are real, twins that are safe. */
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { drawApplication, drawEverything } from '../../bench/depth/application.ts';
import { flawsText, kindsText, priceText, summaryText } from '../../bench/depth/depthText.ts';
import { namesOf } from '../../bench/depth/feature.ts';
import { withHands } from '../../bench/depth/hands.ts';
import type { DepthResult } from '../../bench/depth/measure.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { testPython } from '../python.ts';

const sizes = [10, 20, 40, 80];

describe('the generator', () => {
  it('draws the same application from the same seed, and another from another', () => {
    for (const size of sizes) {
      const draw = (seed: string) => drawApplication({ seed, size, workMs: 5 }).files;
      expect(draw('1')).toEqual(draw('1'));
      expect(draw('1')).not.toEqual(draw('2'));
    }
  });

  it('draws as many operations as are asked for, a quarter of them with a flaw', () => {
    for (const size of sizes)
      for (const seed of ['1', '2', '3']) {
        const { features } = drawApplication({ seed, size, workMs: 5 });
        expect(features.flatMap(namesOf)).toHaveLength(size);
        expect(features.filter(({ is }) => is === 'flaw').length / size).toBeCloseTo(1 / 4, 0);
      }
  });

  it('draws flaws and twins of the kinds that are asked for alone', () => {
    const { features } = drawApplication({
      seed: '1',
      size: 20,
      workMs: 5,
      kinds: ['foreign-id', 'key-parts'],
    });
    const kinds = features.filter(({ is }) => is !== 'plain').map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['foreign-id', 'key-parts']));
  });
});

const sighting = { atSecond: null, by: null, findings: [], cases: 7, drawn: ['read', 'item'] };

describe('the tables', () => {
  const result: DepthResult = {
    ...{ seed: '3', size: 10, operations: 10, untested: [], secondsToFirstCase: 4, secondsOfSearch: 50 },
    ...{
      cases: 1_000,
      casesPerSecond: 20,
      load: 1.5,
      worldSeconds: [4, 3],
      safe: 8,
      toldFlaws: 2,
      errors: [],
      notes: [],
      findings: [],
    },
    flaws: [
      { ...sighting, operation: 'openMemo', kind: 'foreign-id', atProbe: null },
      {
        ...sighting,
        operation: 'dropMemo',
        kind: 'foreign-id',
        atProbe: 3,
        atSecond: 5.5,
        by: 'impersonation',
      },
    ],
    accused: [
      { ...sighting, operation: 'addMemo', kind: 'visits', atProbe: 1, findings: ['no-disclosure-1234'] },
    ],
  };

  it('say when each flaw was found, the missed last, and what was accused', () => {
    expect(flawsText(result)).toBe(
      `
flaw        operation  probe  of  second  first found by  drawn
foreign-id  dropMemo       3   7     5.5  impersonation   read; item
foreign-id  openMemo       -   7       -  nothing         read; item
ACCUSED addMemo (visits): no-disclosure-1234
`.trim(),
    );
  });

  it('say what share is found within how many cases, of the flaws whose operations had as many', () => {
    const late = {
      ...sighting,
      operation: 'showMemo',
      kind: 'key-parts',
      cases: 30,
      atProbe: 18,
      atSecond: 9,
    };
    expect(priceText([result, { ...result, flaws: [late] }])).toBe(
      `
within cases of its operation  found  share
5                                1/3   33 %
10                               0/1    0 %
20                               1/1  100 %
40                               0/0      -
80                               0/0      -
160                              0/0      -
`.trim(),
    );
  });

  it('say of each search how fast it was, which share it found, and what a second world cost', () => {
    const [, row = ''] = summaryText([result]).split('\n');
    expect(row.trim().split(/ {2,}/)).toEqual([
      '10',
      '3',
      '4.0',
      '3.0 (0.75x)',
      '1000',
      '20.0',
      '100',
      '1/2',
      '50 %',
      '2.00',
      '3',
      '5.5',
      '1/8',
      '0',
      '1.5',
    ]);
    expect(kindsText([result])).toBe(
      'kind        planted  found  median probe\nforeign-id        2      1             3',
    );
  });
});

it('each flaw is real, and its corrected twin refuses the same attack', async () => {
  const application = drawEverything('1', 0);
  const python = await testPython();
  await withHands(application, python, async (hands) => {
    for (const { kind, is, proof, drawn } of application.features)
      expect([kind, is, drawn, await proof?.(hands)]).toEqual([kind, is, drawn, is === 'flaw']);
  });
});

it('npm run bench:depth searches an application whose harmless requests all succeed, and stores what it found', async () => {
  const env = { TRESPASS_PYTHON: await testPython() };
  const results = 'node_modules/.cache/trespass/depth.json';
  const args = ['--sizes', '6', '--seeds', '1', '--runs', '12', '--workers', '1', '--results', results];
  const { stdout } = await execa('npm', ['run', '--silent', 'bench:depth', '--', ...args], {
    cwd: packageRoot,
    env,
  });
  expect(stdout).not.toContain('UNTESTED');
  expect(stdout).not.toContain('ERROR');
  expect(stdout).toMatch(/^6 +1 +[\d.]+ .*\d+\/\d+ +\d+ % /m);
  expect(JSON.parse(readFileSync(`${packageRoot}/${results}`, 'utf8'))).toMatchObject([
    { size: 6, untested: [] },
  ]);
});
