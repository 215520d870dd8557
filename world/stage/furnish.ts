/** Puts the files that a config gives into the sandbox: `media/page.txt` exists before anybody acts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Arena } from '../../arena/arena.ts';
import type { RootFile } from '../../model/config.ts';
import { firstRoot } from './grounds.ts';

export function furnishRoots(arena: Arena, files: readonly RootFile[]): void {
  for (const { root, path, text } of files) {
    const full = `${arena.roots.get(root) ?? firstRoot(arena)}/${path}`;
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}
