/** `prove` tries every attack within a bound: it finds what escapes, and says of a corrected twin that nothing does. Some 40 s. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, trespass } from './kit.ts';

const head = 'import os\nfrom urllib.parse import unquote\n';

/** Each with its corrected twin, and the bound in which it shows. */
const targets: Readonly<Record<string, { flawed: string; sound: string; powers: string; bound: string[] }>> =
  {
    'a name that is joined': {
      flawed: 'def save(root, name):\n    open(os.path.join(root, name), "w").write("x")\n',
      sound:
        'def save(root, name):\n    open(os.path.join(root, name.replace("/", "_").lstrip(".") or "n"), "w").write("x")\n',
      powers: "['request']",
      bound: ['--names', '2', '--entries', '0'],
    },
    'a name that is decoded after it was checked': {
      flawed:
        'def save(root, name):\n    if "/" in name or name in ("", ".", ".."):\n        raise ValueError(name)\n    open(os.path.join(root, unquote(name)), "w").write("x")\n',
      sound:
        'def save(root, name):\n    name = unquote(name)\n    if "/" in name or name in ("", ".", ".."):\n        raise ValueError(name)\n    open(os.path.join(root, name), "w").write("x")\n',
      powers: "['request']",
      bound: ['--names', '2', '--entries', '0'],
    },
    'a link that is put between check and use': {
      flawed:
        'def save(root, name):\n    path = os.path.join(root, name)\n    if "/" in name or name in ("", ".", "..") or os.path.islink(path):\n        raise ValueError(name)\n    open(path, "w").write("x")\n',
      sound:
        'def save(root, name):\n    if "/" in name or name in ("", ".", ".."):\n        raise ValueError(name)\n    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW\n    with os.fdopen(os.open(os.path.join(root, name), flags), "w") as out:\n        out.write("x")\n',
      powers: "['request', 'own-folder', 'race']",
      bound: ['--names', '1', '--entries', '0'],
    },
    'a link that is followed': {
      flawed:
        'def save(root, name):\n    if "/" in name or name in ("", ".", ".."):\n        raise ValueError(name)\n    open(os.path.join(root, name), "w").write("x")\n',
      sound:
        'def save(root, name):\n    if "/" in name or name in ("", ".", ".."):\n        raise ValueError(name)\n    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW\n    with os.fdopen(os.open(os.path.join(root, name), flags), "w") as out:\n        out.write("x")\n',
      powers: "['request', 'own-folder']",
      bound: ['--names', '1', '--entries', '1'],
    },
  };

const projectOf = (target: string, powers: string): Record<string, string> => ({
  'target.py': `${head}${target}`,
  'trespass.config.ts': `import { defineConfig, fixed, text } from 'trespass';
export default defineConfig({
  attacker: { powers: ${powers} },
  operations: { save: { call: './target.py:save', arguments: { root: fixed('{sandbox}'), name: text() } } },
});
`,
});

describe('prove', () => {
  for (const [name, { flawed, sound, powers, bound }] of Object.entries(targets))
    it(`shows ${name}, and proves its corrected twin`, async () => {
      await inFolder(projectOf(flawed, powers), async (folder) => {
        const { stdout, exitCode } = await trespass(folder, ['prove', 'save', ...bound]);
        expect(stdout).toMatch(/no-write-outside in save/);
        expect(stdout).toMatch(/^not safe within this bound: .* stored$/m);
        expect(exitCode).toBe(1);
        expect(await readdir(join(folder, '.trespass', 'findings'))).not.toEqual([]);
      });
      await inFolder(projectOf(sound, powers), async (folder) => {
        const { stdout, stderr, exitCode } = await trespass(folder, ['prove', 'save', ...bound]);
        expect([stdout, stderr, exitCode]).toEqual([
          expect.stringMatching(/^no escape within this bound: [\d,]+ cases$/),
          expect.stringMatching(/^ {2}not part of it: /m),
          0,
        ]);
      });
    });

  it('proves nothing where its time is over first, and says so', async () => {
    const { sound, powers } = targets['a name that is joined'] ?? { sound: '', powers: '' };
    await inFolder(projectOf(sound, powers), async (folder) => {
      const { stdout, exitCode } = await trespass(folder, ['prove', 'save', '--names', '4', '--time', '1s']);
      expect(stdout).toMatch(/^nothing is proved: [\d,]+ of [\d,]+ cases were judged$/);
      expect(exitCode).toBe(2);
    });
  });

  it('refuses what is no operation, and a bound beyond all waiting', async () => {
    await inFolder(projectOf(head, "['request']"), async (folder) => {
      const unknown = await trespass(folder, ['prove', 'other']);
      expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringMatching(/no operation "other"/)]);
      const large = await trespass(folder, ['prove', 'save', '--names', '9']);
      expect([large.exitCode, large.stderr]).toEqual([2, expect.stringMatching(/must be from 1 to 4/)]);
    });
  });
});
