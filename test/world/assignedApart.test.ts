/** Members that one page shows, another one keeps and a third one reads with: found where all are kept, silent where they are named. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import uuid

kept = {}

def clinic_of(request, name):
    return kept.get((name, tenant_of(request)), {}).get('clinic', tenant_of(request))

def me(request):
    return JsonResponse({'clinic': tenant_of(request)})

def edit(name, fields):
    def view(request):
        sent = json.loads(request.body)
        kept[name, tenant_of(request)] = {field: sent[field] for field in fields or sent if field in sent}
        return JsonResponse({'done': True})
    return view

def book(request):
    keep('visit-%s' % uuid.uuid4(), {'clinic': tenant_of(request), 'text': request.POST['text']})
    return JsonResponse({'done': True})

def visits(name):
    def view(request):
        rows = [json.loads(file.read_text()) for file in pathlib.Path(settings.MEDIA_ROOT).glob('visit-*.json')]
        return JsonResponse({'texts': [row['text'] for row in rows if row['clinic'] == clinic_of(request, name)]})
    return view

urlpatterns = [
    path('me', me),
    path('book', book),
    *[path('order_%d' % at, book) for at in range(4)],
    path('edit_open', edit('open', None)),
    path('edit_named', edit('named', ['title'])),
    path('visits_open', visits('open')),
    path('visits_named', visits('named')),
]
`;
let site: Site;
beforeAll(async () => {
  const other = [0, 1, 2, 3].map((at) => [
    `order_${at}`,
    { http: `POST /order_${at}`, form: { text: text() } },
  ]);
  site = await openSite(urls, {
    book: { http: 'POST /book', form: { text: text() } },
    ...Object.fromEntries(other),
    me: { http: 'GET /me' },
    edit_open: { http: 'POST /edit_open', json: { title: text() } },
    edit_named: { http: 'POST /edit_named', json: { title: text() } },
    visits_open: { http: 'GET /visits_open', after: ['book'] },
    visits_named: { http: 'GET /visits_named', after: ['book'] },
  });
});
afterAll(() => site.close());

it('a page that keeps whatever is sent shows the visits of another clinic to the next', async () => {
  expect(await violatedBy(site, 'visits_open', 90)).toContain('no-cross-tenant-read');
});

it('a page that keeps what it names shows none', async () => {
  expect(await violatedBy(site, 'visits_named', 150)).toEqual([]);
});
