/** Answers that one request leaves for another: found where they are served to whoever comes next, silent where they are its own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { foundAfter, openSite, type Site } from './siteKit.ts';

const urls = `
import uuid
from django.core.cache import cache

def add(request):
    id = str(uuid.uuid4())
    keep(id, {'owner': tenant_of(request), 'text': request.POST['text']})
    return JsonResponse({'id': id})

def page_of(tenant):
    rows = [json.loads(file.read_text()) for file in pathlib.Path(settings.MEDIA_ROOT).glob('*.json')]
    return {'texts': [row['text'] for row in rows if row['owner'] == tenant]}

def front(for_nobody):
    def view(request):
        tenant = tenant_of(request)
        if tenant == 'nobody':
            kept = cache.get('front') if for_nobody else None
            return refused() if kept is None else JsonResponse(kept)
        page = page_of(tenant)
        cache.set('front', page)
        return JsonResponse(page)
    return view

def by_device(keyed):
    def view(request):
        tenant, device = tenant_of(request), request.headers.get('X-Device')
        name = 'page-%s-%s' % (tenant, device) if device or keyed else 'page'
        page = cache.get(name) or page_of(tenant)
        cache.set(name, page)
        cache.set('page', page)
        return JsonResponse(page)
    return view

urlpatterns = [
    path('add', add),
    path('front', front(True)),
    path('front_own', front(False)),
    path('by_device', by_device(False)),
    path('by_device_own', by_device(True)),
]
`;
const nobody = { nobody: { headers: { 'X-Tenant': 'nobody' } } };
const device = (view: string): UserOperation => ({
  http: `GET /${view}`,
  headers: { 'X-Device': text({ example: 'wide' }) },
  after: ['add'],
});
let site: Site;
beforeAll(async () => {
  const operations = {
    add: { http: 'POST /add', form: { text: text() } },
    front: { http: 'GET /front', after: ['add'] },
    front_own: { http: 'GET /front_own', after: ['add'] },
    by_device: device('by_device'),
    by_device_own: device('by_device_own'),
  } as const;
  const actors = {
    attacker: { headers: { 'X-Tenant': 'mallory' }, identities: nobody },
    victim: { headers: { 'X-Tenant': 'alice' }, identities: nobody },
  };
  site = await openSite(urls, operations, { actors });
});
afterAll(() => site.close());

it.each(['front', 'by_device'])('%s serves a victim’s page to whoever comes next', async (view) => {
  expect(await foundAfter(site, view, 40)).not.toBeNull();
});

it.each(['front_own', 'by_device_own'])('%s serves everybody the own page', async (view) => {
  expect(await foundAfter(site, view, 100)).toBeNull();
});
