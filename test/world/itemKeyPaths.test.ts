/** Keys of items that are resolved like paths: a text with steps back leads to a victim's item, and not where the result is compared. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { itemTable } from './kit.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import functools
import posixpath
import boto3

@functools.lru_cache(maxsize=None)
def table():
    return boto3.resource('dynamodb', region_name='eu-central-1').Table('papers')

def drawer_of(request):
    return 'drawers/%s/papers' % tenant_of(request)

def put(request):
    name = request.GET['name']
    if '/' in name or name.startswith('.'):
        return refused(400)
    table().put_item(Item={'pk': posixpath.join(drawer_of(request), name), 'sk': 'paper', 'text': request.GET['text']})
    return JsonResponse({'name': name})

def read(key):
    item = table().get_item(Key={'pk': key, 'sk': 'paper'}).get('Item')
    return refused() if item is None else HttpResponse(item['text'])

def show_loose(request):
    return read(posixpath.normpath(posixpath.join(drawer_of(request), request.GET['name'])))

def show_safe(request):
    key = posixpath.normpath(posixpath.join(drawer_of(request), request.GET['name']))
    return read(key) if key.startswith(drawer_of(request) + '/') else refused()

urlpatterns = [path('put', put), path('show_loose', show_loose), path('show_safe', show_safe)]
`;
const named = { name: text({ from: 'put.response.name' }) };
let site: Site;
beforeAll(async () => {
  site = await openSite(
    urls,
    {
      put: { http: 'PUT /put', query: { name: text(), text: text() } },
      show_loose: { http: 'GET /show_loose', query: named },
      show_safe: { http: 'GET /show_safe', query: named },
    },
    { dynamodb: { tables: [itemTable('papers')] }, attacker: { powers: ['request'] } },
  );
});
afterAll(() => site.close());

it('a key that is resolved leads to a victim’s item', async () => {
  expect(await violatedBy(site, 'show_loose', 20)).toContain('no-cross-tenant-read');
});

it('a key that is compared after that leads nowhere', async () => {
  expect(await violatedBy(site, 'show_safe', 150)).toEqual([]);
});
