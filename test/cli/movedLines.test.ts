/** A finding keeps its id when the code above it moves, and one that is stored under an id of the earlier form keeps that. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findingId } from '../../search/cause.ts';
import { faultyProject, inFolder, trespass } from './kit.ts';

/** Two equal lines of one function, which different arguments reach. */
const twoLines = `import os
def save(root, name, other):
    path = os.path.join(root, name)
    open(path, "w").close()
    path = os.path.join(root, other)
    open(path, "w").close()
`;
const config = (faultyProject['trespass.config.ts'] ?? '').replace(
  'name: text()',
  'name: text(), other: text()',
);
const check = ['check', '--runs', '200', '--seed', '1', '--property', 'no-write-outside'];

async function idsOf(folder: string): Promise<string[]> {
  const { stdout } = await trespass(folder, [...check, '--reporter', 'json']);
  const { findings } = JSON.parse(stdout) as { findings: { id: string }[] };
  return findings.map(({ id }) => id).sort();
}

it('two flaws at equal lines of one function have two ids, which stay when lines above them are added', async () => {
  await inFolder({ 'target.py': twoLines, 'trespass.config.ts': config }, async (folder) => {
    const before = await idsOf(folder);
    expect(before).toHaveLength(2);
    await rm(join(folder, '.trespass'), { recursive: true });
    const above = 'LIMIT = 3\n\ndef checked(name):\n    return name[:LIMIT]\n\n';
    const moved = twoLines
      .replace('def save', `${above}def save`)
      .replace(
        '    path = os.path.join(root, name)',
        '    # First by name.\n    path = os.path.join(root, name)',
      );
    await writeFile(join(folder, 'target.py'), moved);
    expect(await idsOf(folder)).toEqual(before);
  });
});

it('an id with the number of the line is kept where it is stored, and replayed', async () => {
  await inFolder(faultyProject, async (folder) => {
    const [id = ''] = await idsOf(folder);
    const findings = join(folder, '.trespass', 'findings');
    const earlier = findingId('no-write-outside', 'no-write-outside | save | target.py:3 | save.name');
    expect(id).not.toBe(earlier);
    const stored = await readFile(join(findings, `${id}.json`), 'utf8');
    await writeFile(join(findings, `${earlier}.json`), stored.replace(id, earlier));
    await rm(join(findings, `${id}.json`));
    expect(await idsOf(folder)).toEqual([earlier]);
    expect(await readdir(findings)).toEqual([`${earlier}.json`]);
    await writeFile(join(folder, 'target.py'), `# A line above.\n${faultyProject['target.py']}`);
    const { stdout, exitCode } = await trespass(folder, ['replay', earlier]);
    expect(stdout).toMatch(new RegExp(`^STILL FAILS ${earlier}: `));
    expect(exitCode).toBe(1);
  });
});
