/** Finds this package's folder, from its sources as well as from `dist/`. */
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const parent: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of the package's folder. */
export const packageRoot: string = basename(parent) === 'dist' ? dirname(parent) : parent;
