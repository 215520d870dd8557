/** What a process holds is counted with all that descend from it, and the bench samples a search by it. Takes about 15 s. */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { heldBy } from '../../bench/endurance/held.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { testPython } from '../python.ts';

it('counts memory, descriptors and processes of what descends from it, and nothing once that has ended', async () => {
  const before = heldBy(process.pid);
  expect(before.memory['search']).toBeGreaterThan(10);
  const program =
    'import sys; x = bytearray(50 << 20); f = [open("/dev/null") for _ in range(100)]; print(1, flush=True); sys.stdin.read()';
  const running = execa(await testPython(), ['-c', program], { buffer: false });
  await new Promise((resolve) => running.stdout.once('data', resolve));
  const during = heldBy(process.pid);
  expect((during.memory['target'] ?? 0) - (before.memory['target'] ?? 0)).toBeGreaterThan(50);
  expect(during.descriptors - before.descriptors).toBeGreaterThanOrEqual(100);
  expect(during.processes).toBeGreaterThan(before.processes);
  running.stdin.end();
  await running;
  expect(heldBy(process.pid).memory['target'] ?? 0).toBe(before.memory['target'] ?? 0);
});

it('npm run bench:endurance tells samples of both targets', async () => {
  const env = { TRESPASS_PYTHON: await testPython() };
  const args = ['run', '--silent', 'bench:endurance', '--', '--seconds', '2'];
  const { stdout } = await execa('npm', args, { cwd: packageRoot, env });
  expect(stdout).toMatch(/^files alone\n *cases +search MiB +target MiB .*\n( +\d+)+\n/m);
  expect(stdout).toMatch(/^items and objects$/m);
}, 120_000);
