/** The generated pages of the reference are those that the code makes now. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedFolders, pages } from '../../docs/generate/pages.ts';
import { classesOf } from '../../generators/index.ts';
import { attackClasses } from '../../model/attackClass.ts';
import { attackClassNotes } from '../../model/attackClassNotes.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { properties } from '../../properties/index.ts';
import { service } from '../generators/knowledge.ts';

const stored: ReadonlyMap<string, string> = new Map(
  generatedFolders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder)).map(
      (name) => [`${folder}/${name}`, readFileSync(join(packageRoot, folder, name), 'utf8')] as const,
    ),
  ),
);

describe('the generated pages', () => {
  it('are current: npm run docs changes nothing', () => {
    const made = pages();
    const differing = [...new Set([...made.keys(), ...stored.keys()])].filter(
      (path) => made.get(path) !== stored.get(path),
    );
    expect(differing).toEqual([]);
  });

  it('are one for each property and one for each attack class', () => {
    for (const { id } of properties)
      expect(stored.get(`docs/reference/properties/${id}.md`)).toContain(`# ${id}`);
    for (const id of attackClasses)
      expect(stored.get(`docs/reference/classes/${id}.md`)).toContain(`# ${id}`);
  });

  it('show the flawed and the corrected function of a class, and what both use once', () => {
    const page = stored.get('docs/reference/classes/name.case.md') ?? '';
    expect(page.match(/^def lowered\(/gm)).toHaveLength(1);
    expect(page.match(/^def lowered_first\(/gm)).toHaveLength(1);
    expect(page.match(/^def _lower\(/gm)).toHaveLength(1);
  });
});

describe('the samples of classes', () => {
  /** Samples are written as a person reads them; here is what is sent. */
  const sentOf = (sample: string): string =>
    sample
      .replace(/\/…\//g, '/somewhere/')
      .replace('\\0', '\0')
      .replace('\\xff', '\udcff')
      .replace('\\u200b', '\u200b');
  const plain = attackClasses.filter(
    (id) => /^(?:path|name)\./.test(id) && !/ \(|…{2}|ALICE/.test(attackClassNotes[id].sample),
  );

  it.each(plain)('%s is recognised as that class', (id) => {
    const [operation] = service.operations;
    const text = sentOf(attackClassNotes[id].sample);
    const step = {
      operation: operation?.name ?? '',
      actor: service.actors.attacker,
      arguments: { folder: { text } },
    };
    expect(classesOf({ layout: [], steps: [step], race: null }, service)).toContain(id);
  });
});
