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

async function keep(folder: string, text: string, id = 'f-1'): Promise<void> {
  await mkdir(join(folder, '.trespass', 'findings'), { recursive: true });
  await writeFile(join(folder, '.trespass', 'findings', `${id}.json`), text);
}

/** A finding that says it was found with that config. */
function foundWith(config: string, id = 'f-1'): string {
  return JSON.stringify({ ...entry, id, foundWith: { config, seed: 1 } });
}

describe('replay', () => {
  const evil =
    "import { writeFileSync } from 'node:fs'; writeFileSync(new URL('ran', import.meta.url), ''); export default {};";
  it('runs no file that a finding names, wherever it lies', async () => {
    const files = { 'p/w/evil.config.ts': evil, 'outer/evil.config.ts': evil, 'p/deploy.ts': evil };
    await inFolder({ ...files, 'p/trespass.config.ts': saveConfig }, async (folder) => {
      const named = {
        'in-a-folder-below': 'w/evil.config.ts',
        'in-a-folder-above': '../outer/evil.config.ts',
        'in-any-folder': join(folder, 'outer', 'evil.config.ts'),
        'beside-it-but-no-config-by-its-name': 'deploy.ts',
      };
      for (const [id, config] of Object.entries(named))
        await keep(join(folder, 'p'), foundWith(config, id), id);
      const replayed = await trespass(join(folder, 'p'), ['replay']);
      for (const id of Object.keys(named))
        expect(replayed.stdout).toMatch(
          new RegExp(
            `^NOT RUN ${id}: it was found with \\S+, which is no config in \\S+ by its name; name it yourself to run it: trespass replay --config FILE$`,
            'm',
          ),
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
      await keep(folder, foundWith('gone.config.ts'));
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
  const texts = {
    steps: JSON.stringify({ ...entry, attack: { ...attack, steps: Array(5_000).fill(attack.steps[0]) } }),
    levels: withJson.replace('"(deep)"', deep),
    characters: withJson.replace('{"json":"(deep)"}', `{"text":"${'x'.repeat(15_000_000)}"}`),
  };

  it('is named by check, which goes on, and by replay', async () => {
    await inFolder(faultyProject, async (folder) => {
      for (const [id, text] of Object.entries(texts)) await keep(folder, text, id);
      const checked = await trespass(folder, ['check', '--runs', '40', '--seed', '1']);
      for (const id of Object.keys(texts))
        expect(checked.stdout).toMatch(
          new RegExp(`^ERROR corpus: \\S+${id}\\.json: .*; mend the file, or delete it$`, 'm'),
        );
      expect(checked.stdout).toMatch(/^CRITICAL no-write-outside/m);
      expect(checked.exitCode).toBe(1);
      for (const id of Object.keys(texts)) {
        const { stderr, exitCode } = await trespass(folder, ['replay', id]);
        expect(stderr).toMatch(
          new RegExp(`^trespass: \\S+${id}\\.json: .*; mend the file, or delete it$`, 'm'),
        );
        expect(stderr).not.toContain('[bug]');
        expect(exitCode).toBe(2);
      }
    });
  });
});

it('a hostile name is shown once escaped, wherever it is told', async () => {
  const project = 'a\x1b[31mb';
  const files = Object.entries(faultyProject).map(([name, text]) => [`${project}/${name}`, text]);
  await inFolder(Object.fromEntries(files), async (outer) => {
    const folder = join(outer, project);
    await keep(folder, '{');
    const shown = 'a\\u{1b}[31mb/.trespass/findings/f-1.json is not JSON';
    expect((await trespass(folder, ['check', '--runs', '3'])).stdout).toContain(shown);
    expect((await trespass(folder, ['replay'])).stdout).toContain(shown);
    expect((await trespass(folder, ['replay', 'f-1'])).stderr).toContain(shown);
    const id = await trespass(folder, ['replay', '\x1b[31m']);
    expect(id.stderr).toContain('trespass: "\\u{1b}[31m" is no finding');
  });
});
