/** From nothing to a check: projects that are explored, the config that `init` writes of them, and a check without any config. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { byHeader } from '../explore/site.ts';
import { testPython } from '../python.ts';
import { inFolder, trespass } from './kit.ts';

const config = 'trespass.config.ts';

it('init writes a config that a check runs as it is', async () => {
  await inFolder(byHeader, async (folder) => {
    const { stdout, stderr, exitCode } = await trespass(folder, ['init']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^wrote trespass\.config\.ts\n6 of 6 operations were found to work$/m);
    expect(stdout).toMatch(/^the environment variable SHOP_REGION is needed; it got a made-up value$/m);
    expect(exitCode).toBe(0);
    const written = await readFile(join(folder, config), 'utf8');
    expect(written).toContain(
      "getAssetsId: { http: 'GET /assets/{id}/', path: { id: text({ from: 'postAssets.response.asset.id' }) } },",
    );
    expect(written).toContain('Can a tenant write to its folder by other means than the operations');
    const checked = await trespass(folder, ['check', '--runs', '300', '--seed', '1']);
    expect(checked.stdout, checked.stderr).toMatch(/^CRITICAL +postAssets .+ +shop\/views\.py:\d+/m);
    expect(checked.exitCode).toBe(1);
  });
});

it('check without a config explores the project, says what it assumed, and keeps it where that is asked', async () => {
  await inFolder(byHeader, async (folder) => {
    const checked = await trespass(folder, ['check', '--runs', '60', '--seed', '1']);
    expect(checked.stderr).toMatch(/^there is no trespass\.config\.ts here, so the project is explored$/m);
    expect(checked.stderr).toMatch(/^ {2}actors are told apart by the header X-Tenant$/m);
    expect(checked.stderr).toMatch(/^keep what was found with --save-config/m);
    expect(checked.stdout).toMatch(/6 of 6 operations tested/);
    expect(existsSync(join(folder, config))).toBe(false);
    const kept = await trespass(folder, ['operations', '--save-config']);
    expect(kept.stderr).toMatch(/^wrote trespass\.config\.ts$/m);
    expect(kept.stdout).toMatch(/^ {2}postNotes: POST \/notes\//m);
    expect(existsSync(join(folder, config))).toBe(true);
    expect((await trespass(folder, ['operations'])).stderr).toBe('');
  });
});

it('a fresh Django project has nothing to ask, which is said', async () => {
  await inFolder({}, async (folder) => {
    await execa(await testPython(), ['-m', 'django', 'startproject', 'shop', '.'], { cwd: folder });
    const { stdout, exitCode } = await trespass(folder, ['init']);
    expect(stdout).toMatch(/^0 of 0 operations were found to work$/m);
    expect(stdout).toMatch(/^left out: \d+ routes below \/admin\/ \(Django’s admin\)/m);
    expect(exitCode).toBe(0);
    const untold = await trespass(folder, ['check']);
    expect(untold.stderr).toMatch(/operations: none is declared; see: trespass operations/);
    expect(untold.exitCode).toBe(2);
    const listed = await trespass(folder, ['operations']);
    expect(listed.stdout).toMatch(/^ {2}any method \/admin\/login\/ as admin:login$/m);
    expect(listed.exitCode).toBe(0);
  });
});

it('init says why a project does not start, with its line, and writes what its files say, once', async () => {
  const manage = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n';
  const settings =
    'SECRET_KEY = "x"\n\nimport nothing_of_that_name\nPAPERS_DIR = "/srv/papers"\nBASE_DIR = "."\n';
  const stack = 'Resources: { Store: { Type: AWS::S3::Bucket, Properties: { BucketName: shop-papers } } }\n';
  const files = { 'manage.py': manage, 'shop/settings.py': settings, 'template.yaml': stack };
  await inFolder(files, async (folder) => {
    const { stderr, exitCode } = await trespass(folder, ['init']);
    expect(stderr).toMatch(
      /^the project could not be started to look at it: .*nothing_of_that_name.*, at .*settings\.py:3/,
    );
    expect(exitCode).toBe(0);
    const written = await readFile(join(folder, config), 'utf8');
    for (const words of ["settings: 'shop.settings'", "PAPERS_DIR: 'papers'", "buckets: ['shop-papers']"])
      expect(written).toContain(words);
    // It has no users, and no folder of that name.
    for (const words of ['login: {', 'MEDIA_ROOT', 'BASE_DIR']) expect(written).not.toContain(words);
    const again = await trespass(folder, ['init']);
    expect(again.stderr).toMatch(/is there already/);
    expect(again.exitCode).toBe(2);
  });
});

it('a folder without a project is told how to name a config', async () => {
  await inFolder({}, async (folder) => {
    await writeFile(join(folder, 'notes.txt'), '');
    const { stderr, exitCode } = await trespass(folder, ['check']);
    expect(stderr).toMatch(
      /no trespass\.config\.ts in .*name one with --config, or write one with: trespass init/,
    );
    expect(exitCode).toBe(2);
  });
});
