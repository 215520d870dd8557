/** Keys of caches are taken apart like keys of items, and what a victim's request left under one is asked for by another pair. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { keyPatternText } from '../../model/keyPattern.ts';
import { foundAfter, openSite, type Site } from './siteKit.ts';

/** Who claims a pair first has it to itself; what is kept about it has a key of its own. */
const urls = `
import hashlib
from django.core.cache import caches

def claimed(request):
    group, name = request.GET['group'], request.GET['name']
    words = json.dumps([group, name]).encode().hex()
    claim = pathlib.Path(settings.MEDIA_ROOT) / 'claims' / words
    claim.parent.mkdir(exist_ok=True)
    if claim.exists() and claim.read_text() != tenant_of(request):
        raise PermissionError()
    claim.write_text(tenant_of(request))
    return group, name

def note_of(request):
    path = pathlib.Path(settings.MEDIA_ROOT) / 'notes' / tenant_of(request)
    path.parent.mkdir(exist_ok=True)
    return path

def note(request):
    note_of(request).write_text(request.GET['text'])
    return JsonResponse({})

def about(alias, key_of, seconds=300):
    def view(request):
        key, cache = key_of(*claimed(request)), caches[alias]
        kept = cache.get(key)
        if kept is None:
            kept = 'about ' + note_of(request).read_text()
            cache.set(key, kept, seconds)
        return JsonResponse({'about': kept})
    return view

def hashed(text):
    return hashlib.sha256(text.encode()).hexdigest()

def measured(*parts):
    return ''.join('%d-%s' % (len(part), part) for part in parts)

urlpatterns = [
    path('note', note),
    path('shifted/loose', about('default', lambda group, name: group + name)),
    path('shifted/safe', about('default', lambda group, name: measured(group, name))),
    path('signed/loose', about('filed', lambda group, name: group + '-' + name)),
    path('signed/safe', about('filed', lambda group, name: measured(group, name))),
    path('folded/loose', about('default', lambda group, name: (group + '/' + name).lower())),
    path('folded/safe', about('default', lambda group, name: group + '/' + name)),
    path('hashed/loose', about('default', lambda group, name: hashed(group + '-' + name))),
    path('hashed/safe', about('default', lambda group, name: hashed(measured(group, name)))),
    path('brief/loose', about('default', lambda group, name: 'brief' + group + '-' + name, 0.5)),
    path('brief/safe', about('default', lambda group, name: 'brief' + measured(group, name), 0.5)),
]
`;

const settings = `
import os
CACHES = {
    'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache', 'KEY_PREFIX': 'site'},
    'filed': {
        'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache',
        'LOCATION': os.path.join(os.path.dirname(os.path.abspath(__file__)), 'media', 'cached'),
    },
}
`;

const kinds = ['shifted', 'signed', 'folded', 'hashed', 'brief'];
const pair = (name: string) => ({
  group: text({ example: '{token}' }),
  name: text({ example: name }),
});
const operations: Record<string, UserOperation> = {
  note: { http: 'PUT /note', query: { text: text() } },
  ...Object.fromEntries(
    kinds.flatMap((kind) =>
      ['loose', 'safe'].map((how): [string, UserOperation] => [
        `${kind}_${how}`,
        {
          http: `GET /${kind}/${how}`,
          query: pair(kind === 'folded' ? '{token}' : '{token}-{token}'),
          after: ['note'],
        },
      ]),
    ),
  ),
};

let site: Site;
beforeAll(async () => {
  const more = {
    sandbox: { settings: { MEDIA_ROOT: 'media', 'CACHES.filed.LOCATION': 'cached' } },
    attacker: { powers: ['request' as const] },
  };
  site = await openSite(urls, operations, more, {}, settings);
}, 120_000);
afterAll(() => site.close());

describe('a key of a cache', () => {
  it('is taken apart', () => {
    const patterns = site.world.knowledge.stores.cachePatterns.map(
      (pattern) => `${pattern.operation}: ${keyPatternText(pattern)}`,
    );
    expect(patterns).toContain('shifted_loose: default.cached = site:1:{group}{name}');
    expect(patterns).toContain('signed_loose: filed.cached = :1:{group}-{name}');
    expect(patterns).toContain('folded_safe: default.cached = site:1:{group}/{name}');
  });

  it.each(kinds)('is made of other parts where nothing tells them apart (%s)', async (kind) => {
    expect(await foundAfter(site, `${kind}_loose`, 14)).not.toBeNull();
  });

  it.each(kinds)('leads nowhere where something does (%s)', async (kind) => {
    expect(await foundAfter(site, `${kind}_safe`, 80)).toBeNull();
  });
});
