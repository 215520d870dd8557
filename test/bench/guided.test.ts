/** The flaws of the desk are real, and its sound twin has none of them. */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { deskFlaws } from '../../bench/guided/flaws.ts';
import { chooseProperties, composeEngine } from '../../cli/compose.ts';
import { loadConfig } from '../../config/loadConfig.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { openBench } from '../../search/observe.ts';
import { testPython } from '../python.ts';

it.each([
  ['flawed', true],
  ['sound', false],
] as const)(
  'the %s twin: each attack by hand shows a flaw: %s',
  async (twin, isFlawed) => {
    const config = await loadConfig(join('bench', 'guided', 'desk', `${twin}.config.ts`), packageRoot);
    const python = await testPython();
    const parts = await composeEngine(config, chooseProperties([]), () => undefined, {
      python,
      branches: true,
    });
    const bench = openBench(parts, await parts.createWorld(), { onLoss: () => undefined });
    try {
      for (const { operation, attack } of deskFlaws) {
        const outcome = await bench.run(attack, true);
        const blamed = outcome?.judged
          .filter(({ property }) => property.severity !== 'info')
          .map(({ violation }) => violation.operation);
        expect([operation, new Set(blamed)]).toEqual([operation, new Set(isFlawed ? [operation] : [])]);
        expect(outcome?.observation.ways?.at(-1)?.branches.length).toBeGreaterThan(3);
      }
    } finally {
      await bench.close();
    }
  },
  60_000,
);

it('npm run bench:guided says of a flaw when it was found on each side', async () => {
  const env = { TRESPASS_PYTHON: await testPython() };
  const args = ['run', '--silent', 'bench:guided', '--', 'configure', '--seeds', '1', '--cases', '5'];
  const { stdout } = await execa('npm', args, { cwd: packageRoot, env });
  expect(stdout).toMatch(/^configure +0 of 1 +over 5 +0 of 1 +over 5$/m);
}, 60_000);
