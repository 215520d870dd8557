/** Code that parses what it fetched before it looks whose it is: in a changed world it is given what it can parse. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { itemTable } from './kit.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import base64, datetime, hashlib, ipaddress, uuid, zlib
import boto3
from django.core import signing

def t():
    return boto3.resource('dynamodb', region_name='us-east-1').Table('things')

def put(request):
    id, org = uuid.uuid4().hex, tenant_of(request)
    t().put_item(Item={
        'pk': id, 'sk': 'thing', 'org': org, 'text': request.POST.get('text', ''),
        'data': json.dumps({'org': org}),
        'at': datetime.datetime.now(datetime.timezone.utc).isoformat(),
        'signed': signing.dumps(org),
        'packed': zlib.compress(json.dumps({'org': org}).encode()),
        'encoded': base64.b64encode(json.dumps({'org': org}).encode()).decode(),
        'from': '10.0.0.%d' % (len(org) + 1),
    })
    return JsonResponse({'id': id})

def whose(found, how):
    if how == 'json':
        return json.loads(found['data'])['org']
    if how == 'packed':
        return json.loads(zlib.decompress(found['packed'].value))['org']
    if how == 'encoded':
        return json.loads(base64.b64decode(found['encoded']))['org']
    if how == 'signed':
        return signing.loads(found['signed'])
    datetime.datetime.fromisoformat(found['at'])
    ipaddress.ip_address(found['from'])
    return found['org']

def shown(how, checks):
    def view(request, id):
        found = t().get_item(Key={'pk': id, 'sk': 'thing'}).get('Item')
        if found is None or (whose(found, how) != tenant_of(request) and checks):
            return refused()
        return JsonResponse({'sum': hashlib.sha256(found['text'].encode()).hexdigest()})
    return view

def sealed(request, id):
    found = t().get_item(Key={'pk': id, 'sk': 'sealed'}).get('Item')
    if found is None or signing.loads(found['body'])['org'] != tenant_of(request):
        return refused()
    return JsonResponse(signing.loads(found['body']))

def seal(request):
    id = uuid.uuid4().hex
    t().put_item(Item={'pk': id, 'sk': 'sealed', 'body': signing.dumps({'org': tenant_of(request), 'text': request.POST['text']})})
    return JsonResponse({'id': id})

hows = ['json', 'packed', 'encoded', 'time', 'signed']
urlpatterns = [path('put', put), path('seal', seal), path('sealed/<id>', sealed)]
urlpatterns += [path('%s/<id>' % how, shown(how, True)) for how in hows]
urlpatterns += [path('all/%s/<id>' % how, shown(how, False)) for how in hows]
`;
const id = text({ from: 'put.response.id' });
const hows = ['json', 'packed', 'encoded', 'time', 'signed'] as const;
const operations: Record<string, UserOperation> = {
  put: { http: 'POST /put', form: { text: text() } },
  seal: { http: 'POST /seal', form: { text: text() } },
  sealed: { http: 'GET /sealed/{id}', path: { id: text({ from: 'seal.response.id' }) } },
  ...Object.fromEntries(
    hows.flatMap((how): [string, UserOperation][] => [
      [how, { http: `GET /${how}/{id}`, path: { id } }],
      [`all_${how}`, { http: `GET /all/${how}/{id}`, path: { id } }],
    ]),
  ),
};
let site: Site;

beforeAll(async () => {
  site = await openSite(urls, operations, { dynamodb: { tables: [itemTable('things')] } });
}, 120_000);
afterAll(() => site.close());

it('says where the target failed on what was changed', async () => {
  await violatedBy(site, 'sealed', 30);
  const notes = site.world.knowledge.cuts?.notes() ?? [];
  expect(notes.map((note) => note.text).join()).toMatch(
    /because the target fails where some of it is other: .*sealed \(\d+ of \d+\)/,
  );
});

describe.each(hows)('what is read by %s', (how) => {
  it('accuses nobody who then looks whose it is', async () => {
    expect(await violatedBy(site, how, 60)).toEqual([]);
  });
  it('is found where nobody looks', async () => {
    expect(await violatedBy(site, `all_${how}`, 60)).toEqual(['no-cross-tenant-read']);
  });
});
