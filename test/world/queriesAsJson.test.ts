/** Values that ask for several things where one text is checked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import uuid

def add(request):
    id = str(uuid.uuid4())
    keep(id, {'owner': tenant_of(request), 'text': request.POST['text']})
    return JsonResponse({'id': id})

def search(asks, checks_all):
    def view(request):
        wanted = json.loads(request.body)['wanted']
        ids = asks(wanted)
        found = [load(id) for id in ids or [wanted]]
        if (checks_all or ids is None) and any(one['owner'] != tenant_of(request) for one in found):
            return refused()
        return JsonResponse({'found': [one['text'] for one in found]})
    return view

def by_in(wanted):
    return wanted.get('in') if isinstance(wanted, dict) else None

urlpatterns = [
    path('add', add),
    path('any_of', search(by_in, False)),
    path('own_of', search(by_in, True)),
]
`;
const search = (view: string): UserOperation => ({
  http: `POST /${view}`,
  json: { wanted: text({ from: 'add.response.id' }) },
});
let site: Site;
beforeAll(async () => {
  site = await openSite(urls, {
    add: { http: 'POST /add', form: { text: text() } },
    any_of: search('any_of'),
    own_of: search('own_of'),
  });
});
afterAll(() => site.close());

describe('a list in the place of an id', () => {
  it('shows what is another tenant’s, if it is not checked', async () => {
    expect(await violatedBy(site, 'any_of', 120)).toContain('no-cross-tenant-read');
  });

  it('shows nothing, if each of them is', async () => {
    expect(await violatedBy(site, 'own_of', 120)).toEqual([]);
  });
});
