/** A victim's item as an object where an id is meant: found where its members are used, silent where an id is demanded. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { json, text, type UserOperation } from '../../config/userConfig.ts';
import { itemTable } from './kit.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import functools
import uuid
import boto3

@functools.lru_cache(maxsize=None)
def samples():
    return boto3.resource('dynamodb', region_name='eu-central-1').Table('samples')

def keys(clinic, number):
    return {'pk': 'CLINIC:' + clinic, 'sk': 'SAMPLE:' + number}

def add(request):
    number = str(uuid.uuid4())
    item = {**keys(tenant_of(request), number), 'clinic': tenant_of(request), 'number': number, 'text': request.POST['text']}
    samples().put_item(Item=item)
    return JsonResponse({'number': number})

def removes(demands_text):
    def view(request):
        for one in json.loads(request.body)['numbers']:
            if isinstance(one, str):
                samples().delete_item(Key=keys(tenant_of(request), one))
            elif demands_text or not isinstance(one, dict):
                return refused(400)
            else:
                samples().delete_item(Key=keys(one['clinic'], one['number']))
        return JsonResponse({'done': True})
    return view

urlpatterns = [
    path('add', add),
    path('removes', removes(False)),
    path('removes_named', removes(True)),
]
`;
const removing = (view: string): UserOperation => ({
  http: `POST /${view}`,
  json: { numbers: json({ from: 'add.response.number', example: ['{from}'] }) },
});
let site: Site;
beforeAll(async () => {
  const operations = {
    add: { http: 'POST /add', form: { text: text() } },
    removes: removing('removes'),
    removes_named: removing('removes_named'),
  };
  site = await openSite(urls, operations, { dynamodb: { tables: [itemTable('samples')] } });
});
afterAll(() => site.close());

it('an object in the place of an id says whose thing is meant', async () => {
  expect(await violatedBy(site, 'removes', 60)).toContain('no-cross-tenant-delete');
});

it('it says nothing where an id is demanded', async () => {
  expect(await violatedBy(site, 'removes_named', 150)).toEqual([]);
});
