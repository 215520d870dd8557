/** `replay` says the same each time, and says how often where a target does not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faultyProject, faultyTarget, inFolder, trespass } from './kit.ts';

/** Every second call is sound: the counter lives in the target's process, where nothing puts it back. */
const everyOtherTime = `import itertools
calls = itertools.count()
${faultyTarget.replace('    with', '    if next(calls) % 2:\n        name = str(abs(hash(name)))\n    with')}`;

it('gives the same verdict five times of five, and tells a target that fails every other time as FLAKY', async () => {
  await inFolder(faultyProject, async (folder) => {
    const checked = await trespass(folder, [
      'check',
      '--runs',
      '100',
      '--seed',
      '1',
      '--property',
      'no-write-outside',
    ]);
    expect(checked.exitCode).toBe(1);
    const verdicts: string[] = [];
    for (let time = 0; time < 5; time += 1) verdicts.push((await trespass(folder, ['replay'])).stdout);
    expect(verdicts[0]).toMatch(/^STILL FAILS no-write-outside-[0-9a-f]{8}: /);
    expect(verdicts[0]).toMatch(/^ {2}\.\. +\{moat\}\S* {2}leaves the sandbox here$/m);
    expect(new Set(verdicts).size).toBe(1);

    await writeFile(join(folder, 'target.py'), everyOtherTime);
    const flaky = await trespass(folder, ['replay']);
    expect(flaky.stdout).toMatch(/^FLAKY [12] of 3 no-write-outside-[0-9a-f]{8}: /);
    expect(flaky.exitCode).toBe(1);
  });
});

/** One view trusts a header that fronts drop, the other what it is asked for. */
const fronted: Readonly<Record<string, string>> = {
  'shop/__init__.py': '',
  'shop/settings.py': `SECRET_KEY = 'k'
ROOT_URLCONF = 'shop.urls'
MEDIA_ROOT = ''
`,
  'shop/urls.py': `import os
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

def save(request, name):
    with open(os.path.join(settings.MEDIA_ROOT, name), 'wb') as out:
        out.write(b'x')
    return HttpResponse(status=204)

def by_header(request):
    return save(request, request.META.get('HTTP_X_NAME', 'a'))

urlpatterns = [path('by-path/<path:name>', save), path('by-header/', by_header)]
`,
  'trespass.config.ts': `import { defineConfig, text } from 'trespass';
export default defineConfig({
  django: { project: '.', settings: 'shop.settings' },
  sandbox: { settings: { MEDIA_ROOT: 'media' } },
  actors: { attacker: { headers: {} } },
  attacker: { powers: ['request'] },
  operations: {
    byPath: { http: 'PUT /by-path/{name}', path: { name: text() } },
    byHeader: { http: 'PUT /by-header/', headers: { X_Name: text() } },
  },
});
`,
};

it('tells which findings hold through a server of the project’s', async () => {
  await inFolder(fronted, async (folder) => {
    const search = ['check', '--runs', '200', '--seed', '1', '--property', 'no-write-outside'];
    expect((await trespass(folder, search)).exitCode).toBe(1);
    const plain = await trespass(folder, ['replay']);
    expect(plain.stdout.match(/^STILL FAILS/gm)).toHaveLength(2);
    expect(plain.stdout).toMatch(/^ {2}curl --path-as-is --globoff -X 'PUT' "\$URL"'\/by-path\//m);
    const through = await trespass(folder, ['replay', '--server', 'runserver']);
    expect(through.exitCode).toBe(1);
    expect(through.stdout).toMatch(/^STILL FAILS \S+: byPath, .*, through runserver too/m);
    expect(through.stdout).toMatch(/^NOT THROUGH runserver \S+: it is fixed, or that server changes/m);
    const odd = await trespass(folder, ['replay', '--server', 'other']);
    expect([odd.exitCode, odd.stderr]).toEqual([2, expect.stringContaining('runserver')]);
  });
});
