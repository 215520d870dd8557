/** Members that nothing declares, kept by one request and used by the next: found where all are kept, silent where they are named. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { probesOf } from '../../generators/index.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import uuid

def profile_of(request, name):
    file = at('%s-%s' % (name, tenant_of(request)))
    return json.loads(file.read_text()) if file.exists() else {'practice': 'practice-' + tenant_of(request)}

def profile(name, fields):
    def view(request):
        current = profile_of(request, name)
        if request.method == 'POST':
            sent = json.loads(request.body)
            current.update({field: sent[field] for field in fields or sent if field in sent})
            keep('%s-%s' % (name, tenant_of(request)), current)
        return JsonResponse(current)
    return view

def add(request):
    id = str(uuid.uuid4())
    keep('patient-' + id, {'practice': 'practice-' + tenant_of(request), 'text': request.POST['text']})
    return JsonResponse({'id': id})

def patients(name):
    def view(request):
        own = profile_of(request, name)['practice']
        rows = [json.loads(file.read_text()) for file in pathlib.Path(settings.MEDIA_ROOT).glob('patient-*.json')]
        return JsonResponse({'texts': [row['text'] for row in rows if row['practice'] == own]})
    return view

urlpatterns = [
    path('add', add),
    path('profile_open', profile('open', None)),
    path('profile_named', profile('named', ['title'])),
    path('patients_open', patients('open')),
    path('patients_named', patients('named')),
]
`;
let site: Site;
beforeAll(async () => {
  site = await openSite(urls, {
    add: { http: 'POST /add', form: { text: text() } },
    profile_open: { http: 'POST /profile_open', json: { title: text() } },
    profile_named: { http: 'POST /profile_named', json: { title: text() } },
    patients_open: { http: 'GET /patients_open', after: ['add'] },
    patients_named: { http: 'GET /patients_named', after: ['add'] },
  });
});
afterAll(() => site.close());

it('a profile that keeps whatever is sent shows the patients of another practice', async () => {
  expect(await violatedBy(site, 'patients_open', 60)).toContain('no-cross-tenant-read');
});

it('a profile that keeps what it names shows none', async () => {
  expect(await violatedBy(site, 'patients_named', 150)).toEqual([]);
});

it('no more than a bounded number of them is tried', () => {
  const probes = probesOf(site.world.knowledge, 'patients_open');
  const made = probes.filter(({ kind }) => kind === 'assignment');
  expect(made.length).toBeGreaterThan(4);
  expect(made.length).toBeLessThan(50);
});
