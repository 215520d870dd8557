/** JSON of other structures: found where one form is checked and another one used, silent where the form is demanded. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, text, type UserOperation } from '../../config/userConfig.ts';
import { probesOf } from '../../generators/index.ts';
import type { Json } from '../../model/attack.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import uuid

def add(request):
    id = str(uuid.uuid4())
    keep(id, {'owner': tenant_of(request), 'text': request.POST['text']})
    return JsonResponse({'id': id})

def owned(request, ids):
    return all(load(id)['owner'] == tenant_of(request) for id in ids)

def found(ids):
    return JsonResponse({'found': [load(id)['text'] for id in ids]})

def picks(demands_list):
    def view(request):
        ids = json.loads(request.body)['query']['ids']
        if isinstance(ids, list):
            return found(ids) if owned(request, ids) else refused()
        if demands_list or not isinstance(ids, str):
            return refused(400)
        return found([ids])
    return view

def one_of(demands_text):
    def view(request):
        wanted = json.loads(request.body)['query']['id']
        if isinstance(wanted, str):
            return found([wanted]) if owned(request, [wanted]) else refused()
        if demands_text or not isinstance(wanted, list):
            return refused(400)
        return found([id for id in wanted if isinstance(id, str)])
    return view

def batch(checked):
    def view(request):
        ids = [id for id in json.loads(request.body)['query']['ids'] if isinstance(id, str) and at(id).exists()]
        return found(ids) if ids and checked(request, ids) else refused()
    return view

def entries(checked):
    def view(request):
        ids = [entry['id'] for entry in json.loads(request.body)['entries']]
        return found(ids) if ids and checked(request, ids) else refused()
    return view

def any_owned(request, ids):
    return any(owned(request, [id]) for id in ids)

def moves(checks_both):
    def view(request):
        sent = json.loads(request.body)['move']
        what, again, after = sent['what'], sent['again'], sent['after']
        if what != again or not owned(request, [after, what] if checks_both else [after]):
            return refused()
        return found([what])
    return view

urlpatterns = [
    path('add', add),
    path('picks', picks(False)),
    path('picks_lists', picks(True)),
    path('one_or_more', one_of(False)),
    path('one', one_of(True)),
    path('batch_any', batch(any_owned)),
    path('batch_first', batch(lambda request, ids: owned(request, ids[:1]))),
    path('batch_last', batch(lambda request, ids: owned(request, ids[-1:]))),
    path('batch_all', batch(owned)),
    path('entries_first', entries(lambda request, ids: owned(request, ids[:1]))),
    path('entries_last', entries(lambda request, ids: owned(request, ids[-1:]))),
    path('entries_all', entries(owned)),
    path('moves', moves(False)),
    path('moves_own', moves(True)),
]
`;
const from = 'add.response.id';
const asking = (view: string, name: string, example: Json): UserOperation => ({
  http: `POST /${view}`,
  json: { [name]: json({ from, example }) },
});
let site: Site;
beforeAll(async () => {
  site = await openSite(urls, {
    add: { http: 'POST /add', form: { text: text() } },
    picks: asking('picks', 'query', { ids: ['{from}'] }),
    picks_lists: asking('picks_lists', 'query', { ids: ['{from}'] }),
    one_or_more: asking('one_or_more', 'query', { id: '{from}' }),
    one: asking('one', 'query', { id: '{from}' }),
    ...Object.fromEntries(
      ['batch_any', 'batch_first', 'batch_last', 'batch_all'].map((view) => [
        view,
        asking(view, 'query', { ids: ['{from}'] }),
      ]),
    ),
    ...Object.fromEntries(
      ['entries_first', 'entries_last', 'entries_all'].map((view) => [
        view,
        asking(view, 'entries', [{ id: '{from}', note: '{token}' }]),
      ]),
    ),
    moves: asking('moves', 'move', { what: '{from}', again: '{from}', after: '{from}' }),
    moves_own: asking('moves_own', 'move', { what: '{from}', again: '{from}', after: '{from}' }),
  });
});
afterAll(() => site.close());

describe('a value of another kind in one place of JSON', () => {
  it.each(['picks', 'one_or_more'])('shows what %s does not check', async (view) => {
    expect(await violatedBy(site, view, 40)).toContain('no-cross-tenant-read');
  });

  it.each(['picks_lists', 'one'])('shows nothing that %s checks', async (view) => {
    expect(await violatedBy(site, view, 120)).toEqual([]);
  });
});

describe('a victim’s id beside the attacker’s own', () => {
  it.each(['batch_any', 'batch_first', 'batch_last'])('shows that %s does not check each', async (view) => {
    expect(await violatedBy(site, view, 40)).toContain('no-cross-tenant-read');
  });

  it('shows nothing where each is checked', async () => {
    expect(await violatedBy(site, 'batch_all', 120)).toEqual([]);
  });
});

describe('a victim’s entry beside the attacker’s own', () => {
  it.each(['entries_first', 'entries_last'])('shows that %s does not check each', async (view) => {
    expect(await violatedBy(site, view, 40)).toContain('no-cross-tenant-read');
  });

  it('shows nothing where each is checked', async () => {
    expect(await violatedBy(site, 'entries_all', 120)).toEqual([]);
  });
});

describe('a victim’s JSON with one place of the attacker’s', () => {
  it('shows that another place is not checked', async () => {
    expect(await violatedBy(site, 'moves', 40)).toContain('no-cross-tenant-read');
  });

  it('shows nothing where all places are', async () => {
    expect(await violatedBy(site, 'moves_own', 120)).toEqual([]);
  });
});

it('no operation gets more than a bounded number of them', () => {
  const made = probesOf(site.world.knowledge, 'moves').filter(({ kind }) => kind === 'json-structure');
  expect(made.length).toBeGreaterThan(10);
  expect(made.length).toBeLessThan(50);
});
