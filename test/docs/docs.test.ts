/** The documents keep their word: every command in them is run, and what they show is what there is. */
import { existsSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
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
  'npm run bench:endurance': 'test/bench/endurance.test.ts runs it for two seconds a target',
  'npm run bench:guided': 'test/bench/guided.test.ts runs it for a few cases',
  'npm run bench:order': 'test/bench runs it on one twin for a few cases',
  'npm run bench:depth': 'test/bench runs it on one small application',
  'npm run bench:field': 'searches eight projects for minutes; test/bench runs its parts on one of them',
  'npm run bench:published': 'makes environments of released packages for minutes; never a part of the gate',
  'npx vitest run test/generators': 'a part of the gate, alone',
  'npm pack': 'test/package packs and installs the package',
  'npm run wheel': 'test/package/wheel.test.ts builds the wheel and installs it',
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
  it('has fewer than 600 words', () => {
    expect(textOf('README.md').split(/\s+/).length).toBeLessThan(600);
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
