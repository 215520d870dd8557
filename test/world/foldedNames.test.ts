/** Names that are looked up as they were sent, and stored as they are after folding: two names meet, and solved ones first. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { itemTable } from './kit.ts';
import { foundAfter, openSite, type Site } from './siteKit.ts';

const urls = `
import functools
import unicodedata
import boto3
from django.utils.text import get_valid_filename, slugify

folds = {
    'lower': str.lower,
    'nfkc': lambda name: unicodedata.normalize('NFKC', name),
    'strip': str.strip,
    'dots': lambda name: name.replace('.', ''),
    'word': lambda name: name.split(' ')[0],
    'slug': slugify,
    'file': get_valid_filename,
    'last': lambda name: name.rsplit('/', 1)[-1],
    'cut': lambda name: name[:20],
}

@functools.lru_cache(maxsize=None)
def pages():
    return boto3.resource('dynamodb', region_name='eu-central-1').Table('pages')

def put(request, kind, safe):
    name = folds[kind](request.GET['name']) if safe == 'safe' else request.GET['name']
    found = pages().get_item(Key={'pk': kind + safe, 'sk': name or '-'}).get('Item')
    if found is not None and found['owner'] != tenant_of(request):
        return refused(409)
    key = name if safe == 'safe' else folds[kind](name)
    pages().put_item(Item={
        'pk': kind + safe, 'sk': key or '-', 'owner': tenant_of(request), 'text': request.GET['text'],
    })
    return JsonResponse({})

urlpatterns = [path('put/<kind>/<safe>', put)]
`;

const kinds = ['lower', 'nfkc', 'strip', 'dots', 'word', 'slug', 'file', 'last', 'cut'] as const;
const putting = (kind: string, safe: string): Record<string, UserOperation> => {
  const name = text({ example: kind === 'cut' ? '{token}-{token}' : '{token}' });
  return { [`${kind}_${safe}`]: { http: `PUT /put/${kind}/${safe}`, query: { name, text: text() } } };
};
const operations: Record<string, UserOperation> = Object.assign(
  {},
  ...kinds.flatMap((kind) => [putting(kind, 'loose'), putting(kind, 'safe')]),
);

let site: Site;
beforeAll(async () => {
  site = await openSite(urls, operations, {
    dynamodb: { tables: [itemTable('pages')] },
    attacker: { powers: ['request'] },
  });
}, 120_000);
afterAll(() => site.close());

describe('a name that is folded after it was looked up', () => {
  it.each(kinds)('takes the place of another’s by one of the first attacks (%s)', async (kind) => {
    expect(await foundAfter(site, `${kind}_loose`, 20)).not.toBeNull();
  });

  it.each(kinds)('takes no other’s place where it is folded before (%s)', async (kind) => {
    expect(await foundAfter(site, `${kind}_safe`, 40)).toBeNull();
  });
});
