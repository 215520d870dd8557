/** Kept findings come from others, too: they are data, which no command runs, and nothing in one holds up a run. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultyProject, inFolder, saveConfig, trespass } from './kit.ts';

const attack = { layout: [], steps: [{ operation: 'save', actor: 'attacker', arguments: {} }], race: null };
const entry = {
  version: 1,
  id: 'f-1',
  property: 'no-write-outside',
  operation: 'save',
  summary: 'a summary',
  severity: 'critical',
  power: 'request',
  cwe: 'CWE-22',
  location: null,
  attack,
  foundWith: { config: 'trespass.config.ts', seed: 1 },
};

async function keep(
  folder: string,
  members: object,
  text: string = JSON.stringify({ ...entry, ...members }),
) {
  await mkdir(join(folder, '.trespass', 'findings'), { recursive: true });
  await writeFile(join(folder, '.trespass', 'findings', 'f-1.json'), text);
}

describe('replay', () => {
  const evil =
    "import { writeFileSync } from 'node:fs'; writeFileSync(new URL('ran', import.meta.url), ''); export default {};";
  it.each([
    ['in a folder below', 'w/evil.config.ts'],
    ['in a folder above', '../outer/evil.config.ts'],
    ['in any folder', '{outer}/evil.config.ts'],
    ['beside it, but no config by its name', 'deploy.ts'],
  ])('runs no file that a finding names %s', async (_, named) => {
    const files = { 'p/w/evil.config.ts': evil, 'outer/evil.config.ts': evil, 'p/deploy.ts': evil };
    await inFolder({ ...files, 'p/trespass.config.ts': saveConfig }, async (folder) => {
      const config = named.replace('{outer}', join(folder, 'outer'));
      await keep(join(folder, 'p'), { foundWith: { config, seed: 1 } });
      const replayed = await trespass(join(folder, 'p'), ['replay']);
      expect(replayed.stdout).toMatch(
        /^NOT RUN f-1: it was found with \S+, which is no config in \S+ by its name; name it yourself to run it: trespass replay --config FILE$/m,
      );
      expect(replayed.exitCode).toBe(2);
      for (const ran of ['p/w/ran', 'outer/ran', 'p/ran'])
        await expect(readFile(join(folder, ran))).rejects.toThrow('ENOENT');
    });
  });

  it('runs the config that a finding was found with, under another name and through a link to it', async () => {
    const files = { 'real/other.config.ts': saveConfig, 'real/target.py': faultyProject['target.py'] ?? '' };
    await inFolder({ ...files, 'p/x': '' }, async (folder) => {
      await symlink('../real/other.config.ts', join(folder, 'p', 'trespass.config.ts'));
      const checked = await trespass(join(folder, 'p'), ['check', '--runs', '40', '--seed', '1']);
      expect(checked.exitCode, checked.stderr).toBe(1);
      for (const [where, args] of [
        ['p', ['replay']],
        ['real', ['replay']],
        ['p', ['replay', '--config', 'trespass.config.ts']],
      ] as const) {
        const replayed = await trespass(join(folder, where), args);
        expect(replayed.stdout, replayed.stderr).toMatch(/^STILL FAILS no-write-outside-/m);
      }
    });
  });

  it('says that the config of a finding is gone', async () => {
    await inFolder(faultyProject, async (folder) => {
      await keep(folder, { foundWith: { config: 'gone.config.ts', seed: 1 } });
      const { stdout, exitCode } = await trespass(folder, ['replay']);
      expect(stdout).toMatch(
        /^NOT RUN f-1: it was found with gone\.config\.ts, which is not there any more; name/m,
      );
      expect(exitCode).toBe(2);
    });
  });
});

describe('a finding beyond the bounds of the model', () => {
  const deep = `${'['.repeat(6_000)}${']'.repeat(6_000)}`;
  const withJson = JSON.stringify({
    ...entry,
    attack: { ...attack, steps: [{ ...attack.steps[0], arguments: { name: { json: '(deep)' } } }] },
  });
  it.each([
    ['steps', JSON.stringify({ ...entry, attack: { ...attack, steps: Array(5_000).fill(attack.steps[0]) } })],
    ['levels', withJson.replace('"(deep)"', deep)],
    ['characters', withJson.replace('{"json":"(deep)"}', `{"text":"${'x'.repeat(15_000_000)}"}`)],
  ])('(%s) is named by check, which goes on, and by replay', async (_, text) => {
    await inFolder(faultyProject, async (folder) => {
      await keep(folder, {}, text);
      const checked = await trespass(folder, ['check', '--runs', '40', '--seed', '1']);
      expect(checked.stdout).toMatch(/^ERROR corpus: \S+f-1\.json: .*; mend the file, or delete it$/m);
      expect(checked.stdout).toMatch(/^CRITICAL no-write-outside/m);
      expect(checked.exitCode).toBe(1);
      const replayed = await trespass(folder, ['replay', 'f-1']);
      expect(replayed.stderr).toMatch(/^trespass: \S+f-1\.json: .*; mend the file, or delete it$/m);
      expect(replayed.stderr).not.toContain('[bug]');
      expect(replayed.exitCode).toBe(2);
    });
  });
});

it('a hostile name is shown once escaped, wherever it is told', async () => {
  const project = 'a\x1b[31mb';
  const files = Object.entries(faultyProject).map(([name, text]) => [`${project}/${name}`, text]);
  await inFolder(Object.fromEntries(files), async (outer) => {
    const folder = join(outer, project);
    await keep(folder, {}, '{');
    const shown = 'a\\u{1b}[31mb/.trespass/findings/f-1.json is not JSON';
    expect((await trespass(folder, ['check', '--runs', '3'])).stdout).toContain(shown);
    expect((await trespass(folder, ['replay'])).stdout).toContain(shown);
    expect((await trespass(folder, ['replay', 'f-1'])).stderr).toContain(shown);
    const id = await trespass(folder, ['replay', '\x1b[31m']);
    expect(id.stderr).toContain('trespass: "\\u{1b}[31m" is no finding');
  });
});
