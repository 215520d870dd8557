/** The kernel's own account of a run: nothing is changed beyond arena and `.trespass/`, nobody spoken to but loopback. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arenaPrefix } from '../../arena/mark.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { inFolder, main } from '../cli/kit.ts';
import { testPython } from '../python.ts';
import { straceWorks } from '../systemTools.ts';
import { effectsOf, trace } from './strace.ts';
import { strays } from './strays.ts';

/** Of each kind one: files, links, items, objects, archives, streams and commands. All operations of all twins: `npm run test:long`. */
const operations = [
  'upload',
  'rename',
  'alias',
  'importItem',
  'readOriginal',
  'bundle',
  'preview',
  'exportAssets',
];

it.runIf(straceWorks())(
  'a run on the vulnerable example changes its arenas and .trespass/ alone',
  async () => {
    await inFolder({}, async (folder) => {
      const [acme, temp] = [join(folder, 'acme'), join(folder, 'temp')];
      const source = join(packageRoot, 'examples', 'acme');
      await cp(source, acme, { recursive: true, filter: (path) => !/\.trespass$|__pycache__$/.test(path) });
      await mkdir(temp);
      const command = [
        'node',
        main,
        'check',
        // The hook has to hold alone: a jail would refuse what it lets through.
        '--jail',
        'off',
        ...['--config', 'vulnerable.config.ts', '--runs', '60', '--seed', '3', '--workers', '1'],
        ...operations,
      ];
      const env = { TMPDIR: temp, TRESPASS_PYTHON: await testPython(), NO_COLOR: '1' };
      const options = { cwd: acme, env, log: join(folder, 'strace.log') };
      const { exitCode, stderr, effects } = await trace(command, options);
      expect(exitCode, stderr).toBe(1);
      const allowed = [join(temp, arenaPrefix), `${acme}/.trespass/`];
      expect(strays(effects, allowed)).toEqual([]);
      // That it attacked, kept findings and spoke to its engine was seen too, so silence means something.
      for (const place of allowed) expect(strays(effects, [place])).not.toEqual([]);
      expect(new Set(effects.map(({ kind }) => kind))).toEqual(new Set(['change', 'link', 'contact']));
    });
  },
  400_000,
);

describe('reading strace', () => {
  it.runIf(straceWorks())(
    'tells every kind of change with its whole path, relative ones from the folder of the call',
    async () => {
      const script = `cd inner && echo a > file && mkdir "d i" && mv file moved && ln -s ../gone link && ln moved hard
      chmod 600 moved && rm hard && (cd .. && touch above) && : > 'd i/last'`;
      await inFolder({ 'inner/there': '' }, async (folder) => {
        const log = join(folder, 'strace.log');
        const { effects } = await trace(['sh', '-c', script], { cwd: folder, env: {}, log });
        const told = effects.flatMap((effect) =>
          effect.kind === 'contact' || effect.path === '/dev/null'
            ? []
            : [
                effect.path.replace(folder, '') +
                  ('to' in effect ? ` -> ${effect.to.replace(folder, '')}` : ''),
              ],
        );
        for (const path of [
          '/inner/file',
          '/inner/d i',
          '/inner/moved',
          '/inner/link -> /gone',
          '/inner/hard',
        ])
          expect(told).toContain(path);
        for (const path of ['/above', '/inner/d i/last']) expect(told).toContain(path);
        expect(strays(effects, [`${folder}/inner/`]).join('\n')).toMatch(/symlink(?:at)? .*link -> .*gone$/m);
      });
    },
  );

  it('tells contacts beyond loopback, and puts interrupted calls together', () => {
    const log = `1 connect(3<socket:[7]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 ENETUNREACH (no)
1 openat(AT_FDCWD</w>, "/etc/x", O_WRONLY|O_CREAT, 0666 <unfinished ...>
2 chdir("/tmp") = 0
1 <... openat resumed>) = 4</etc/x>
1 bind(3<socket:[7]>, {sa_family=AF_INET6, sin6_port=htons(1), inet_pton(AF_INET6, "::1", &sin6_addr), x=0}, 28) = 0
1 unlink("/etc/y") = -1 ENOENT (No such file or directory)`;
    expect(strays(effectsOf(log, '/w'), [])).toEqual(['connect AF_INET 192.0.2.1', 'openat /etc/x']);
  });
});
