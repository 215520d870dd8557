/** Roots by whatever name a config gives them. */
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createArena } from '../../arena/arena.ts';
import { moatFolderNames } from '../../model/moat.ts';

it('makes a root that has the name of a folder of the moat beside that folder', async () => {
  const [name = ''] = moatFolderNames;
  const arena = await createArena([name, 'media']);
  try {
    const root = arena.roots.get(name) ?? '';
    expect(existsSync(root)).toBe(true);
    expect(arena.pristine.has(`${root}/secret.txt`)).toBe(false);
    expect(arena.roots.size).toBe(2);
  } finally {
    arena.remove();
  }
});
