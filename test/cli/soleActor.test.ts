/** A run of a config with one actor says that nothing between tenants was tested, unless no operation is told of one. */
import { expect, it } from 'vitest';
import { faultyProject, inFolder, saveConfig, trespass } from './kit.ts';

const storage = saveConfig.replace(
  /operations: \{.*\},\n/,
  "operations: { media: { storage: 'django.core.files.storage:FileSystemStorage', options: { location: '{sandbox}' } } },\n",
);

it.each([
  ['with one actor', saveConfig, true],
  ['with two', saveConfig.replace('attacker:', 'actors: { attacker: {}, victim: {} }, attacker:'), false],
  ['of a Storage', storage, false],
])('a check %s', async (_, config, isTold) => {
  await inFolder({ ...faultyProject, 'trespass.config.ts': config }, async (folder) => {
    const { stdout } = await trespass(folder, ['check', '--runs', '3', '--workers', '1']);
    expect(stdout).toMatch(/cases?, \d/);
    expect(stdout.includes('Nothing between tenants was tested, because attacker is the only actor')).toBe(
      isTold,
    );
  });
});
