/** Fields too few and too many: found where what is left out filters nothing, or one of two is checked and the other used. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, text, type UserOperation } from '../../config/userConfig.ts';
import { probesOf } from '../../generators/index.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import uuid

def add(request):
    id = str(uuid.uuid4())
    keep(id, {'owner': tenant_of(request), 'board': request.POST['board'], 'text': request.POST['text']})
    return JsonResponse({'id': id})

def listing(always_own):
    def view(request):
        rows = [json.loads(file.read_text()) for file in pathlib.Path(settings.MEDIA_ROOT).glob('*.json')]
        board = request.GET.get('board')
        if board is not None:
            rows = [row for row in rows if row['board'] == board]
        if always_own or board is not None:
            rows = [row for row in rows if row['owner'] == tenant_of(request)]
        return JsonResponse({'texts': [row['text'] for row in rows]})
    return view

def reading(checked, used):
    def view(request):
        if load(checked(request))['owner'] != tenant_of(request):
            return refused()
        return JsonResponse({'text': load(used(request))['text']})
    return view

def first(request):
    return request.GET.getlist('id')[0]

def last(request):
    return request.GET['id']

def either(request):
    return request.GET.get('id') or request.POST['id']

def posted(request):
    return request.POST['id']

def first_wins(pairs):
    members = {}
    for name, value in pairs:
        members.setdefault(name, value)
    return members

def first_member(request):
    return json.loads(request.body, object_pairs_hook=first_wins)['note']['id']

def last_member(request):
    return json.loads(request.body)['note']['id']

urlpatterns = [
    path('add', add),
    path('first_then_last_member', reading(first_member, last_member)),
    path('last_then_first_member', reading(last_member, first_member)),
    path('last_then_last_member', reading(last_member, last_member)),
    path('list_given', listing(False)),
    path('list_own', listing(True)),
    path('first_then_last', reading(first, last)),
    path('last_then_last', reading(last, last)),
    path('either_then_posted', reading(either, posted)),
    path('either_then_either', reading(either, either)),
]
`;
const id = text({ from: 'add.response.id' });
const listing = (view: string): UserOperation => ({
  http: `GET /${view}`,
  query: { board: text({ from: 'add.arguments.board' }) },
});
const inBody = (view: string): UserOperation => ({
  http: `POST /${view}`,
  body: json({ from: 'add.response.id', example: { note: { id: '{from}', size: 3 } } }),
});
let site: Site;
beforeAll(async () => {
  site = await openSite(urls, {
    add: { http: 'POST /add', form: { board: text(), text: text() } },
    list_given: listing('list_given'),
    list_own: listing('list_own'),
    first_then_last: { http: 'GET /first_then_last', query: { id } },
    last_then_last: { http: 'GET /last_then_last', query: { id } },
    either_then_posted: { http: 'POST /either_then_posted', form: { id } },
    either_then_either: { http: 'POST /either_then_either', form: { id } },
    first_then_last_member: inBody('first_then_last_member'),
    last_then_first_member: inBody('last_then_first_member'),
    last_then_last_member: inBody('last_then_last_member'),
  });
});
afterAll(() => site.close());

describe('a field that is left out', () => {
  it('shows everything, if only what is sent filters', async () => {
    expect(await violatedBy(site, 'list_given', 40)).toContain('no-cross-tenant-read');
  });

  it('shows nothing, if the tenant filters always', async () => {
    expect(await violatedBy(site, 'list_own', 120)).toEqual([]);
  });
});

describe('a field that is sent twice', () => {
  it.each(['first_then_last', 'either_then_posted'])('shows what %s does not check', async (view) => {
    expect(await violatedBy(site, view, 60)).toContain('no-cross-tenant-read');
  });

  it.each(['last_then_last', 'either_then_either'])(
    'shows nothing where %s uses what it checks',
    async (view) => {
      expect(await violatedBy(site, view, 120)).toEqual([]);
    },
  );
});

describe('a member of JSON that is sent twice', () => {
  it.each(['first_then_last_member', 'last_then_first_member'])(
    'shows what %s does not check',
    async (view) => {
      expect(await violatedBy(site, view, 60)).toContain('no-cross-tenant-read');
    },
  );

  it('shows nothing where one parser reads both', async () => {
    expect(await violatedBy(site, 'last_then_last_member', 120)).toEqual([]);
  });
});

it('no more than a bounded number of them is tried', () => {
  const kinds = probesOf(site.world.knowledge, 'add').map(({ kind }) => kind);
  const made = kinds.filter((kind) => kind === 'omission' || kind === 'repetition');
  expect(made.length).toBeGreaterThan(4);
  expect(made.length).toBeLessThan(30);
});
