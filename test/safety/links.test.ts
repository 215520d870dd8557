/** A target that puts links in the place of folders of its own arena gets nothing changed where they lead. */
import { mkdir, readdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withDir } from 'tmp-promise';
import { describe, expect, it } from 'vitest';
import { inFolder, trespass } from '../cli/kit.ts';

const targets = `import os

def replace(name, others, into, above):
    """Puts a link to others in the place of a folder of the arena."""
    arena = into
    while 'trespass-arena-' in os.path.dirname(arena):
        arena = os.path.dirname(arena)
    place = {'aside': arena + '/aside', 'moat': arena + '/m', 'sandbox': into,
             'level': os.path.dirname(into), 'arena': arena}[above]
    os.rename(place, place + '.gone')
    os.symlink(others, place)
`;

const config = (others: string, place: string) => `import { defineConfig, fixed, text } from 'trespass';
export default defineConfig({
  sandbox: { environment: { DATA: 'data' } },
  actors: { attacker: {}, victim: {} },
  operations: {
    replace: {
      call: './targets.py:replace',
      arguments: {
        name: text(),
        others: fixed(${JSON.stringify(others)}),
        into: fixed('{sandbox}'),
        above: fixed(${JSON.stringify(place)}),
      },
    },
  },
});
`;

describe.each(['auto', 'off'])('with jail %s', (jail) => {
  it.each(['aside', 'moat', 'sandbox', 'level', 'arena'])(
    'nothing is lost behind a link in the place of %s',
    async (place) => {
      await withDir(
        async ({ path }) => {
          const others = await realpath(path);
          await mkdir(join(others, 'kept', 'aside'), { recursive: true });
          for (const name of ['a', 'secret.txt', 'kept/b']) await writeFile(join(others, name), name);
          const before = (await readdir(others, { recursive: true })).sort();
          const files = {
            'targets.py': targets,
            'trespass.config.ts': config(others, place),
          };
          await inFolder(files, async (folder) => {
            const bounds = ['--runs', '8', '--seed', '3', '--workers', '1'];
            const ended = await trespass(folder, ['check', ...bounds, '--jail', jail]);
            expect(ended.stderr).not.toContain('[bug]');
          });
          expect((await readdir(others, { recursive: true })).sort()).toEqual(before);
        },
        { unsafeCleanup: true },
      );
    },
    120_000,
  );
});
