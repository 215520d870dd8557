/** What an attacker is granted: what takes more is told as a condition, in every report, and fails no run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, trespass } from './kit.ts';

/** Plain names only, but whatever lies there by that name is followed. */
const target = `import os
def folder(root, tenant, part):
    made = os.path.join(root, part, tenant)
    os.makedirs(made, exist_ok=True)
    return made
def plain(name):
    if not name.isalnum():
        raise ValueError(name)
    return name
def keep(root, tenant, name, text):
    with open(os.path.join(folder(root, tenant, "themes"), plain(name)), "x") as out:
        out.write(text)
def show(root, tenant, name):
    with open(os.path.join(folder(root, tenant, "themes"), plain(name))) as kept:
        return kept.read()
def spool(root, tenant, name, text):
    with open(os.path.join(folder(root, tenant, "spool"), plain(name)), "w") as out:
        out.write(text)
`;

const config = (attacker: string) => `import { defineConfig, fixed, text } from 'trespass';
const all = { root: fixed('{sandbox}'), tenant: fixed('{actor}') };
export default defineConfig({
  ${attacker}
  actors: { attacker: {}, victim: {} },
  operations: {
    keep: { call: './target.py:keep', arguments: { ...all, name: text(), text: text() } },
    show: { call: './target.py:show', arguments: { ...all, name: text({ from: 'keep.arguments.name' }) } },
    spool: { call: './target.py:spool', arguments: { ...all, name: text(), text: text() } },
  },
});
`;

interface Told {
  readonly property: string;
  readonly operation: string;
  readonly severity: string;
  readonly ifGranted?: { readonly powers: readonly string[]; readonly severity: string };
}

async function check(attacker: string, use: (told: Checked) => void | Promise<void>): Promise<void> {
  await inFolder({ 'target.py': target, 'trespass.config.ts': config(attacker) }, async (folder) => {
    const reporters = ['terminal', 'json=r.json', 'junit=r.xml', 'sarif=r.sarif'];
    const { stdout, stderr, exitCode } = await trespass(folder, [
      ...['check', '--verbose', '--runs', '240', '--time', '5m', '--seed', '1', '--workers', '1'],
      ...reporters.flatMap((one) => ['--reporter', one]),
    ]);
    const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
    const { findings } = JSON.parse(await read('r.json')) as { findings: readonly Told[] };
    const reports = { stdout, junit: await read('r.xml'), sarif: await read('r.sarif') };
    await use({ folder, findings, exitCode, stderr, ...reports });
  });
}

interface Checked {
  readonly folder: string;
  readonly findings: readonly Told[];
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly junit: string;
  readonly sarif: string;
}

const title = /^If the attacker can do more than send one request after the other/m;

describe('what takes a planted link or a race, with tenants and no word of powers,', () => {
  it('is told as a condition with the severity that it would have, and fails no run', async () => {
    await check('', async ({ folder, findings, exitCode, stdout, stderr, junit, sarif }) => {
      expect(exitCode, stdout + stderr).toBe(0);
      const write = findings.find((one) => one.operation === 'spool' && one.property === 'no-write-outside');
      expect(write).toMatchObject({
        severity: 'info',
        ifGranted: { powers: ['own-folder'], severity: 'high' },
      });
      expect(findings.every(({ severity }) => severity === 'info')).toBe(true);
      expect(stdout).toMatch(title);
      expect(stdout.slice(0, stdout.search(title))).not.toContain('INFO no-write-outside');
      const condition = 'a tenant can also write to its folder by other means: then it is high';
      for (const report of [stdout, junit, sarif]) expect(report).toContain(condition);
      expect(junit).not.toContain('<failure');
      expect(JSON.parse(sarif).runs[0].results).toContainEqual(
        expect.objectContaining({
          level: 'note',
          properties: expect.objectContaining({ ifGranted: { powers: ['own-folder'], severity: 'high' } }),
        }),
      );
      const again = await trespass(folder, ['replay']);
      expect(again.stdout).toMatch(/^STILL FAILS no-write-outside.*, if attacker\.powers holds own-folder$/m);
      expect(again.exitCode).toBe(0);
    });
  });

  it('counts as soon as the config grants it', async () => {
    await check("attacker: { powers: ['request', 'own-folder'] },", ({ findings, exitCode, stdout }) => {
      expect(exitCode).toBe(1);
      expect(findings.some(({ severity }) => severity === 'high')).toBe(true);
      expect(findings.every(({ ifGranted }) => ifGranted === undefined)).toBe(true);
      expect(stdout).not.toMatch(title);
    });
  });
});

describe('a folder to which alone the attacker has access', () => {
  it('is where links are planted, and nowhere else', async () => {
    await check("attacker: { powers: [{ 'own-folder': ['themes'] }] },", ({ findings, exitCode }) => {
      expect(exitCode).toBe(1);
      expect(findings.map(({ operation }) => operation)).toContain('show');
      expect(findings.map(({ operation }) => operation)).not.toContain('spool');
    });
  });

  it('may be named by the actor, and then is its own', async () => {
    await check("attacker: { powers: [{ 'own-folder': ['spool/{actor}'] }] },", ({ findings, exitCode }) => {
      expect(exitCode).toBe(1);
      expect(findings.map(({ operation }) => operation)).toContain('spool');
      expect(findings.map(({ operation }) => operation)).not.toContain('show');
    });
  });

  it('where nothing is the attacker’s is told', async () => {
    await check("attacker: { powers: [{ 'own-folder': ['backups'] }] },", ({ findings, stdout }) => {
      expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
      expect(stdout).toContain('below sandbox/backups, where attacker.powers lets it plant');
    });
  });
});
