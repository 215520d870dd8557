/**
 * Files of the project and of installed packages that an attack leads to are told, where a folder of them is served by name: a
 * folder served too widely, and a way out of it. Nothing is told where the name is kept within.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { foundAfter, openSite, type Site } from './siteKit.ts';

const urls = `
import os
import django
from django.utils._os import safe_join

here = os.path.dirname(os.path.abspath(__file__))
pages = os.path.join(here, 'pages')
shipped = os.path.join(os.path.dirname(django.__file__), 'contrib', 'admin', 'templates')

def served(path):
    if not os.path.isfile(path):
        return refused()
    with open(path, 'rb') as file:
        return HttpResponse(file.read())

def below(top, base):
    """Whatever lies below the top, from the base."""
    def view(request):
        path = os.path.normpath(os.path.join(base, request.GET['name'].lstrip('/')))
        return served(path) if path.startswith(top + os.sep) else refused()
    return view

def shown(request):
    """The template is part of every answer."""
    with open(os.path.join(shipped, 'admin', 'base.html')) as file:
        return HttpResponse(file.read() + request.GET['name'])

urlpatterns = [
    path('pages/loose', below(here, pages)), path('pages/safe', below(pages, pages)),
    path('wide/loose', below(here, here)), path('wide/safe', below(pages, here)),
    path('shipped/loose', below(os.sep + shipped.split(os.sep)[1], shipped)),
    path('shipped/safe', below(shipped, shipped)),
    path('shown/safe', shown),
]
`;

const files = {
  'pages/about.md': 'about',
  '.env': 'SECRET_KEY=none',
  'keys/service.pem': 'none',
};
const get = (path: string, example: string): UserOperation => ({
  http: `GET /${path}`,
  query: { name: text({ example }) },
});
const operations = {
  pages_loose: get('pages/loose', 'about.md'),
  pages_safe: get('pages/safe', 'about.md'),
  wide_loose: get('wide/loose', 'pages/about.md'),
  wide_safe: get('wide/safe', 'pages/about.md'),
  shipped_loose: get('shipped/loose', 'admin/base.html'),
  shipped_safe: get('shipped/safe', 'admin/base.html'),
  shown_safe: get('shown/safe', 'admin/base.html'),
} as const;

let site: Site;
beforeAll(async () => {
  site = await openSite(urls, operations, { attacker: { powers: ['request'] } }, files);
}, 120_000);
afterAll(() => site.close());

describe('a folder of the real system that is served by name', () => {
  it.each(['pages', 'wide', 'shipped'])('leads to what nobody meant to serve (%s)', async (kind) => {
    expect(await foundAfter(site, `${kind}_loose`, 8)).not.toBeNull();
  });

  it.each(['pages', 'wide', 'shipped', 'shown'])('keeps to itself (%s)', async (kind) => {
    expect(await foundAfter(site, `${kind}_safe`, 80)).toBeNull();
  });
});
