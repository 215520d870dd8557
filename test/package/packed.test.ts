/** The package as it is published: packed, installed in an empty project, and used there. */
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { dir } from 'tmp-promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../../model/packageRoot.ts';
import { faultyProject } from '../cli/kit.ts';
import { testPython } from '../python.ts';

const packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }));

let folder: string;
let files: readonly string[];
let cleanup: () => Promise<void>;

beforeAll(async () => {
  const made = await dir({ prefix: 'trespass-test-', unsafeCleanup: true });
  folder = made.path;
  cleanup = made.cleanup;
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [tarball] = packed.parse(JSON.parse((await execa('npm', pack, { cwd: packageRoot })).stdout));
  files = tarball?.files.map(({ path }) => path) ?? [];
  await writeFile(join(folder, 'package.json'), '{"name":"project","private":true,"type":"module"}');
  for (const [name, content] of Object.entries(faultyProject)) await writeFile(join(folder, name), content);
  const install = [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    join(folder, tarball?.filename ?? ''),
  ];
  await execa('npm', install, { cwd: folder });
});
afterAll(() => cleanup());

async function inProject(command: string, ...args: readonly string[]) {
  const env = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1' };
  return execa(command, args, { cwd: folder, env, reject: false });
}

async function tracked(...patterns: readonly string[]): Promise<string[]> {
  const { stdout } = await execa('git', ['ls-files', ...patterns], { cwd: packageRoot });
  return stdout.split('\n').filter((path) => path !== '');
}

describe('the packed package', () => {
  it('holds the driver, the examples and the targets of the self-test as a whole', async () => {
    expect(files).toEqual(
      expect.arrayContaining(
        await tracked('adapters/**/*.py', 'examples/**', 'kits/python/*.py', 'selftest/*.py'),
      ),
    );
  });

  it('holds code for every source, and code of no other', async () => {
    const sources = await tracked('*.ts');
    const shipped = /^(?!test\/|bench\/|docs\/|examples\/|vitest\.config\.ts)(.*)(?<!\.d)\.ts$/;
    const wanted = sources.flatMap((path) => {
      const [, name] = shipped.exec(path) ?? [];
      return name === undefined ? [] : [`dist/${name}.js`];
    });
    expect(files.filter((path) => /^dist\/.*\.js$/.test(path)).sort()).toEqual(wanted.sort());
  });

  it('holds no tests, measurements, environments or findings', () => {
    const others = /(?:^|\/)(?:test|bench|\.venv.*|\.trespass|__pycache__|node_modules)(?:\/|$)/;
    expect(files.filter((path) => others.test(path))).toEqual([]);
  });

  it('finds a planted flaw of the project that it is installed in', async () => {
    const { exitCode, stdout } = await inProject('npx', 'trespass', 'check', '--runs', '60', '--seed', '1');
    expect(stdout).toMatch(/CRITICAL no-write-outside in save \(CWE-22\)/);
    expect(stdout).toMatch(/where +target\.py:3/);
    expect(exitCode).toBe(1);
  });

  it('replays it from what was kept', async () => {
    const { exitCode, stdout } = await inProject('npx', 'trespass', 'replay');
    expect(stdout).toMatch(/^STILL FAILS no-write-outside-/m);
    expect(exitCode).toBe(1);
  });

  it('knows its commands and carries the example of demo', async () => {
    expect((await inProject('npx', 'trespass', 'demo', '--help')).stdout).toContain('Usage: trespass demo');
    const example = join('node_modules', 'trespass', 'examples', 'acme', 'hardened.config.ts');
    const { stdout, stderr } = await inProject('npx', 'trespass', 'operations', '--config', example);
    expect(stdout, stderr).toMatch(/^ {2}upload: POST \/assets\/.*reaches files and items/m);
  });

  it('gives types to configs and to trespass/vitest', async () => {
    for (const name of ['vitest', 'typescript']) await link(name);
    await writeFile(join(folder, 'wrong.ts'), "import { text } from 'trespass';\ntext({ exmaple: 1 });\n");
    await writeFile(join(folder, 'trespass.test.ts'), vitestFile);
    const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck'];
    const right = await inProject('node', compiler, ...options, 'trespass.config.ts', 'trespass.test.ts');
    expect(right.stdout).toBe('');
    const wrong = await inProject('node', compiler, ...options, 'wrong.ts');
    expect(wrong.stdout).toMatch(/^wrong\.ts.*exmaple/);
  });

  it('makes failing tests of findings in Vitest', async () => {
    const runner = join('node_modules', 'vitest', 'vitest.mjs');
    const { stdout, stderr, exitCode } = await inProject('node', runner, 'run', '--reporter', 'json');
    expect(exitCode, stderr).toBe(1);
    expect(stdout).toContain('CRITICAL no-write-outside in save (CWE-22)');
  });

  it('says what it needs of Vitest, without asking for it', async () => {
    const manifest: unknown = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      peerDependencies: { vitest: expect.any(String) },
      peerDependenciesMeta: { vitest: { optional: true } },
    });
  });
});

async function link(name: string): Promise<void> {
  await symlink(join(packageRoot, 'node_modules', name), join(folder, 'node_modules', name));
}

const vitestFile = `import { trespassTests } from 'trespass/vitest';

await trespassTests('./trespass.config.ts', { runs: 100 });
`;
