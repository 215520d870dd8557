/** From nothing to a check: a project as Django makes it, a config as `init` writes it, and one operation. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { testPython } from '../python.ts';
import { inFolder, trespass } from './kit.ts';

const urls = `from django.core.files.storage import default_storage
from django.http import JsonResponse
from django.urls import path

def upload(request):
    return JsonResponse({"name": default_storage.save(request.FILES["file"].name, request.FILES["file"])})

urlpatterns = [path("upload/", upload)]
`;

it('init in a fresh Django project leads to operations, and a declared one to a check', async () => {
  await inFolder({}, async (folder) => {
    await execa(await testPython(), ['-m', 'django', 'startproject', 'shop', '.'], { cwd: folder });
    expect((await trespass(folder, ['init'])).exitCode).toBe(0);

    const untold = await trespass(folder, ['check']);
    expect(untold.stderr).toMatch(/operations: none is declared; see: trespass operations/);
    expect(untold.exitCode).toBe(2);
    const listed = await trespass(folder, ['operations']);
    expect(listed.stdout).toMatch(/^ {2}any method \/admin\/login\/ as admin:login$/m);
    expect(listed.exitCode).toBe(0);

    await writeFile(join(folder, 'shop', 'urls.py'), urls);
    const file = join(folder, 'trespass.config.ts');
    const config = await readFile(file, 'utf8');
    expect(config).toContain('Can a tenant write to its folder by other means than the operations');
    expect(config).toMatch(/^ {2}\/\/ attacker: \{ powers: /m);
    const declared = config.replace("// upload: { http: 'POST /assets/'", "upload: { http: 'POST /upload/'");
    expect(declared).not.toBe(config);
    await writeFile(file, declared);
    const checked = await trespass(folder, ['check', '--runs', '60', '--seed', '1']);
    expect(checked.stdout, checked.stderr).toMatch(/^Nothing found in 6\d cases/m);
    expect(checked.exitCode).toBe(0);
  });
});

it('init leaves out what a project does not have, and the next command works', async () => {
  const settings = "SECRET_KEY = 'x'\nROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = []\n";
  const manage = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n';
  const files = { 'manage.py': manage, 'shop/settings.py': settings, 'shop/urls.py': 'urlpatterns = []\n' };
  await inFolder(files, async (folder) => {
    expect((await trespass(folder, ['init'])).stderr).toBe('');
    const bare = await readFile(join(folder, 'trespass.config.ts'), 'utf8');
    expect(bare).not.toMatch(/^(?!\s*\/\/).*(?:login|MEDIA_ROOT)/m);
    const listed = await trespass(folder, ['operations']);
    expect(listed.stdout, listed.stderr).toMatch(/^No operations are declared\.$/m);
    expect(listed.exitCode).toBe(0);

    await writeFile(join(folder, 'shop', 'settings.py'), `${settings}MEDIA_ROOT = '/srv/media'\n`);
    await rm(join(folder, 'trespass.config.ts'));
    expect((await trespass(folder, ['init'])).exitCode).toBe(0);
    const uploads = await readFile(join(folder, 'trespass.config.ts'), 'utf8');
    expect(uploads).toMatch(/^ {2}sandbox: \{ settings: \{ MEDIA_ROOT: 'media' \} \},$/m);
  });
});

it('init says why it could not look at a project, and writes what is usual, once', async () => {
  const manage = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n';
  await inFolder({ 'manage.py': manage }, async (folder) => {
    const { stderr, exitCode } = await trespass(folder, ['init']);
    expect(stderr).toMatch(
      /^the project could not be started to look at it, .*: there is no settings module 'shop\.settings'/,
    );
    expect(exitCode).toBe(0);
    const written = await readFile(join(folder, 'trespass.config.ts'), 'utf8');
    for (const words of ['login:', "settings: 'shop.settings'"]) expect(written).toContain(words);
    const again = await trespass(folder, ['init']);
    expect(again.stderr).toMatch(/is there already/);
    expect(again.exitCode).toBe(2);
  });
});
