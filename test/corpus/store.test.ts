/** Findings are kept as one readable file each, found again by their id, and never through a link. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepFindings } from '../../corpus/keepFindings.ts';
import { openCorpus } from '../../corpus/store.ts';
import { UsageError } from '../../model/errors.ts';
import { hostileTexts, unprintable } from '../reporters/hostileText.ts';
import { calm, sampleFinding } from '../reporters/sampleRun.ts';

import { foundWith, inProject, withName } from './kit.ts';

describe('the corpus', () => {
  test('keeps a finding as one readable file and loads it again', async () => {
    await inProject(async (corpus, folder) => {
      const finding = { ...withName('../a'), location: { file: join(folder, 'shop/views.py'), line: 3 } };
      const path = await corpus.save(finding, { ...foundWith, config: join(folder, 'trespass.config.ts') });
      expect(path).toBe(join(folder, '.trespass', 'findings', 'f-1.json'));
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
        version: 1,
        id: 'f-1',
        property: 'no-write-outside',
        operation: 'upload',
        summary: calm.summary,
        severity: 'critical',
        power: 'request',
        cwe: 'CWE-22',
        location: { file: 'shop/views.py', line: 3 },
        attack: finding.attack,
        foundWith,
      });
      const { entries, errors } = await corpus.load();
      expect(errors).toEqual([]);
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({ id: 'f-1', attack: finding.attack, location: finding.location });
    });
  });

  test('is empty where nothing was ever kept, and makes nothing by looking', async () => {
    await inProject(async (corpus, folder) => {
      expect(await corpus.load()).toEqual({ entries: [], errors: [] });
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('writes nothing where nothing has changed, even with another seed and other words', async () => {
    await inProject(async (corpus) => {
      const path = await corpus.save(withName('../a'), foundWith);
      const before = await stat(path, { bigint: true });
      await corpus.save({ ...withName('../a'), summary: 'other words' }, { ...foundWith, seed: 8 });
      const after = await stat(path, { bigint: true });
      expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
    });
  });

  test.each([
    ['shorter', '../aa', '../a', '../a'],
    ['longer', '../a', '../aa', '../a'],
    ['as-long', '../a', '../b', '../a'],
  ])('keeps the smaller attack: %s', async (_row, first, second, kept) => {
    await inProject(async (corpus) => {
      await corpus.save(withName(first), foundWith);
      await corpus.save(withName(second), foundWith);
      const { entries } = await corpus.load();
      expect(entries[0]?.attack).toEqual(withName(kept).attack);
    });
  });

  test('prefers an attack that needs less power to a shorter one', async () => {
    await inProject(async (corpus) => {
      const linked = withName('l');
      const layout = [{ kind: 'symlink', zone: 'own', path: 'l', to: '/' }] as const;
      await corpus.save({ ...linked, power: 'own-folder', attack: { ...linked.attack, layout } }, foundWith);
      await corpus.save(withName('a'.repeat(500)), foundWith);
      expect((await corpus.find('f-1')).power).toBe('request');
    });
  });

  test('follows a finding whose line has moved', async () => {
    await inProject(async (corpus, folder) => {
      const at = (line: number) => ({ ...withName('../a'), location: { file: join(folder, 'v.py'), line } });
      await corpus.save(at(3), foundWith);
      await corpus.save(at(4), foundWith);
      expect((await corpus.find('f-1')).location?.line).toBe(4);
    });
  });

  test('gives back any text, and shows nothing raw in its files', async () => {
    let number = 0;
    await inProject(async (corpus) => {
      await fc.assert(
        fc.asyncProperty(hostileTexts, async (texts) => {
          number += 1;
          const finding = sampleFinding(texts, `f-${number}`);
          const path = await corpus.save(finding, foundWith);
          expect(await readFile(path, 'utf8')).not.toMatch(unprintable);
          const entry = await corpus.find(`f-${number}`);
          expect(entry.summary).toBe(texts.summary);
          expect(entry.operation).toBe(texts.operation);
          expect(JSON.stringify(entry.attack)).toBe(JSON.stringify(finding.attack));
        }),
        { numRuns: 30 },
      );
      expect((await corpus.load()).errors).toEqual([]);
    });
  });

  test('leaves no unfinished file behind', async () => {
    await inProject(async (corpus) => {
      await Promise.all(['../a', '../bb', '../c'].map((name) => corpus.save(withName(name), foundWith)));
      expect(await readdir(join(corpus.folder, 'findings'))).toEqual(['f-1.json']);
    });
  });
});

describe('what a killed run had begun to write', () => {
  test('is removed when it is old, and left to its run when it is young', async () => {
    await inProject(async (corpus) => {
      const findings = join(corpus.folder, 'findings');
      await corpus.save(withName('../a'), foundWith);
      const [old, young, other] = [
        `.${randomUUID()}.unfinished`,
        `.${randomUUID()}.unfinished`,
        '.mine.unfinished',
      ];
      for (const name of [old, young, other]) await writeFile(join(findings, name), '{');
      const before = Date.now() / 1_000 - 120;
      for (const name of [old, other]) await utimes(join(findings, name), before, before);
      expect((await corpus.load()).errors).toEqual([]);
      expect((await readdir(findings)).sort()).toEqual([young, other, 'f-1.json'].sort());
    });
  });
});

describe('keeping the findings of a run', () => {
  test('says once that the folder cannot be written to, with what the system says', async () => {
    // Nobody may make a folder there, root included.
    const corpus = openCorpus('/proc/self');
    const told: string[] = [];
    const keeping = keepFindings(corpus, foundWith, ({ message }) => told.push(message));
    for (const id of ['f-1', 'f-2', 'f-1']) keeping.keep(withName('../a', id));
    await keeping.done();
    expect(told).toEqual([
      expect.stringMatching(
        /^findings cannot be kept in \/proc\/self\/\.trespass\/findings: .* \(E[A-Z]+\); what this run says/,
      ),
    ]);
    expect(keeping.failed()).toBe(true);
  });

  test('keeps findings in the order in which they are told', async () => {
    await inProject(async (corpus) => {
      const keeping = keepFindings(corpus, foundWith, () => undefined);
      for (const name of ['../aaa', '../aa', '../a']) keeping.keep(withName(name));
      await keeping.done();
      expect(keeping.failed()).toBe(false);
      expect((await corpus.find('f-1')).attack).toEqual(withName('../a').attack);
    });
  });
});

describe('the folder of the corpus', () => {
  test.each(['.trespass', '.trespass/findings'])('is refused when %s is a link', async (name) => {
    await inProject(async (corpus, folder) => {
      await mkdir(join(folder, 'elsewhere'));
      if (name !== '.trespass') await mkdir(corpus.folder);
      await symlink(join(folder, 'elsewhere'), join(folder, name));
      await expect(corpus.load()).rejects.toThrow(UsageError);
      await expect(corpus.save(withName('../a'), foundWith)).rejects.toThrow('is a symbolic link');
      await expect(corpus.find('f')).rejects.toThrow(UsageError);
      expect(await readdir(join(folder, 'elsewhere'))).toEqual([]);
    });
  });

  test('is refused when it is a file', async () => {
    await inProject(async (corpus) => {
      await writeFile(corpus.folder, '');
      await expect(corpus.load()).rejects.toThrow('is no folder');
      await expect(corpus.save(withName('../a'), foundWith)).rejects.toThrow(UsageError);
    });
  });
});

describe('an id', () => {
  test.each(['', '.', '../x', 'a/b', 'A', 'ä', 'a\0', '-a', 'a-', 'a.json', 'a'.repeat(101)])(
    'is refused as a file name: %j',
    async (id) => {
      await inProject(async (corpus, folder) => {
        await expect(corpus.save(withName('../a', id), foundWith)).rejects.toThrow(UsageError);
        expect(await readdir(folder)).toEqual([]);
      });
    },
  );

  test('is found by its start, where that is enough', async () => {
    await inProject(async (corpus) => {
      for (const id of ['ab', 'abc', 'b-1']) await corpus.save(withName('../a', id), foundWith);
      expect((await corpus.find('b')).id).toBe('b-1');
      expect((await corpus.find('ab')).id).toBe('ab');
      await expect(corpus.find('a')).rejects.toThrow('a is the start of 2 findings; there are ab, abc');
      await expect(corpus.find('x')).rejects.toThrow('no finding x in');
      await expect(corpus.find('../a')).rejects.toThrow('"../a" is no finding');
    });
  });
});
