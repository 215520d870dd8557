/** Interpreters are found, and made, on a PATH of our own; the real examples' environment serves as a made one. */
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { dir } from 'tmp-promise';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ensureExamplePython, findPython } from '../../adapters/python/environment.ts';
import { UsageError } from '../../model/errors.ts';
import { packageRoot } from '../../model/packageRoot.ts';

let withPackages: string;
let bare: string;
let folder: string;

beforeAll(async () => {
  vi.stubEnv('TRESPASS_PYTHON', '');
  withPackages = await ensureExamplePython();
  const { stdout } = await execa(withPackages, ['-c', 'import sys; print(sys._base_executable)']);
  bare = stdout;
}, 900_000);

beforeEach(async () => {
  folder = (await dir({ unsafeCleanup: true })).path;
  vi.stubEnv('TRESPASS_PYTHON', '');
  vi.stubEnv('VIRTUAL_ENV', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function script(path: string, body: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

function pass(python: string): string {
  return `exec ${python} "$@"`;
}

describe('ensureExamplePython', () => {
  test('gives an interpreter that has Django and boto3', async () => {
    const { stdout } = await execa(withPackages, [
      '-c',
      'import django, boto3; print(django.VERSION[0] >= 4)',
    ]);
    expect(stdout).toBe('True');
  });

  test('reuses what an earlier start made, and says nothing', async () => {
    const said: string[] = [];
    expect(await ensureExamplePython((text) => said.push(text))).toBe(withPackages);
    expect(said).toEqual([]);
  });

  test('takes TRESPASS_PYTHON where that has the packages', async () => {
    vi.stubEnv('TRESPASS_PYTHON', await script(join(folder, 'mine'), pass(withPackages)));
    expect(await ensureExamplePython()).toBe(join(folder, 'mine'));
  });

  test.each([
    ['cannot import django and boto3', () => bare],
    ['is not a Python 3.9 or newer that runs', () => join(folder, 'none')],
    ['is not a Python 3.9 or newer that runs', () => '/bin/true'],
  ])('refuses a TRESPASS_PYTHON that %s', async (reason, python) => {
    vi.stubEnv('TRESPASS_PYTHON', python());
    const refused = ensureExamplePython();
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(`TRESPASS_PYTHON=${python()} ${reason}`);
  });
});

/** The package as another start finds it: its own folder, no environment yet, and packages out of reach. */
describe('ensureExamplePython in a fresh package', () => {
  const offline = {
    PIP_INDEX_URL: 'http://127.0.0.1:9/',
    PIP_FIND_LINKS: '',
    PIP_RETRIES: '0',
    PIP_CONFIG_FILE: '/dev/null',
  };

  async function freshPackage(): Promise<string> {
    const root = join(folder, 'package');
    for (const part of [
      'adapters/python/environment.ts',
      'adapters/python/askProgram.ts',
      'adapters/python/managedEnvironments.ts',
      'model',
      'examples/requirements.txt',
      'examples/make_environment.py',
    ])
      await cp(join(packageRoot, part), join(root, part), { recursive: true });
    await symlink(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
    await writeFile(join(root, 'package.json'), '{"type":"module"}');
    await writeFile(
      join(root, 'start.mjs'),
      `import { createJiti } from 'jiti';
       const { ensureExamplePython } = await createJiti(import.meta.url).import('./adapters/python/environment.ts');
       console.log(await ensureExamplePython((text) => console.error(text)).catch((e) => e.name + ': ' + e.message));`,
    );
    return root;
  }

  async function start(
    root: string,
    pythons: Record<string, string>,
    environment: Record<string, string> = offline,
  ) {
    const path = join(folder, 'path');
    for (const [name, body] of Object.entries(pythons)) await script(join(path, name), body);
    const env = {
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      PATH: path,
      TRESPASS_PYTHON: '',
      ...environment,
    };
    return await execa(process.execPath, [join(root, 'start.mjs')], { env, timeout: 600_000 });
  }

  test('says what to install where there is no Python', async () => {
    const { stdout } = await start(await freshPackage(), {});
    expect(stdout).toMatch(/^EnvironmentError: No Python .* python3 python3-venv/);
  });

  test('says what to install where Python has no venv module', async () => {
    await mkdir(join(folder, 'broken'));
    await writeFile(join(folder, 'broken', 'ensurepip.py'), 'raise ImportError("left out")');
    const environment = { ...offline, PYTHONPATH: join(folder, 'broken') };
    const { stdout } = await start(await freshPackage(), { python3: pass(bare) }, environment);
    expect(stdout).toMatch(/^EnvironmentError: .* venv module is missing\. Install .*python3 python3-venv/);
  }, 120_000);

  test('falls back, where packages are out of reach, to an interpreter on PATH that has them', async () => {
    const root = await freshPackage();
    const { stdout, stderr } = await start(root, { python3: pass(bare), 'python3.13': pass(withPackages) });
    expect(stdout).toBe(withPackages);
    expect(stderr).toContain('Looking for an interpreter that already has Django and boto3');
  }, 120_000);

  test('names the ways out where packages are out of reach and no interpreter has them', async () => {
    const { stdout } = await start(await freshPackage(), { python3: pass(bare) });
    expect(stdout).toMatch(/^EnvironmentError: Django and boto3 could not be installed .*TRESPASS_PYTHON/);
  }, 120_000);

  test('remakes a half-made environment, once, for starts at the same time', async () => {
    const root = await freshPackage();
    await writeFile(join(root, 'examples', 'requirements.txt'), '# Nothing to install here.\n');
    await mkdir(join(root, 'examples', '.venv', 'bin'), { recursive: true });
    await writeFile(join(root, 'examples', '.venv', 'bin', 'left-over'), '');
    const starts = await Promise.all([1, 2, 3].map(() => start(root, { python3: pass(bare) })));
    expect(new Set(starts.map((each) => each.stdout))).toEqual(
      new Set([join(root, 'examples/.venv/bin/python')]),
    );
    expect(starts.filter((each) => each.stderr.includes('Making the examples'))).toHaveLength(1);
    await expect(readFile(join(root, 'examples/.venv/bin/left-over'))).rejects.toThrow('ENOENT');
  }, 120_000);

  test('reuses a complete environment in the cache of the user', async () => {
    const root = await freshPackage();
    const requirements = await readFile(join(root, 'examples', 'requirements.txt'));
    const key = createHash('sha256').update(requirements).digest('hex').slice(0, 16);
    const kept = join(folder, 'cache', 'trespass', `examples-${key}`);
    await script(join(kept, 'bin', 'python'), pass(bare));
    await writeFile(join(kept, '.complete'), key);
    const { stdout, stderr } = await start(root, {});
    expect(stdout).toBe(join(kept, 'bin', 'python'));
    expect(stderr).toBe('');
  });
});

describe('findPython', () => {
  test('takes an explicit path relative to the folder of the config', async () => {
    await script(join(folder, 'bin', 'mine'), pass(bare));
    expect(await findPython('bin/mine', folder)).toBe(join(folder, 'bin', 'mine'));
  });

  test('looks for an explicit bare name on PATH', async () => {
    await script(join(folder, 'path', 'my-python'), pass(bare));
    vi.stubEnv('PATH', [join(folder, 'path'), process.env['PATH']].join(delimiter));
    expect(await findPython('my-python', folder)).toBe(join(folder, 'path', 'my-python'));
  });

  describe.each([
    ['poetry', 'poetry.lock', 'env info --path', 'environment'],
    ['pipenv', 'Pipfile', '--venv', 'environment'],
    ['pdm', 'pdm.lock', 'info --python', 'environment/bin/python'],
  ])('asks %s', (program, file, asked, answer) => {
    const kept = (): string => join(folder, 'elsewhere', 'environment', 'bin', 'python');
    beforeEach(async () => {
      await script(kept(), pass(bare));
      // As the tool answers: with a line of its own before the path, and with nothing where it is asked otherwise.
      const body = `[ "$*" = "${asked}" ] || exit 1\necho "Using an environment"\necho ${folder}/elsewhere/${answer}`;
      await script(join(folder, 'path', program), body);
      vi.stubEnv('PATH', [join(folder, 'path'), process.env['PATH']].join(delimiter));
      await mkdir(join(folder, 'project', 'config'), { recursive: true });
    });

    test('about a project of its own', async () => {
      await writeFile(join(folder, 'project', file), '');
      expect(await findPython(null, join(folder, 'project', 'config'))).toBe(kept());
    });

    test('about no other project', async () => {
      expect(await findPython(null, join(folder, 'project', 'config'))).not.toBe(kept());
    });

    test('after an environment beside the project, and in vain where it has none', async () => {
      await writeFile(join(folder, 'project', file), '');
      await script(join(folder, 'path', program), 'exit 1');
      expect(await findPython(null, join(folder, 'project'))).not.toBe(kept());
      const beside = await script(join(folder, 'project', '.venv', 'bin', 'python'), pass(bare));
      expect(await findPython(null, join(folder, 'project'))).toBe(beside);
    });
  });

  test.each(['UV_PROJECT_ENVIRONMENT', 'CONDA_PREFIX'])(
    'takes the environment that %s names',
    async (name) => {
      const python = await script(join(folder, 'kept', 'bin', 'python'), pass(bare));
      vi.stubEnv(name, name === 'CONDA_PREFIX' ? join(folder, 'kept') : 'kept');
      expect(await findPython(null, folder)).toBe(python);
    },
  );

  test('refuses an explicit path that is no Python', async () => {
    const refused = findPython('./none', folder);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(join(folder, 'none'));
  });

  test('refuses a Python that is too old', async () => {
    await script(join(folder, 'old'), 'exit 0');
    await expect(findPython('./old', folder)).rejects.toThrow('is not a Python 3.9 or newer');
  });

  test('prefers an explicit path to TRESPASS_PYTHON, and that to an environment beside the config', async () => {
    await script(join(folder, 'mine'), pass(bare));
    await script(join(folder, 'theirs'), pass(bare));
    await script(join(folder, 'venv', 'bin', 'python'), pass(bare));
    vi.stubEnv('TRESPASS_PYTHON', join(folder, 'theirs'));
    expect(await findPython('mine', folder)).toBe(join(folder, 'mine'));
    expect(await findPython(null, folder)).toBe(join(folder, 'theirs'));
    vi.stubEnv('TRESPASS_PYTHON', '');
    expect(await findPython(null, folder)).toBe(join(folder, 'venv', 'bin', 'python'));
  });

  test.each([
    ['.venv', 0, true],
    ['venv', 3, true],
    ['.venv', 4, false],
  ])('finds %s %d folders above: %s', async (name, above, found) => {
    const python = await script(join(folder, name, 'bin', 'python'), pass(bare));
    const config = join(folder, ...['a', 'b', 'c', 'd'].slice(0, above));
    await mkdir(config, { recursive: true });
    expect((await findPython(null, config)) === python).toBe(found);
  });

  test('takes VIRTUAL_ENV, and goes on to PATH where that is gone', async () => {
    const python = await script(join(folder, 'active', 'bin', 'python'), pass(bare));
    vi.stubEnv('VIRTUAL_ENV', join(folder, 'active'));
    expect(await findPython(null, packageRoot)).toBe(python);
    vi.stubEnv('VIRTUAL_ENV', join(folder, 'gone'));
    await script(join(folder, 'path', 'python3.11'), pass(bare));
    vi.stubEnv('PATH', join(folder, 'path'));
    expect(await findPython(null, folder)).toBe(bare);
  });

  test('names what it tried where there is none', async () => {
    vi.stubEnv('PATH', join(folder, 'path'));
    const refused = findPython(null, folder);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(join(folder, '.venv', 'bin', 'python'));
    await expect(refused).rejects.toThrow('python3 on PATH');
  });
});
