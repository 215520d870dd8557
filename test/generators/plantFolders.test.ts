/** Links are planted where an operation works, and nowhere but in what is the attacker's. */
import { describe, expect, it } from 'vitest';
import { aimAt, unnamedParameter } from '../../generators/base/aim.ts';
import { plantFolders } from '../../generators/layouts/plantFolders.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';
import { literalOf } from '../../model/text.ts';
import { knowing } from '../knowledge.ts';
import { probeAttacks } from '../probes.ts';
import { callable, service } from './knowledge.ts';

function given(folder: string): Operation {
  return {
    name: 'walk',
    entry: { kind: 'call', function: 'walker:walk' },
    parameters: [{ name: 'folder', kind: 'text', place: 'argument', fixed: true, example: folder }],
  };
}

function folders(
  knowledge: Knowledge,
  operation: Operation,
  zone: 'own' | 'temp' = 'own',
): readonly string[] {
  return plantFolders(aimAt({ ...knowledge }, operation, unnamedParameter), zone);
}

const alone = knowing(
  {
    operations: [given('{sandbox}/vault')],
    files: { names: ['vault/note.md', 'note.md', 'vault', 'docs/old/a.txt'] },
    means: { powers: ['request', 'own-folder'], zones: ['own'], homes: [''] },
  },
  callable,
);

describe('links are planted', () => {
  it('in the given folder first where the whole sandbox is the attacker’s, then where files were seen', () => {
    expect(folders(alone, given('{sandbox}/vault'))).toEqual(['vault/', '', 'docs/old/']);
  });

  it('in no given folder that holds what is others’', () => {
    const files = { names: ['vault/mallory/a/b.txt', 'vault/victor/c.txt'] };
    const shared = knowing({ files, means: { homes: ['vault/mallory'] } }, service);
    expect(folders(shared, given('{sandbox}/vault'))).toEqual(['', 'a/']);
    expect(folders(shared, given('{sandbox}/vault/mallory/a'))).toEqual(['a/', '']);
    expect(folders(shared, given('{sandbox}/vault/mallory-2'))).toEqual(['', 'a/']);
  });

  it('in the shared temporary folder itself', () => {
    expect(folders(service, given('{sandbox}/vault'), 'temp')).toEqual(['']);
  });

  it('under names like those of the files there, for an operation that is told no name', () => {
    const planted = probeAttacks(alone, 'walk').flatMap(({ layout }) =>
      layout.map(({ path }) => literalOf(path)),
    );
    expect(planted[0]).toBe('vault/a.md');
    expect(planted).toContain('vault/a');
  });
});
