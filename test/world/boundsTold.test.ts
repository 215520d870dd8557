/** What is cut of requests and files that harmless runs are learnt from is in the ledger, where it was cut. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { itemTable } from './kit.ts';
import { openSite, type Site } from './siteKit.ts';

const urls = `
import boto3
import itertools
import string

def names(count):
    pairs = itertools.product(string.ascii_letters, repeat=2)
    return ','.join(a + b for a, b in itertools.islice((pair for pair in pairs if pair != ('p', 'k')), count))

def get(name, projected):
    client = boto3.client('dynamodb', region_name='eu-west-1')
    key = {'pk': {'S': name}, 'sk': {'S': '-'}}
    client.get_item(TableName='notes', Key=key, ProjectionExpression=names(projected))

def look_wide(request):
    get(request.POST['name'], 1100)
    return JsonResponse({})

def look(request):
    get(request.POST['name'], 20)
    return JsonResponse({})

def write(request, size):
    at(next_id()).write_text('-' * size)
    return JsonResponse({})

def write_long(request):
    return write(request, 70_000)

def write_short(request):
    return write(request, 70)

urlpatterns = [path(view.__name__, view) for view in [look_wide, look, write_long, write_short]]
`;

let site: Site;

beforeAll(async () => {
  const ask = (name: string) => ({ http: `POST /${name}`, form: { name: text() } }) as const;
  const names = ['look_wide', 'look', 'write_long', 'write_short'];
  const operations = Object.fromEntries(names.map((name) => [name, ask(name)]));
  site = await openSite(urls, operations, { dynamodb: { tables: [itemTable('notes')] } });
}, 60_000);
afterAll(() => site.close());

it.each([
  /^not all words of requests are compared with harmless ones: look_wide \(2000 of \d+\)$/,
  /^not all characters of files are searched for what was sent: write_long \(65536 of 70000\)$/,
])('%s', (said) => {
  expect((site.world.knowledge.cuts?.notes() ?? []).map(({ text }) => text)).toEqual(
    expect.arrayContaining([expect.stringMatching(said)]),
  );
});
