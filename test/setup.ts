/** Makes the examples' Python environment once, before any test file asks for it, and gets the one tool that tests need. */
import { ensureExamplePython } from '../adapters/python/environment.ts';
import { installStrace } from './safety/strace.ts';

export default async function setup(): Promise<void> {
  installStrace();
  await ensureExamplePython((progress) => process.stderr.write(`${progress}\n`));
}
