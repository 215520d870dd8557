/** `trespassTests` on a planted fault: exactly the test of that operation and property fails, and says the finding. */
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { saveAccepted } from '../../corpus/accepted.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { faultyTarget, inFolder } from '../cli/kit.ts';
import { testPython } from '../python.ts';

const twins = `${faultyTarget.replace('"w"', '"x"')}
def save_soundly(root, name):
    save(root, str(abs(hash(name))))
`;
const config = `import { defineConfig, fixed, text } from 'trespass';
const parameters = { root: fixed('{sandbox}'), name: text() };
export default defineConfig({
  attacker: { powers: ['request'] },
  operations: {
    save: { call: './target.py:save', arguments: parameters },
    saveSoundly: { call: './target.py:save_soundly', arguments: parameters },
  },
});
`;
const testFile = `import { trespassTests } from 'trespass/vitest';

await trespassTests('./trespass.config.ts', { runs: 150, seed: 1 });
`;

const report = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

it('fails exactly the test of the planted operation and property, with the finding as its message', async () => {
  const files = { 'target.py': twins, 'trespass.config.ts': config, 'trespass.test.ts': testFile };
  await inFolder(
    { ...files, 'node_modules/.keep': '', 'package.json': '{"type":"module"}' },
    async (folder) => {
      await symlink(packageRoot, join(folder, 'node_modules', 'trespass'));
      await symlink(join(packageRoot, 'node_modules', 'vitest'), join(folder, 'node_modules', 'vitest'));
      await writeFile(join(folder, 'vitest.config.js'), 'export default {};\n');
      const runner = join(packageRoot, 'node_modules', 'vitest', 'vitest.mjs');
      const env = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1' };
      const run = ['run', '--reporter', 'json', '--root', folder];
      const { stdout } = await execa('node', [runner, ...run], { cwd: folder, env, reject: false });
      const results = report.parse(JSON.parse(stdout)).testResults.flatMap((file) => file.assertionResults);
      const failed = results.filter(({ status }) => status !== 'passed');
      expect(failed.map(({ title }) => title)).toEqual(['save: no-write-outside']);
      expect(results.map(({ title }) => title)).toContain('saveSoundly: no-write-outside');
      const [message = ''] = failed[0]?.failureMessages ?? [];
      expect(message).toContain('CRITICAL no-write-outside in save (CWE-22)');
      expect(message).toMatch(/ {2}where {4}target\.py:3\n {2}needs {4}a request alone/);
      expect(message).toMatch(/ {2}again {4}trespass replay no-write-outside-[0-9a-f]{8}/);

      const id = /trespass replay (no-write-outside-[0-9a-f]{8})/.exec(message)?.[1] ?? '';
      const decided = { property: 'no-write-outside', operation: 'save', severity: 'critical' } as const;
      const until = { because: 'it goes away', until: '2999-01-31' };
      await saveAccepted(folder, [{ id, findings: [id], ...decided, ...until }]);
      const accepted = await execa('node', [runner, ...run], { cwd: folder, env, reject: false });
      expect(accepted.exitCode).toBe(0);
    },
  );
});
