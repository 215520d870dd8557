/** The project of the guides: made as they say, attacked by every command that the documents show, fixed and tried again. */
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inFolder, main } from '../cli/kit.ts';
import { testPython } from '../python.ts';
import { blocks, commands, shownFile } from './documents.ts';

const first = 'docs/guides/first-project.md';
const second = 'docs/guides/read-and-fix-a-finding.md';

/** Commands that the project of the guides takes below. */
const inProject = ['init', 'operations', 'check', 'keys', 'replay'] as const;

let folder = '';
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'trespass-test-')));
  await execa(await testPython(), ['-m', 'django', 'startproject', 'shop', '.'], { cwd: folder });
  await install(folder);
  for (const file of ['shop/views.py', 'shop/urls.py'])
    await writeFile(join(folder, file), shownFile(first, file));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Makes `npx trespass` the program that was built. */
async function install(into: string): Promise<void> {
  await mkdir(join(into, 'node_modules/.bin'), { recursive: true });
  const installed = join(into, 'node_modules/.bin/trespass');
  await writeFile(installed, `#!/bin/sh\nexec node '${main}' "$@"\n`);
  await chmod(installed, 0o755);
}

/** A command as it stands in a document, searches bounded: of an option that is given twice the last one counts. */
async function typed(command: string, bounds = '', cwd = folder) {
  const bounded = /^npx trespass (?:check|fuzz)/.test(command) ? `${command} ${bounds}` : command;
  const env = { TRESPASS_PYTHON: await testPython(), NO_COLOR: '1' };
  return execa(bounded, { cwd, env, shell: true, reject: false });
}

function shownIn(document: string, language: string): readonly (readonly string[])[] {
  return blocks()
    .filter((block) => block.document === document && block.language === language)
    .map(({ lines }) => lines);
}

describe('the project of the guides', () => {
  let told = '';

  it('is attacked by the steps of the first guide, with what it shows', async () => {
    const steps = shownIn(first, 'sh').flat();
    expect(steps).toEqual(['npx trespass init', 'npx trespass operations', 'npx trespass check']);
    const [operations = [], findings = []] = shownIn(first, 'text');
    const [init = '', list = '', check = ''] = steps;
    expect((await typed(init)).exitCode).toBe(0);
    // As init leaves it, the config already leads to findings.
    expect((await typed(check, '--runs 150 --seed 1 --workers 1')).exitCode).toBe(1);
    await rm(join(folder, '.trespass'), { recursive: true });
    await writeFile(join(folder, 'trespass.config.ts'), shownFile(first, 'trespass.config.ts'));
    const listed = await typed(list);
    for (const line of operations) expect(listed.stdout).toContain(line);
    const searched = await typed(check, '--runs 150 --seed 1 --workers 1');
    for (const line of findings)
      expect(searched.stdout.replace(/ +/g, ' ')).toContain(line.replace(/ +/g, ' '));
    expect(searched.exitCode).toBe(1);
    told = searched.stdout;
  }, 300_000);

  it('shows the finding that the second guide explains, in the same form', () => {
    const [sample = []] = shownIn(second, 'text');
    const [title = ''] = sample;
    const found = told.slice(told.indexOf(title)).split('\n\n')[0]?.split('\n') ?? [];
    const unlike = (lines: readonly string[]): string[] =>
      lines.map((line) =>
        line.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID').replace(/-[0-9a-f]{8}$/, ''),
      );
    expect(unlike(found)).toEqual(unlike(sample));
  });

  it('has the keys that the guide of keys shows', async () => {
    const [keys = []] = shownIn('docs/guides/keys-and-indexes.md', 'text');
    expect((await typed('npx trespass keys')).stdout).toContain(keys.join('\n'));
  });

  it('is fixed by what the second guide shows: nothing fails any more, and nothing new is found', async () => {
    await writeFile(join(folder, 'shop/views.py'), shownFile(second, 'shop/views.py'));
    const again = await typed('npx trespass replay');
    expect(again.stdout).toMatch(/^FIXED no-write-outside-/m);
    expect(again.stdout).toMatch(/^FIXED no-cross-tenant-read-/m);
    expect(again.stdout).not.toMatch(/^(?:STILL FAILS|FLAKY|STALE)/m);
    expect(again.exitCode).toBe(0);
    const searched = await typed('npx trespass check', '--runs 150 --seed 1 --workers 1');
    expect([searched.exitCode, searched.stdout]).toEqual([0, expect.stringContaining('Nothing found')]);
  });
});

/** A sound target with operations of the names that the documents use: what is tried is that commands are taken. */
const small: Readonly<Record<string, string>> = {
  'target.py': `import os
import uuid
import boto3
table = boto3.resource("dynamodb", region_name="eu-central-1").Table("assets")
def upload(root, tenant, name):
    id = uuid.uuid4().hex
    with open(os.path.join(root, id), "x") as out:
        out.write("x")
    table.put_item(Item={"pk": tenant + "#" + id, "name": name})
    return id
def download(root, tenant, id):
    if "Item" in table.get_item(Key={"pk": tenant + "#" + id}):
        return id
`,
  'trespass.config.ts': `import { defineConfig, fixed, text } from 'trespass';
const [root, tenant] = [fixed('{sandbox}'), fixed('{actor}')];
const id = text({ from: 'upload.response' });
export default defineConfig({
  actors: { attacker: {}, victim: {} },
  dynamodb: {
    tables: [
      {
        TableName: 'assets',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    ],
  },
  operations: {
    upload: { call: './target.py:upload', arguments: { root, tenant, name: text() } },
    download: { call: './target.py:download', arguments: { root, tenant, id } },
  },
});
`,
};

describe('the commands that the documents show', () => {
  const tried = [...inProject].map((name) => `npx trespass ${name}`);
  const others = commands().filter(
    (command) => command.startsWith('npx trespass ') && !tried.includes(command),
  );

  it('are more than those that the project above takes', () => {
    expect(others.length).toBeGreaterThan(8);
    expect(commands()).toEqual(expect.arrayContaining(tried));
  });

  it.each(others)('%s', async (command) => {
    await inFolder(small, async (at) => {
      await install(at);
      for (const stored of ['machine-1/.trespass', 'machine-2/.trespass', 'shards/shard-1'])
        await mkdir(join(at, stored, 'findings'), { recursive: true });
      const { exitCode, stdout, stderr } = await typed(
        // As a job of a matrix fills it in.
        command.replaceAll('${{ matrix.shard }}', '1'),
        '--runs 5 --time 20s --seed 1 --workers 1',
        at,
      );
      expect([exitCode, exitCode === 0 ? '' : stdout + stderr]).toEqual([0, '']);
    });
  });
});
