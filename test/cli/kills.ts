/** Kills a running `fuzz` at random moments, again and again, and looks at what it has kept. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { RunEvent } from '../../model/finding.ts';
import { inFolder, saveConfig, startTrespass, trespass, untilSearching } from './kit.ts';

/** Three operations, each with a flaw of its own. */
const flawedProject: Readonly<Record<string, string>> = {
  'target.py': `import os
def save(root, name):
    with open(os.path.join(root, name), "w") as out:
        out.write("x")
def drop(root, name):
    path = os.path.join(root, name)
    if os.path.isfile(path):
        os.unlink(path)
def note(root, name):
    if "/" in name.replace("../", ""):
        return
    with open(os.path.join(root, name.replace("../", "")), "a") as out:
        out.write("x")
`,
  'trespass.config.ts': saveConfig.replace(
    /operations: .*/,
    `operations: Object.fromEntries(['save', 'drop', 'note'].map((name) => [
    name, { call: './target.py:' + name, arguments: { root: fixed('{sandbox}'), name: text() } }])),`,
  ),
};

interface Noted {
  readonly signatures: readonly string[];
}

async function journals(folder: string): Promise<ReadonlyMap<string, Noted>> {
  const campaign = join(folder, '.trespass', 'campaign');
  const names = (await readdir(campaign).catch(() => [])).filter((name) => name.endsWith('.journal'));
  const all = await Promise.all(
    names.sort().map(async (name) => {
      const whole = (await readFile(join(campaign, name), 'utf8')).split('\n').slice(1, -1);
      const signatures = whole.flatMap((line) =>
        Object.values(JSON.parse(line.slice(9)).tried as Record<string, string[]>).flat(),
      );
      return [name, { signatures }] as const;
    }),
  );
  return new Map(all);
}

async function eventsOf(file: string): Promise<readonly RunEvent[]> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** How many cases a run had judged a second and a half before it last reported any. */
function judgedEarlier(events: readonly RunEvent[]): number {
  const progress = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
  const last = progress.at(-1)?.seconds ?? 0;
  return progress.findLast(({ seconds }) => seconds <= last - 1.5)?.cases ?? 0;
}

/** Kills it so many times; then lets it end, and shows that nothing was lost and nothing judged twice. */
export async function expectNothingLost(kills: number): Promise<void> {
  await inFolder(flawedProject, async (folder) => {
    const temp = join(folder, 'temp');
    await mkdir(temp);
    const told = new Set<string>();
    let before = new Set<string>();
    let ran = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const file = join(folder, `run-${kill}.ndjson`);
      const stored = (await readdir(join(folder, '.trespass', 'findings')).catch(() => [])).length;
      const running = await startTrespass(folder, ['fuzz', '--workers', '1', '--events', file], {
        TMPDIR: temp,
      });
      // Every other one while it searches, the rest at any moment.
      if (kill % 2 === 0) await untilSearching(running);
      await sleep(Math.random() * 5_000);
      running.signal('SIGKILL');
      await running.ended;
      const events = await eventsOf(file);
      for (const event of events) if (event.type === 'finding') told.add(event.finding.id);
      const now = await journals(folder);
      const added = [...now.values()]
        .flatMap(({ signatures }) => signatures)
        .filter((one) => !before.has(one));
      expect(added.length).toBeGreaterThanOrEqual(judgedEarlier(events) - stored - 3);
      if (added.length > 0) ran += 1;
      before = new Set([...before, ...added]);
    }
    expect(ran).toBeGreaterThan(kills / 10);
    const { stderr, exitCode } = await trespass(
      folder,
      ['fuzz', '--time', '3s', '--workers', '1', '--events', 'last.ndjson'],
      {
        TMPDIR: temp,
      },
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^campaign: goes on after [\d,]+ cases in \d+ runs? .*not judged again; .* first$/m,
    );
    const all = [...(await journals(folder)).values()].flatMap(({ signatures }) => signatures);
    expect(new Set(all).size).toBe(all.length);
    const kept = (await readdir(join(folder, '.trespass', 'findings'))).map((name) => name.slice(0, -5));
    expect([...told].filter((id) => !kept.includes(id))).toEqual([]);
    const { stdout } = await trespass(folder, ['report', join(folder, 'last.ndjson')]);
    for (const operation of ['save', 'drop']) expect(stdout).toContain(operation);
  });
}
