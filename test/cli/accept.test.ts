/** `accept`: known flaws fail no run until a day, in a reviewed file. Takes about 20 s. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Ended, faultyProject, inFolder, trespass } from './kit.ts';

const check = ['check', '--runs', '60', '--seed', '1', '--property', 'no-write-outside'];
const sound =
  'import os\ndef save(root, name):\n    with open(os.path.join(root, str(abs(hash(name)))), "w") as out:\n        out.write("x")\n';

async function idIn(folder: string): Promise<string> {
  const { stdout } = await trespass(folder, [...check, '--reporter', 'json']);
  const { findings } = JSON.parse(stdout) as { findings: readonly { readonly id: string }[] };
  return findings[0]?.id ?? '';
}

it('lets a flaw fail no run until its last day, and removes it when it is fixed', async () => {
  await inFolder(faultyProject, async (folder) => {
    const id = await idIn(folder);
    const accept = (...more: readonly string[]): Promise<Ended> => trespass(folder, ['accept', ...more]);
    const accepted = await accept(id.slice(0, -2), '--because', 'it goes away', '--until', '2999-01-31');
    expect(accepted.stdout).toBe(
      `accepted until 2999-01-31: save, critical, ${id}\nwritten to trespass.accepted.json`,
    );
    const file = join(folder, 'trespass.accepted.json');
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text).accepted).toEqual([
      {
        ...{ id, findings: [id], property: 'no-write-outside', operation: 'save', severity: 'critical' },
        ...{ because: 'it goes away', until: '2999-01-31' },
      },
    ]);

    const passed = await trespass(folder, check);
    expect(passed.stdout).toMatch(/^Accepted, so that they fail no run\n.*save writes/m);
    expect(passed.stdout).toMatch(/^Nothing found in .*, and 1 that is accepted$/m);
    expect(passed.exitCode).toBe(0);

    const again = await accept(id, '--because', 'x', '--until', '2999-02-01');
    expect([again.exitCode, again.stderr]).toEqual([
      2,
      `trespass: ${id} is accepted until 2999-01-31; change that with --update`,
    ]);
    expect((await accept(id, '--update', '--until', '2999-02-01')).exitCode).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(text.replace('2999-01-31', '2999-02-01'));

    await writeFile(file, text.replace('2999-01-31', '2020-01-31'));
    const expired = await trespass(folder, check);
    expect(expired.stdout).toMatch(
      /^No longer accepted\n.*\n *was accepted until 2020-01-31, which is over: it goes/m,
    );
    expect(expired.exitCode).toBe(1);

    await writeFile(join(folder, 'target.py'), sound);
    const fixed = await trespass(folder, check);
    expect(fixed.stdout).toContain(`fixed, so that trespass accept --prune removes their entries: ${id}`);
    expect(fixed.exitCode).toBe(0);
    const pruned = await accept('--prune');
    expect(pruned.stdout).toContain(`removed ${id}: it is fixed`);
    expect(pruned.exitCode).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8')).accepted).toEqual([]);
  });
}, 60_000);

it('keeps what still shows when it removes what is fixed', async () => {
  await inFolder(faultyProject, async (folder) => {
    const id = await idIn(folder);
    await trespass(folder, ['accept', id, '--because', 'it goes away', '--until', '2999-01-31']);
    const before = await readFile(join(folder, 'trespass.accepted.json'), 'utf8');
    const { stdout } = await trespass(folder, ['accept', '--prune']);
    expect(stdout).toContain(`kept ${id}: it still shows, or could not be judged`);
    expect(await readFile(join(folder, 'trespass.accepted.json'), 'utf8')).toBe(before);
  });
});

const entry = {
  id: 'a-1',
  findings: ['a-1'],
  property: 'no-write-outside',
  operation: 'save',
  severity: 'high',
  because: 'why',
  until: '2999-01-31',
};
const stored = JSON.stringify({
  version: 1,
  ...{ id: 'a-1', property: 'no-write-outside', operation: 'save', summary: 's', severity: 'high' },
  ...{ power: 'request', cwe: 'CWE-22', location: null, attack: { layout: [], steps: [], race: null } },
  foundWith: { config: 'trespass.config.ts', seed: 1 },
});
const until = ['--until', '2999-01-31'];
const because = ['--because', 'why'];

it.each([
  [
    'no finding',
    [...because, ...until],
    'name the finding to accept: trespass accept ID --because "…" --until DAY',
  ],
  ['another finding', ['b-1', ...because, ...until], /^no finding b-1 in .*; there are a-1$/],
  ['no reason', ['a-1', ...until], /^say why it is accepted: --because /],
  ['a blank reason', ['a-1', '--because', ' \t', ...until], /^say why it is accepted: --because /],
  ['no day', ['a-1', ...because], /^say how long it is accepted: --until DAY, such as \d{4}-\d\d-\d\d$/],
  [
    'a day in the past',
    ['a-1', ...because, '--until', '2020-01-31'],
    /^--until 2020-01-31 is in the past; give a day from today, \d{4}-\d\d-\d\d, on$/,
  ],
  [
    'a day that does not exist',
    ['a-1', ...because, '--until', '2999-02-30'],
    /^--until 2999-02-30 is no day; write it as year, month and day, such as /,
  ],
  [
    'an update of nothing',
    ['a-1', '--update', ...until],
    'a-1 is not accepted yet; say --because and --until',
  ],
  ['more than a prune', ['a-1', '--prune'], '--prune looks at all that is accepted; give it alone'],
])('says in a sentence what is wrong with %s, and ends with 2', async (_name, args, message) => {
  const files = { ...faultyProject, '.trespass/findings/a-1.json': stored };
  await inFolder(files, async (folder) => {
    const { stderr, exitCode } = await trespass(folder, ['accept', ...args]);
    expect(stderr.replace(/^trespass: /, '')).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});

it.each([
  ['no JSON', '{', /^trespass: \S*trespass.accepted.json is not JSON: .*; mend the file$/],
  ['another version', '{"version":2,"accepted":[]}', /trespass.accepted.json: version: .*; mend the file$/],
  [
    'no reason',
    JSON.stringify({ version: 1, accepted: [{ ...entry, because: ' ' }] }),
    /accepted.0.because: there must be a reason; mend/,
  ],
  [
    'no day',
    JSON.stringify({ version: 1, accepted: [{ ...entry, until: '2999-02-30' }] }),
    /until: must be a day that exists; mend/,
  ],
  [
    'one twice',
    JSON.stringify({ version: 1, accepted: [entry, entry] }),
    /a-1 is accepted twice; remove one of them$/,
  ],
])('does not run a check with a file of accepted flaws with %s', async (_name, text, message) => {
  await inFolder({ ...faultyProject, 'trespass.accepted.json': text }, async (folder) => {
    const { stderr, exitCode } = await trespass(folder, check);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  });
});
