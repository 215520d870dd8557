/** Generated applications are the same for the same seed, start, and hold what is said of them: flaws that are real, twins that are safe. */
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { drawApplication, drawEverything } from '../../bench/depth/application.ts';
import { namesOf } from '../../bench/depth/feature.ts';
import { withHands } from '../../bench/depth/hands.ts';
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
  const args = ['--sizes', '10', '--seeds', '1', '--runs', '60', '--workers', '1', '--results', results];
  const { stdout } = await execa('npm', ['run', '--silent', 'bench:depth', '--', ...args], {
    cwd: packageRoot,
    env,
  });
  expect(stdout).not.toContain('UNTESTED');
  expect(stdout).not.toContain('ERROR');
  expect(stdout).toMatch(/^10 +1 +[\d.]+ .*\d+\/\d+ +\d+ % /m);
  expect(JSON.parse(readFileSync(`${packageRoot}/${results}`, 'utf8'))).toMatchObject([
    { size: 10, untested: [] },
  ]);
});
