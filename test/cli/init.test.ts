/** From nothing to a check: a project as Django makes it, a config as `init` writes it, and one operation. */
import { readFile, writeFile } from 'node:fs/promises';
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
