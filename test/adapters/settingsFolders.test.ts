/** Settings that make folders while they are loaded, or that hold paths as `Path`: both go on to work where a config replaces them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask, djangoProject, groundForEach, jsonOf, startDjango } from './kit.ts';

const urls = `
from django.conf import settings
from django.http import JsonResponse
from django.urls import path

def show(request):
    return JsonResponse({'file': str(settings.EXPORTS / 'a.txt'), 'nested': str(settings.MORE['place'] / 'b.txt')})

urlpatterns = [path('show/', show)]
`;

const settings = `
import os
from pathlib import Path
BASE = Path(__file__).resolve().parent
EXPORTS = BASE / 'data' / 'exports'
MORE = {'place': BASE / 'more'}
os.makedirs(EXPORTS, exist_ok=True)
`;

const { ground, start } = groundForEach(djangoProject(urls, settings));

it('settings may make a folder that is replaced, which is not made, and paths stay paths', async () => {
  const overridden = { EXPORTS: '/arena/exports', 'MORE.place': '/arena/more' };
  const target = await start({ settings: overridden }, startDjango);
  const report = await ask(target, 'GET', '/show/');
  expect(jsonOf(report)).toEqual({ file: '/arena/exports/a.txt', nested: '/arena/more/b.txt' });
  expect(existsSync(join(ground().config, 'data'))).toBe(false);
});

it('settings may make no other folder outside the arena', async () => {
  const starting = start({ settings: { 'MORE.place': '/arena/more' } }, startDjango);
  await expect(starting).rejects.toThrow(/wrote outside the arena while it started, to .*data/);
});
