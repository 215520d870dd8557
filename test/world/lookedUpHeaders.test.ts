/**
 * Headers that no parameter declares, where the project's own code looks them up: a path in the place of the one that was checked,
 * another method, a file, another tenant's host. Silent where they are compared, or where the project refuses the host.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserConfig, type UserOperation } from '../../config/userConfig.ts';
import { undeclaredArgument } from '../../model/operation.ts';
import { foundAfter, openSite, type Site } from './siteKit.ts';

const urls = `
import uuid
from django.urls import resolve

def add(request):
    id = str(uuid.uuid4())
    keep(id, {'owner': request.COOKIES['who'], 'text': request.POST['text']})
    return JsonResponse({'id': id})

def told(record):
    return JsonResponse({'text': record['text']})

def inner(request, id):
    """For those who come through the gate alone."""
    return told(load(id)) if getattr(request, 'is_through', False) else refused(403)

def gate(checks):
    def view(request):
        path = request.META.get('HTTP_X_ORIGINAL_URL') or '/front'
        if checks and not path.startswith('/front'):
            return refused(403)
        request.is_through = True
        match = resolve(path)
        return match.func(request, **match.kwargs)
    return view

def front(request):
    return JsonResponse({})

def picture(checks):
    def view(request):
        name = request.headers.get('X-Album', 'front')
        file = pathlib.Path(settings.MEDIA_ROOT) / (name if not checks or name.isalnum() else 'front')
        return HttpResponse(file.read_bytes() if file.is_file() else b'')
    return view

def by_host(request):
    rows = [json.loads(file.read_text()) for file in pathlib.Path(settings.MEDIA_ROOT).glob('*.json')]
    who = request.get_host().split('.')[0]
    return JsonResponse({'texts': [row['text'] for row in rows if row['owner'] == who]})

def by_host_own(request):
    return by_host(request) if request.get_host().split('.')[0] == request.COOKIES['who'] else refused(403)

def by_team(request):
    """A gateway sets this header for every actor."""
    rows = [json.loads(file.read_text()) for file in pathlib.Path(settings.MEDIA_ROOT).glob('*.json')]
    return JsonResponse({'texts': [row['text'] for row in rows if row['owner'] == request.headers['X-Team']]})

def me(request):
    return JsonResponse({'id': request.headers['X-Team']})

urlpatterns = [
    path('team/safe', by_team), path('me', me),
    path('add', add), path('front', front), path('inner/<id>', inner),
    path('gate/loose', gate(False)), path('gate/safe', gate(True)),
    path('picture/loose', picture(False)), path('picture/safe', picture(True)),
    path('host/loose', by_host), path('host/safe', by_host_own),
]
`;

const after = (path: string): UserOperation => ({ http: `GET /${path}`, after: ['add'] });
const operations: Record<string, UserOperation> = {
  add: { http: 'POST /add', form: { text: text() } },
  inner: { http: 'GET /inner/{id}', path: { id: text({ from: 'add.response.id' }) } },
  gate_loose: after('gate/loose'),
  gate_safe: after('gate/safe'),
  picture_loose: after('picture/loose'),
  picture_safe: after('picture/safe'),
  host_loose: after('host/loose'),
  host_safe: after('host/safe'),
  me: { http: 'GET /me' },
  team_safe: after('team/safe'),
};
const actor = (who: string) => ({
  headers: { Host: `${who}.shop.example`, 'X-Team': who },
  cookies: { who },
  words: { team: who },
});
const more: UserConfig = {
  actors: { attacker: actor('mallory'), victim: actor('alice') },
  attacker: { powers: ['request'] },
};

let site: Site;
beforeAll(async () => {
  site = await openSite(urls, operations, more, {}, "ALLOWED_HOSTS = ['.shop.example']\n");
}, 120_000);
afterAll(() => site.close());

describe('a header that the project looks up', () => {
  it.each(['gate', 'picture', 'host'])('is attacked though nobody declares it (%s)', async (kind) => {
    expect(await foundAfter(site, `${kind}_loose`, 60)).not.toBeNull();
  });

  it('is not attacked where actors are told apart by it, whatever else tells them', async () => {
    expect(site.world.knowledge.headers['team_safe']).toEqual(['x-team']);
    expect(await foundAfter(site, 'team_safe', 150)).toBeNull();
  });

  it.each(['gate', 'picture', 'host'])('leads nowhere where it is compared (%s)', async (kind) => {
    expect(await foundAfter(site, `${kind}_safe`, 150)).toBeNull();
  });

  it.each([
    ['evil.example', 400],
    ['any.shop.example', 403],
  ])('is refused where the project allows no such host (%s)', async (host, status) => {
    const sent = { [undeclaredArgument('Host', 'header')]: { text: host } };
    const steps = [{ operation: 'host_safe', actor: 'attacker', arguments: sent }];
    const { responses } = await site.world.run({ layout: [], steps, race: null });
    expect(responses.map(({ response }) => response.status)).toEqual([status]);
  });

  it('is known by the operations that look it up', () => {
    const { headers } = site.world.knowledge;
    expect(headers['gate_loose']).toEqual(['x-original-url']);
    expect(headers['picture_loose']).toEqual(['x-album']);
    expect(headers['host_loose']).toEqual(['host']);
    expect(headers['front']).toBeUndefined();
  });
});
