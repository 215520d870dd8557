/** Keys of values that nobody can guess apart (a number beside a number) are solved from the attacker's own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { probeAttacks } from '../probes.ts';
import { itemTable } from './kit.ts';
import { foundAfter, graveProperties, openSite, type Site } from './siteKit.ts';

const urls = `
import functools
import boto3

@functools.lru_cache(maxsize=None)
def pages():
    return boto3.resource('dynamodb', region_name='eu-central-1').Table('pages')

numbers = {'alpha': '1', 'beta': '12'}

def key_of(request, kind, safe):
    number, book, page = numbers[tenant_of(request)], request.GET['book'], request.GET.get('page', '')
    parts = {'single': [number, book], 'several': [number, book, page], 'end': [book, number]}[kind]
    return ('#' if safe == 'safe' else '').join(parts)

def checked(request):
    if not (request.GET['book'] + request.GET.get('page', '')).isalnum():
        raise PermissionError()

def put(request, kind, safe):
    checked(request)
    pages().put_item(Item={'pk': kind + safe, 'sk': key_of(request, kind, safe), 'text': request.GET['text']})
    return JsonResponse({})

def show(request, kind, safe):
    checked(request)
    item = pages().get_item(Key={'pk': kind + safe, 'sk': key_of(request, kind, safe)}).get('Item')
    return refused() if item is None else JsonResponse({'text': item['text']})

def join(request):
    key = request.GET['one'] + request.GET['other']
    pages().put_item(Item={'pk': 'joined', 'sk': key, 'text': request.GET['text']})
    return JsonResponse({'key': key})

urlpatterns = [path('join', join), path('put/<kind>/<safe>', put), path('show/<kind>/<safe>', show)]
`;

const kinds = ['single', 'several'] as const;
const both = (kind: string, safe: string): Record<string, UserOperation> => {
  const book = text({ example: kind === 'single' ? '3' : '2026' });
  const named = kind === 'single' ? { book } : { book, page: text({ example: '3' }) };
  return {
    [`put_${kind}_${safe}`]: { http: `PUT /put/${kind}/${safe}`, query: { ...named, text: text() } },
    [`show_${kind}_${safe}`]: { http: `GET /show/${kind}/${safe}`, query: named },
  };
};
const operations: Record<string, UserOperation> = Object.assign(
  { join: { http: 'PUT /join', query: { one: text(), other: text(), text: text() } } },
  ...kinds.flatMap((kind) => [both(kind, 'loose'), both(kind, 'safe')]),
);

let site: Site;
beforeAll(async () => {
  site = await openSite(urls, operations, {
    actors: { attacker: { headers: { 'X-Tenant': 'alpha' } }, victim: { headers: { 'X-Tenant': 'beta' } } },
    dynamodb: { tables: [itemTable('pages')] },
    attacker: { powers: ['request'] },
  });
}, 120_000);
afterAll(() => site.close());

describe('a key of values that stand in others by chance', () => {
  it('shows by a second value which of its parts were sent', () => {
    const shapes = site.world.knowledge.stores.keyShapes.filter(({ place }) => place === 'pages.sk');
    const [book, page] = [{ argument: 'book' }, { argument: 'page' }];
    expect(
      shapes
        .filter(({ operation }) => operation !== 'join')
        .map(({ operation, parts }) => [operation, parts]),
    ).toEqual([
      ['put_single_loose', ['1', book]],
      ['show_single_loose', ['1', book]],
      ['put_single_safe', ['1#', book]],
      ['show_single_safe', ['1#', book]],
      ['put_several_loose', ['1', book, page]],
      ['show_several_loose', ['1', book, page]],
      ['put_several_safe', ['1#', book, '#', page]],
      ['show_several_safe', ['1#', book, '#', page]],
    ]);
  });

  it.each(kinds)('is solved for a victim’s (%s)', async (kind) => {
    expect(await foundAfter(site, `show_${kind}_loose`, 12)).not.toBeNull();
    expect(await foundAfter(site, `put_${kind}_loose`, 12)).not.toBeNull();
  });

  it.each(kinds)('leads nowhere where a sign tells the parts apart (%s)', async (kind) => {
    expect(await foundAfter(site, `show_${kind}_safe`, 60)).toBeNull();
    expect(await foundAfter(site, `put_${kind}_safe`, 60)).toBeNull();
  });

  it('discloses nothing that was sent in two pieces', async () => {
    const told = new Set<string>();
    for (const attack of probeAttacks(site.world.knowledge, 'join').slice(0, 60)) {
      const observation = await site.world.resolveFlow(await site.world.run(attack));
      for (const { id, judge } of graveProperties) if (judge(observation).length > 0) told.add(id);
    }
    expect([...told].sort()).toEqual(['no-cross-tenant-write']);
  });
});
