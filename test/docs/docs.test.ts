/** The documents keep their word: every command in them is run, and what they show is what there is. */
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limits } from '../../model/limits.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { inFolder, trespass } from '../cli/kit.ts';
import { blocks, commands, textOf } from './documents.ts';

/** Commands that are run elsewhere, and where; running them here would run this test within itself. */
const runElsewhere: Readonly<Record<string, string>> = {
  'npm ci && npm start':
    'the gate begins with npm ci; demo runs in test/package and its search in test/examples',
  'npm ci && npm test': 'this is the gate, of which this test is a part',
  'npm run test:long': 'adds to the gate, for hours; never a part of it',
  'npm run build': 'the gate begins with it',
  'npm run format': 'biome check --write; the gate runs the same check without writing',
  'npm run docs': 'test/docs/generated.test.ts compares what it makes with what is stored',
  'npm run bench': 'test/bench runs it with --quick, which only takes fewer samples',
  'npm run bench -- --quick': 'test/bench',
  'npm run bench:published': 'makes environments of released packages for minutes; never a part of the gate',
  'npx vitest run test/generators': 'a part of the gate, alone',
  'npm pack': 'test/package packs and installs the package',
  'npm install --save-dev': 'test/package packs and installs the package',
  'npm ci': 'the gate begins with it',
  'pip install -r requirements.txt': 'of the reader’s own project',
  'apt-get update': 'of the machine of a pipeline',
  'apt-get install -y python3-venv': 'of the machine of a pipeline',
  'python3 -m venv .venv': 'of the machine of a pipeline',
  '.venv/bin/pip install -r requirements.txt': 'of the reader’s own project',
};

/** In the project of the guides, by test/docs/guides.test.ts. */
const isRunInGuides = (command: string): boolean => command.startsWith('npx trespass ');

const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')));

describe('the commands in the documents', () => {
  it('are all known to a test', () => {
    expect(commands().filter((command) => !(command in runElsewhere) && !isRunInGuides(command))).toEqual([]);
    expect(Object.keys(runElsewhere).filter((command) => !commands().includes(command))).toEqual([]);
  });

  it('name scripts that there are', () => {
    const scripts = commands().flatMap((command) =>
      [...command.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, name = '']) => name),
    );
    expect(scripts).toContain('test');
    for (const script of scripts.filter((name) => !['ci', 'pack', 'install'].includes(name)))
      expect(manifest.scripts).toHaveProperty(script);
  });

  it('name test folders that there are', () => {
    const folders = commands().flatMap((command) => /vitest run (\S+)/.exec(command)?.[1] ?? []);
    expect(folders.filter((folder) => !existsSync(join(packageRoot, folder)))).toEqual([]);
  });
});

describe('the README', () => {
  const readme = textOf('README.md');

  it('shows configs that the types of the package accept', async () => {
    const shown = blocks().filter(({ document, language }) => document === 'README.md' && language === 'ts');
    const whole = shown.filter(({ lines }) => lines.some((line) => line.startsWith('import ')));
    const parts = shown.filter((block) => !whole.includes(block));
    expect([whole.length, parts.length]).toEqual([2, 1]);
    const body = parts.flatMap(({ lines }) => lines).join('\n');
    const wrapped = `import { archive, defineConfig, fixed, text } from 'trespass';\nexport default defineConfig({\n${body}\n});\n`;
    await inFolder({}, async (folder) => {
      await mkdir(join(folder, 'node_modules'));
      await symlink(packageRoot, join(folder, 'node_modules', 'trespass'));
      for (const [index, { lines }] of whole.entries())
        await writeFile(join(folder, `${index}.ts`), lines.join('\n'));
      await writeFile(join(folder, 'part.ts'), wrapped);
      await writeFile(join(folder, 'package.json'), '{"type":"module"}');
      const compiler = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--skipLibCheck',
      ];
      const files = [...whole.keys()].map((index) => `${index}.ts`);
      const run = [compiler, ...options, ...files, 'part.ts'];
      const { stdout } = await execa('node', run, { cwd: folder, reject: false });
      expect(stdout).toBe('');
    });
  });

  it('names the bounds of a check', () => {
    const runs = limits.checkRunsMax.toLocaleString('en-US');
    expect(textOf('README.md')).toContain(
      `at most ${runs} attacks in at most ${limits.checkTimeMs / 1_000} s of search`,
    );
  });

  it('lists the fields of a config, each of which the schema knows', async () => {
    const fields = [...readme.matchAll(/^\| ((?:`[\w.]+`(?:, )?)+) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name),
    );
    expect(fields).toContain('sandbox');
    const types = await readFile(join(packageRoot, 'config', 'userConfig.ts'), 'utf8');
    for (const field of fields.map((name) => name.split('.')[0]))
      expect(types).toMatch(new RegExp(`^  readonly ${field}\\??:`, 'm'));
  });

  it('lists the commands as the help does, with options that each has', async () => {
    const block = blocks().find(
      ({ document, lines }) =>
        document === 'README.md' && lines.some((line) => line.startsWith('trespass demo')),
    );
    const rows = block?.lines.flatMap((line) => /^trespass (\w+)/.exec(line)?.[1] ?? []) ?? [];
    const help = (await trespass(packageRoot, ['--help'])).stdout;
    const known = [...help.matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name);
    expect(known.filter((name) => name !== 'help')).toEqual(rows);
    const check = (await trespass(packageRoot, ['check', '--help'])).stdout;
    const options = block?.lines.flatMap((line) => line.match(/--\w+/g) ?? []) ?? [];
    expect(new Set(options).size).toBe(8);
    for (const option of options) expect(check).toContain(option);
  });

  it('shows a finding in the form in which it is told', async () => {
    const sample = blocks().find(({ lines }) => lines[0]?.startsWith('CRITICAL'));
    await inFolder({}, async (folder) => {
      const source = join(packageRoot, 'examples', 'acme');
      const filter = (path: string): boolean => !/\.trespass$|__pycache__$/.test(path);
      await cp(source, join(folder, 'acme'), { recursive: true, filter });
      const args = [
        'check',
        'rename',
        '--config',
        'acme/vulnerable.config.ts',
        '--runs',
        '60',
        '--seed',
        '1',
      ];
      const { stdout } = await trespass(folder, [...args, '--property', 'no-write-outside']);
      const told = /^CRITICAL no-write-outside in rename.*?(?=\n\n)/ms.exec(stdout)?.[0] ?? stdout;
      const shape = (lines: readonly string[]): string[] =>
        lines.map((line, index) => (index === 0 ? line : (/^ {2}(\w+)(?= {2,})/.exec(line)?.[1] ?? '')));
      const labels = (lines: readonly string[]): string[] => shape(lines).filter((label) => label !== '');
      expect(labels(sample?.lines ?? [])).toEqual(labels(told.split('\n')));
      const place =
        sample?.lines
          .find((line) => line.includes('where'))
          ?.trim()
          .split(/\s+/)[1] ?? '';
      const [file = ''] = place.split(':');
      expect(existsSync(join(packageRoot, file))).toBe(true);
      expect(told).toContain(place.replace(`${dirname(dirname(dirname(file)))}/`, ''));
    });
  });
});
