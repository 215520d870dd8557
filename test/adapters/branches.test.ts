/** Ways through the target's own code are told where they are asked for, by each interpreter in its own manner. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { groundForEach, text } from './kit.ts';

const own = `
import json

def judge(name):
    json.loads("{}")
    if name.startswith("legacy-"):
        return [one for one in name.split("#")]
    return "plain"
`;

const { start } = groundForEach({ 'target.py': own });

async function waysOf(name: string, options: Parameters<typeof start>[0]): Promise<readonly string[] | null> {
  const target = await start(options);
  const request = { kind: 'call', function: './target.py:judge', arguments: { name: text(name) } } as const;
  await target.step('mallory', request, 20_000);
  const { branches, words } = await target.step('mallory', request, 20_000);
  if (branches === undefined) return null;
  const own = branches.filter((way) => way.includes('target.py:')).map((way) => way.replace(/^.*:/, ''));
  expect(branches.filter((way) => !way.includes('target.py:'))).toEqual([]);
  expect(words).toEqual(expect.arrayContaining(['#', 'legacy-', 'plain']));
  return own;
}

it('are the pairs of lines of functions of its own, and their constants', async () => {
  expect(await waysOf('other', { branches: true })).toEqual(expect.arrayContaining(['5>6', '6>8']));
  expect(await waysOf('legacy-a#b', { branches: true })).toEqual(expect.arrayContaining(['5>6', '6>7']));
});

it('are not told where nobody asks', async () => {
  expect(await waysOf('other', {})).toBeNull();
});

const newer = newerPython();

it.skipIf(newer === null)('are told by CPython 3.12 and newer too', async () => {
  const python = newer ?? '';
  expect(await waysOf('other', { branches: true, python })).toEqual(expect.arrayContaining(['5>6', '6>8']));
  expect(await waysOf('legacy-a#b', { branches: true, python })).toEqual(
    expect.arrayContaining(['5>6', '6>7']),
  );
});

/** On PATH, or where pyenv keeps its versions; null for none. */
function newerPython(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const pyenv = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const kept = existsSync(pyenv) ? readdirSync(pyenv) : [];
  const candidates = [
    ...kept.filter((name) => /^3\.1[2-4]\./.test(name)).map((name) => join(pyenv, name, 'bin', 'python')),
    ...['3.12', '3.13'].flatMap((version) => folders.map((folder) => join(folder, `python${version}`))),
  ];
  return candidates.find((path) => existsSync(path)) ?? null;
}
