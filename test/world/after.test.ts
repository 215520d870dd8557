/** Operations that need another one done before them, from which no value comes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
def create(request, id):
    keep(id, {'owner': tenant_of(request), 'published': False, 'text': request.POST['text']})
    return JsonResponse({})

def publish(request, id):
    record = load(id)
    if record['owner'] != tenant_of(request):
        return refused(403)
    keep(id, {**record, 'published': True})
    return JsonResponse({})

def show(request, id):
    if not load(id)['published']:
        return refused(404)
    return JsonResponse(load(id))

def show_own(request, id):
    if load(id)['owner'] != tenant_of(request):
        return refused(403)
    return show(request, id)

urlpatterns = [path(view.__name__ + '/<slug:id>', view) for view in [create, publish, show, show_own]]
`;

const id = text({ from: 'create.arguments.id' });
let site: Site;

beforeAll(async () => {
  site = await openSite(urls, {
    create: { http: 'POST /create/{id}', path: { id: text() }, form: { text: text() } },
    publish: { http: 'POST /publish/{id}', path: { id } },
    show: { http: 'GET /show/{id}', path: { id }, after: ['publish'] },
    show_own: { http: 'GET /show_own/{id}', path: { id }, after: ['publish'] },
    show_early: { http: 'GET /show/{id}', path: { id: text() } },
  });
});
afterAll(() => site.close());

it('goes well only behind what it comes after', () => {
  expect(answerTo(site, 'show')).toMatch(/^200/);
  expect(answerTo(site, 'show_own')).toMatch(/^200/);
  expect(answerTo(site, 'show_early')).not.toMatch(/^200/);
});

it('reads another’s record that is published by then', async () => {
  expect(await violatedBy(site, 'show')).toEqual(['no-cross-tenant-read']);
});

it('violates nothing where it asks whose the record is', async () => {
  expect(await violatedBy(site, 'show_own')).toEqual([]);
});
