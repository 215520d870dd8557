import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startDriverProcess } from '../../adapters/python/driverProcess.ts';

it('a process whose output file is gone when it ends is told to have ended, without what it printed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trespass-output-'));
  const driver = await startDriverProcess({
    command: ['/bin/sh', '-c', 'echo last words; read line <&3; exit 3'],
    ...{ wrapped: false, keeps: false, folder, environment: {}, mark: 'none', onEnd: () => undefined },
    outputFile: join(folder, 'output.log'),
  });
  await rm(folder, { recursive: true });
  await expect(driver.ask('go on\n', 20_000)).rejects.toThrow('the target ended with exit code 3');
  await driver.kill();
});
