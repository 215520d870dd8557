/** Keys in which nothing parts a tenant's name from what is sent: found where a range begins so, silent where a sign parts them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { itemTable } from './kit.ts';
import { foundAfter, openSite, type Site } from './siteKit.ts';

const urls = `
import uuid
import boto3
from boto3.dynamodb.conditions import Key

def rows():
    return boto3.resource('dynamodb', region_name='eu-central-1').Table('rows')

def add(sign):
    def view(request):
        group, id = request.POST['group'], str(uuid.uuid4())
        sk = tenant_of(request) + sign + group + '#' + id
        rows().put_item(Item={'pk': 'ROWS' + sign, 'sk': sk, 'text': request.POST['text']})
        return JsonResponse({'id': id})
    return view

def of_group(sign):
    def view(request):
        begin = tenant_of(request) + sign + request.GET['group'] + '#'
        found = rows().query(KeyConditionExpression=Key('pk').eq('ROWS' + sign) & Key('sk').begins_with(begin))
        return JsonResponse({'texts': [row['text'] for row in found['Items']]})
    return view

urlpatterns = [
    path('add_joined', add('')),
    path('add_parted', add('#')),
    path('list_joined', of_group('')),
    path('list_parted', of_group('#')),
]
`;
const operations: Record<string, UserOperation> = Object.fromEntries(
  ['joined', 'parted'].flatMap((how) => [
    [`add_${how}`, { http: `POST /add_${how}`, form: { group: text(), text: text() } }],
    [
      `list_${how}`,
      { http: `GET /list_${how}`, query: { group: text({ from: `add_${how}.arguments.group` }) } },
    ],
  ]),
);
let site: Site;
beforeAll(async () => {
  const actors = {
    attacker: { headers: { 'X-Tenant': 'mallory' } },
    victim: { headers: { 'X-Tenant': 'mallory:b' } },
  };
  site = await openSite(urls, operations, { actors, dynamodb: { tables: [itemTable('rows')] } });
});
afterAll(() => site.close());

it('a range that begins with the name and more is a victim’s too', async () => {
  expect(await foundAfter(site, 'list_joined', 20)).not.toBeNull();
});

it('a range whose name is parted from the rest is the own', async () => {
  expect(await foundAfter(site, 'list_parted', 150)).toBeNull();
});
