/** `npm run docs`: writes the generated pages of the reference, and removes those whose property or class is gone. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../model/packageRoot.ts';
import { generatedFolders, pages } from './pages.ts';

for (const folder of generatedFolders) rmSync(join(packageRoot, folder), { recursive: true, force: true });
for (const [path, text] of pages()) {
  mkdirSync(dirname(join(packageRoot, path)), { recursive: true });
  writeFileSync(join(packageRoot, path), text);
}
