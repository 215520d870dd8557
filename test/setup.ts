/** Makes the examples' Python environment before any test file asks for it, and says which tests are skipped here, and why. */
import { ensureExamplePython } from '../adapters/python/environment.ts';
import { jailWorks, straceWorks } from './systemTools.ts';

export default async function setup(): Promise<void> {
  for (const missing of missingTools()) process.stderr.write(`${missing}\n`);
  await ensureExamplePython((progress) => process.stderr.write(`${progress}\n`));
}

function missingTools(): string[] {
  if (process.platform !== 'linux') return [];
  return [
    ...(straceWorks()
      ? []
      : ['strace is not installed: tests of what a run changes on this machine are skipped']),
    ...(jailWorks()
      ? []
      : ['no mount namespace can be made here: tests of the jail are skipped (apt install bubblewrap)']),
  ];
}
