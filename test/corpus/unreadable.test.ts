/** A file of the corpus that cannot be read, or holds what would hold up a run, is told by its name and never tried. */
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../model/errors.ts';

import { foundWith, inProject, withName } from './kit.ts';

const step = { operation: 'upload', actor: 'attacker', arguments: {} };
const entryWith = (attack: object): string =>
  JSON.stringify({ ...entryDocument(), attack: { layout: [], steps: [step], race: null, ...attack } });
const stepWith = (argument: object): string =>
  entryWith({ steps: [{ ...step, arguments: { name: argument } }] });
const archived = (levels: number): object => {
  const around = { format: 'tar', dialect: 'ustar', compressed: false };
  const text = { kind: 'file', name: 'n', content: { text: 'x' } };
  return Array.from({ length: levels }).reduce<object>(
    (inner) => ({ ...around, members: [{ kind: 'file', name: 'n', content: { archive: inner } }] }),
    { ...around, members: [text] },
  );
};
const deepArchive = (levels: number): string => {
  const [before = '', after = ''] = JSON.stringify(archived(1)).split(JSON.stringify(archived(0)));
  return before.repeat(levels) + JSON.stringify(archived(0)) + after.repeat(levels);
};
const long = 'x'.repeat(6_001);

/** Attacks that would hold up a run past its end, or overrun the stack. */
const beyond = [
  ['5000-steps', entryWith({ steps: Array(5_000).fill(step) }), 'attack.steps: an attack has at most'],
  [
    'much-planted',
    entryWith({ layout: Array(100).fill({ kind: 'directory', zone: 'own', path: 'a' }) }),
    'attack.layout: an attack plants at most',
  ],
  ['long-text', stepWith({ text: 'x'.repeat(15_000_000) }), 'arguments.name.text: a text has at most 6000'],
  ['long-parts', stepWith({ text: ['x'.repeat(5_000), { place: 'moat' }, long] }), 'a text has at most 6000'],
  ['many-parts', stepWith({ text: Array(500).fill({ place: 'moat' }) }), 'a text has at most 200 parts'],
  ['long-name', stepWith({ file: { name: long, content: { text: 'x' } } }), 'a text has at most 6000'],
  ['long-content', stepWith({ file: { name: 'x', content: { text: long } } }), 'a text has at most 6000'],
  ['long-json', stepWith({ json: Array(600_000).fill(1) }), 'a JSON value has at most'],
  [
    'deep-json',
    stepWith({ json: '(deep)' }).replace('"(deep)"', `${'['.repeat(6_000)}${']'.repeat(6_000)}`),
    'more than 200 levels deep',
  ],
  [
    'deep-archive',
    stepWith({ archive: '(deep)' }).replace('"(deep)"', deepArchive(2_000)),
    'more than 200 levels deep',
  ],
  ['archives-in-archives', stepWith({ archive: archived(5) }), 'an archive of more than 3 archives deep'],
] as const;

describe('a file of the corpus that cannot be read', () => {
  const wrong = [
    ['no-json', '{', 'is not JSON'],
    ['other-version', '{"version": 2}', 'version:'],
    [
      'no-attack',
      JSON.stringify({ ...entryDocument(), attack: { layout: [], steps: 3, race: null } }),
      'attack.steps:',
    ],
    ['unknown-field', JSON.stringify({ ...entryDocument(), note: 1 }), 'note'],
    ['other-id', JSON.stringify({ ...entryDocument(), id: 'f-2' }), 'id: "f-2" is not the name of the file'],
    ...beyond,
    ['wrong-severity', JSON.stringify({ ...entryDocument(), severity: 'huge' }), 'severity:'],
  ] as const;

  test.each(wrong)('is told by name and field, while others load: %s', async (_row, text, message) => {
    await inProject(async (corpus) => {
      await corpus.save(withName('../a', 'good'), foundWith);
      await writeFile(join(corpus.folder, 'findings', 'f-1.json'), text);
      const { entries, errors } = await corpus.load();
      expect(entries.map((entry) => entry.id)).toEqual(['good']);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ kind: 'corpus', operation: null });
      expect(errors[0]?.message).toContain(join(corpus.folder, 'findings', 'f-1.json'));
      expect(errors[0]?.message).toContain(message);
    });
  });

  test('is never overwritten', async () => {
    await inProject(async (corpus) => {
      const path = await corpus.save(withName('../a'), foundWith);
      await writeFile(path, 'precious');
      await expect(corpus.save(withName('../a'), foundWith)).rejects.toThrow(UsageError);
      expect(await readFile(path, 'utf8')).toBe('precious');
    });
  });

  test('is never followed when it is a link', async () => {
    await inProject(async (corpus, folder) => {
      const path = await corpus.save(withName('../a', 'f-2'), foundWith);
      await writeFile(join(folder, 'elsewhere'), await readFile(path));
      await symlink(join(folder, 'elsewhere'), join(corpus.folder, 'findings', 'f-1.json'));
      expect((await corpus.load()).errors[0]?.message).toContain('is not a regular file');
      await expect(corpus.save(withName('../a'), foundWith)).rejects.toThrow('is not a regular file');
    });
  });
});

function entryDocument(): object {
  const { id, property, operation, summary, severity, power, cwe, attack } = withName('../a');
  const location = null;
  return { version: 1, id, property, operation, summary, severity, power, cwe, location, attack, foundWith };
}
