/** Ids that one operation answers, sent where another takes ids of the same form: found where a loader serves both unchecked. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import uuid

def owners():
    return load('owners') if at('owners').exists() else {}

def fresh(request):
    id = str(uuid.uuid4())
    keep(id, {'text': request.POST['text']})
    return id

def note(request):
    words = {name: '%s of %s' % (name, tenant_of(request)) for name in ['mood', 'place', 'season', 'voice', 'shade', 'tempo']}
    id = fresh(request)
    keep('owners', {**owners(), id: tenant_of(request)})
    return JsonResponse({'id': id, **words})

def invoice(request):
    words = {name: '%s by %s' % (name, tenant_of(request)) for name in ['clerk', 'branch', 'terms', 'unit', 'rate', 'batch']}
    return JsonResponse({**words, 'number': fresh(request)})

def read_note(others):
    def view(request):
        id = str(uuid.UUID(request.GET['id']))
        if owners().get(id, others or tenant_of(request)) != tenant_of(request):
            return refused()
        return JsonResponse({'text': load(id)['text']})
    return view

urlpatterns = [
    path('note', note),
    path('invoice', invoice),
    path('read_loose', read_note(None)),
    path('read_checked', read_note('nobody')),
]
`;
const query = { id: text({ from: 'note.response.id' }) };
let site: Site;
beforeAll(async () => {
  site = await openSite(urls, {
    note: { http: 'POST /note', form: { text: text() } },
    invoice: { http: 'POST /invoice', form: { text: text() } },
    read_loose: { http: 'GET /read_loose', query },
    read_checked: { http: 'GET /read_checked', query },
  });
});
afterAll(() => site.close());

it('what another operation answers is tried soon where its form fits', async () => {
  expect(await violatedBy(site, 'read_loose', 40)).toContain('no-cross-tenant-read');
});

it('and shows nothing where only what is a note is read', async () => {
  expect(await violatedBy(site, 'read_checked', 200)).toEqual([]);
});
