/** What stands in the way of a harmless run is told by what it is: a route, a method, a table, or else its examples. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { itemTable } from './kit.ts';
import { openSite, type Site } from './siteKit.ts';

const urls = `
import boto3
from django.views.decorators.http import require_GET

def put(table, name):
    client = boto3.client('dynamodb', region_name='eu-west-1')
    client.put_item(TableName=table, Item={'pk': {'S': name}, 'sk': {'S': '-'}})

def save(request):
    put('notes', request.POST['name'])
    return JsonResponse({})

def log(request):
    keep(request.POST['name'], {})
    put('logs', request.POST['name'])
    return JsonResponse({})

def count(request):
    keep(request.POST['name'], {})
    try:
        put('counts', request.POST['name'])
    except Exception:
        pass
    return JsonResponse({})

def make(request):
    client = boto3.client('dynamodb', region_name='eu-west-1')
    try:
        put('late', request.POST['name'])
    except client.exceptions.ResourceNotFoundException:
        keys = [{'AttributeName': 'pk', 'KeyType': 'HASH'}, {'AttributeName': 'sk', 'KeyType': 'RANGE'}]
        types = [{'AttributeName': name, 'AttributeType': 'S'} for name in ['pk', 'sk']]
        client.create_table(TableName='late', KeySchema=keys, AttributeDefinitions=types, BillingMode='PAY_PER_REQUEST')
        put('late', request.POST['name'])
    return JsonResponse({})

@require_GET
def look(request):
    return JsonResponse({})

def refuse(request, id):
    return refused(404)

urlpatterns = [path(view.__name__ + '/', view) for view in [save, log, count, make, look]] + [
    path('refuse/<slug:id>/', refuse)
]
`;

const form = { name: text() };
let site: Site;

beforeAll(async () => {
  site = await openSite(
    urls,
    {
      save: { http: 'POST /save/', form },
      log: { http: 'POST /log/', form },
      count: { http: 'POST /count/', form },
      make: { http: 'POST /make/', form },
      look: { http: 'POST /look/', form },
      gone: { http: 'POST /gone/', form },
      nearly: { http: 'POST /save', form },
      refuse: { http: 'POST /refuse/{id}/', path: { id: text() } },
    },
    { dynamodb: { tables: [itemTable('notes')] } },
  );
}, 60_000);
afterAll(() => site.close());

function noteOn(name: string): string | undefined {
  const { notes } = site.world.rehearsal;
  return notes.find(({ text }) => new RegExp(`(^|^what )${name} `).test(text))?.text;
}

it.each([
  [
    'gone',
    'gone reached no file, item or object in its harmless run (404 Not Found Not Found The requested resource was not found on this server.): no route of the project answers POST /gone/ (trespass operations lists those that there are); correct `http`',
  ],
  ['nearly', '): no route of the project answers POST /save, but /save/ is one; correct `http`'],
  ['look', '): the route of POST /look/ does not answer to POST, but to GET; correct `http`'],
  ['refuse', '(404 {"detail": "no"}): give its parameters examples that it accepts'],
  [
    'log',
    'so nothing behind that is tested: table logs does not exist: declare it under dynamodb.tables, or',
  ],
  [
    'count',
    'what count does with items: table counts does not exist: declare it under dynamodb.tables, or make',
  ],
])('tells of %s', (name, said) => {
  expect(noteOn(name)).toContain(said);
});

it.each(['save', 'make'])('says nothing of %s, whose table is there in the end', (name) => {
  expect(noteOn(name)).toBeUndefined();
});
