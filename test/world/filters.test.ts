/** Filters that come to nothing once they are trimmed, and the tenant that goes with them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { itemTable } from './kit.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import boto3
import uuid
from boto3.dynamodb.conditions import Attr, Key

table = boto3.resource('dynamodb').Table('notes')

def add(request):
    id = str(uuid.uuid4())
    item = {'pk': 'NOTES', 'sk': id, 'owner': tenant_of(request), 'folder': request.POST['folder'], 'text': request.POST['text']}
    table.put_item(Item=item)
    return JsonResponse({'id': id})

def found(condition):
    asked = {} if condition is None else {'FilterExpression': condition}
    items = table.query(KeyConditionExpression=Key('pk').eq('NOTES'), **asked)['Items']
    return JsonResponse({'found': [item['text'] for item in items]})

def listing(trim, keeps_tenant):
    def view(request):
        if not request.GET.get('folder'):
            return refused(400)
        folder = request.GET['folder'].strip(trim)
        mine = Attr('owner').eq(tenant_of(request))
        if folder:
            return found(mine & Attr('folder').eq(folder))
        return found(mine if keeps_tenant else None)
    return view

urlpatterns = [
    path('add', add),
    path('by_words', listing(None, False)),
    path('by_stars', listing('*', False)),
    path('kept', listing(None, True)),
]
`;
const list = (view: string): UserOperation => ({
  http: `GET /${view}`,
  query: { folder: text({ from: 'add.arguments.folder' }) },
});
let site: Site;
beforeAll(async () => {
  site = await openSite(
    urls,
    {
      add: { http: 'POST /add', form: { folder: text(), text: text() } },
      ...Object.fromEntries(['by_words', 'by_stars', 'kept'].map((view) => [view, list(view)])),
    },
    { dynamodb: { tables: [itemTable('notes')] } },
  );
});
afterAll(() => site.close());

describe('a filter of nothing', () => {
  it.each(['by_words', 'by_stars'])('shows what everybody has, by %s', async (view) => {
    expect(await violatedBy(site, view, 40)).toContain('no-cross-tenant-read');
  });

  it('shows the own things where the tenant is asked for all the same', async () => {
    expect(await violatedBy(site, 'kept', 80)).toEqual([]);
  });
});
