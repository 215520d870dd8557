/** Makes the examples' Python environment once, before any test file asks for it. */
import { ensureExamplePython } from '../adapters/python/environment.ts';

export default async function setup(): Promise<void> {
  await ensureExamplePython((progress) => process.stderr.write(`${progress}\n`));
}
