/** The Python rule: ruff over driver, kits, wheel and examples, mypy in strict mode over all but examples. Settings are in pyproject.toml. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { findPython } from '../../adapters/python/environment.ts';
import { packageRoot } from '../../model/packageRoot.ts';

const requirements = join(packageRoot, 'test', 'style', 'requirements.txt');
const driver = 'adapters/python/driver';
const kits = 'kits/python';
const wheel = 'wheel';
const checked = [driver, kits, wheel, 'examples'];

/** The environment with both checkers, made at the first run and whenever their versions change. */
async function makeCheckers(): Promise<string> {
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(packageRoot, 'node_modules', '.cache', 'trespass', `python-checks-${key}`);
  const maker = join(packageRoot, 'examples', 'make_environment.py');
  const made = await execa(await findPython(null, packageRoot), [maker, folder, requirements, key], {
    all: true,
    reject: false,
  });
  if (made.failed) {
    throw new Error(
      `ruff and mypy could not be installed into ${folder}, so Python is not checked: allow access to a package index, or install python3-venv.\n${made.all}`,
    );
  }
  return join(folder, 'bin');
}

let bin = '';
beforeAll(async () => {
  bin = await makeCheckers();
}, 600_000);

/** What a checker says; nothing where it is content. */
async function complaints(checker: string, ...args: readonly string[]): Promise<string> {
  const run = await execa(join(bin, checker), args, { cwd: packageRoot, all: true, reject: false });
  return run.failed ? run.all : '';
}

async function onPlanted(content: string, use: (file: string) => Promise<string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'trespass-style-'));
  try {
    const file = join(folder, 'planted.py');
    writeFileSync(file, content);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const settings = ['--config', join(packageRoot, 'pyproject.toml')] as const;

describe('the Python rule', () => {
  it('leaves nothing for ruff to say', async () => {
    expect(await complaints('ruff', 'check', ...checked)).toBe('');
  });

  it('leaves nothing to format', async () => {
    expect(await complaints('ruff', 'format', '--diff', ...checked)).toBe('');
  });

  it('leaves no type open in the driver, in kits and in the wheel', async () => {
    expect(await complaints('mypy', driver)).toBe('');
    expect(await complaints('mypy', kits)).toBe('');
    expect(await complaints('mypy', wheel)).toBe('');
  });

  it('is broken by an unused import, by loose form and by a wrong type, so it can fail', async () => {
    expect(
      await onPlanted('import os\n', (file) => complaints('ruff', 'check', ...settings, file)),
    ).toContain('F401');
    expect(
      await onPlanted('x = [ 1 ]\n', (file) => complaints('ruff', 'format', '--diff', ...settings, file)),
    ).toContain('x = [1]');
    expect(
      await onPlanted('def f(x) -> int:\n    return "a"\n', (file) =>
        complaints('mypy', '--config-file', settings[1], file),
      ),
    ).toMatch(/no-untyped-def[\s\S]*return-value/);
  });
});
