/** Engines of a process that node was given as code, without a file. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { packageRoot } from '../../model/packageRoot.ts';

const engine = pathToFileURL(join(packageRoot, 'dist', 'engines', 'dynamodb', 'engine.js')).href;

// The variable keeps code that is run again from going on for ever.
const code = `
  if (process.env.BEGUN === '1') throw new Error('the code is run again');
  process.env.BEGUN = '1';
  const { startItemEngine } = await import(${JSON.stringify(engine)});
  const started = await startItemEngine({ tables: [], endpoint: null });
  process.stdout.write(started.endpoint.slice(0, 17));
  await started.stop();
`;

it('an engine is started from code, which is run once', async () => {
  const args = ['--input-type=module', '-e', code];
  const { stdout, exitCode } = await execa(process.execPath, args, { reject: false, timeout: 60_000 });
  expect({ stdout, exitCode }).toEqual({ stdout: 'http://127.0.0.1:', exitCode: 0 });
}, 90_000);
