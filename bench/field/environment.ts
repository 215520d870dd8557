/** The interpreter that the projects run on, in an environment of their own, which is made once. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { findPython } from '../../adapters/python/environment.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { fieldFolder } from './truth.ts';

export async function fieldPython(): Promise<string> {
  const requirements = join(fieldFolder, 'requirements.txt');
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(packageRoot, 'node_modules', '.cache', 'trespass', `field-${key}`);
  const maker = join(packageRoot, 'examples', 'make_environment.py');
  await execa(await findPython(null, packageRoot), [maker, folder, requirements, key]);
  return join(folder, 'bin', 'python');
}
