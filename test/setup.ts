/** Makes what tests need once, before any test file asks for it: the examples' Python environment, bubblewrap, strace. */
import { spawnSync } from 'node:child_process';
import { ensureExamplePython } from '../adapters/python/environment.ts';
import { installStrace } from './safety/strace.ts';

export default async function setup(): Promise<void> {
  installStrace();
  installBubblewrap();
  await ensureExamplePython((progress) => process.stderr.write(`${progress}\n`));
}

/** Where it can be installed without asking anybody. Where it cannot, `unshare` makes the jails of the tests. */
function installBubblewrap(): void {
  const works = (program: string, ...args: readonly string[]) => spawnSync(program, args).status === 0;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || works('bwrap', '--version')) return;
  if (!works('apt-get', 'install', '-y', 'bubblewrap') && works('apt-get', 'update'))
    works('apt-get', 'install', '-y', 'bubblewrap');
  if (!works('bwrap', '--version')) process.stderr.write('No bubblewrap: jails are made by unshare\n');
}
