/** What the documents name exists: their links, and the paths of this repository that stand in their sentences. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../model/packageRoot.ts';
import { documents, textOf } from './documents.ts';

const folders = readdirSync(packageRoot, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(?:\.|node_modules$|dist$)/.test(entry.name))
  .map(({ name }) => name);

/** The Python package of the driver is named by itself. */
const driver = 'adapters/python/driver';

function brokenLinks(document: string, text: string): string[] {
  return [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !existsSync(join(packageRoot, dirname(document), target)));
}

/** Paths in backticks that begin with a folder of this repository and do not exist. */
function missingPaths(text: string): string[] {
  return [...text.replace(/^```.*?^```$/gms, '').matchAll(/`([\w.-]+\/[\w./-]*)`/g)]
    .map(([, path = '']) => (path.startsWith('trespass_driver/') ? `${driver}/${path}` : path))
    .filter((path) => folders.includes(path.split('/')[0] ?? ''))
    .filter((path) => !existsSync(join(packageRoot, path)));
}

describe('the documents', () => {
  it('link to files that exist', () => {
    const broken = documents.flatMap((one) =>
      brokenLinks(one, textOf(one)).map((target) => `${one}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name paths of the repository that exist', () => {
    const missing = documents.flatMap((one) => missingPaths(textOf(one)).map((path) => `${one}: ${path}`));
    expect(missing).toEqual([]);
  });

  it('would be told of a link and a path that do not exist', () => {
    expect(brokenLinks('docs/architecture.md', '[a](nothing.md#a), [b](architecture.md#b)')).toEqual([
      'nothing.md',
    ]);
    expect(
      missingPaths('`model/nothing.ts`, `model/limits.ts`, `shop/urls.py`, `trespass_driver/nothing.py`'),
    ).toEqual(['model/nothing.ts', `${driver}/trespass_driver/nothing.py`]);
  });
});
