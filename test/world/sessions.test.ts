/** Logins, logouts, sign-ups and changed passwords as operations: an actor goes on with its own session. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixed, text, type UserOperation } from '../../config/userConfig.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
from django.contrib import auth

def told(view):
    def asked(request, **rest):
        return view(request, **rest) if request.user.is_authenticated else refused(401)
    asked.__name__ = view.__name__
    return asked

@told
def add(request):
    id = str(next_id() * 7919)
    keep(id, {'owner': request.user.username, 'text': request.POST['text']})
    return JsonResponse({'id': id})

@told
def show_any(request, id):
    return JsonResponse(load(id))

@told
def show_own(request, id):
    if load(id)['owner'] != request.user.username:
        return refused(403)
    return JsonResponse(load(id))

@told
def logout(request):
    keep('last', {'who': request.user.username})
    auth.logout(request)
    return JsonResponse({})

@told
def change(request):
    request.user.set_password(request.POST['password'])
    request.user.save()
    auth.update_session_auth_hash(request, request.user)
    keep('last', {'who': request.user.username})
    return JsonResponse({})

def sign_up(request):
    user = auth.get_user_model().objects.create_user(request.POST['name'], password='secret')
    auth.login(request, user, backend='django.contrib.auth.backends.ModelBackend')
    keep('last', {'who': user.username})
    return JsonResponse({})

def login(request):
    user = auth.authenticate(request, username=request.POST['name'], password=request.POST['password'])
    if user is None:
        return refused(401)
    auth.login(request, user)
    keep('last', {'who': user.username})
    return JsonResponse({})

urlpatterns = [
    *[path(view.__name__, view) for view in [add, logout, change, sign_up, login]],
    *[path(view.__name__ + '/<id>', view) for view in [show_any, show_own]],
]
`;

const noCsrf = "MIDDLEWARE = [one for one in MIDDLEWARE if 'Csrf' not in one]\n";
const post = (view: string, form: Record<string, ReturnType<typeof text>> = {}): UserOperation => ({
  http: `POST /${view}`,
  form,
});
const show = (view: string): UserOperation => ({
  http: `GET /${view}/{id}`,
  path: { id: text({ from: 'add.response.id' }) },
});
let site: Site;

beforeAll(async () => {
  site = await openSite(
    urls,
    {
      sign_up: post('sign_up', { name: text() }),
      login: post('login', { name: text({ from: 'sign_up.arguments.name' }), password: fixed('secret') }),
      change: post('change', { password: text() }),
      logout: post('logout'),
      add: post('add', { text: text() }),
      show_any: show('show_any'),
      show_own: show('show_own'),
    },
    {
      django: { project: '.', settings: 'open_settings' },
      actors: { attacker: { login: { username: 'mallory' } }, victim: { login: { username: 'mallory2' } } },
    },
    { 'open_settings.py': `from site_settings import *\n${noCsrf}` },
  );
});
afterAll(() => site.close());

it.each(['sign_up', 'login', 'change', 'logout', 'add', 'show_any', 'show_own'])(
  '%s goes well in each harmless run',
  (operation) => {
    expect(answerTo(site, operation)).toBe('200');
    expect(site.world.rehearsal.notes.filter(({ kind }) => kind === 'failing')).toEqual([]);
  },
);

it('a step behind a logout goes well', async () => {
  const steps = ['logout', 'show_own', 'change', 'show_own', 'login', 'show_own'].map((operation) => ({
    ...{ operation, actor: 'attacker', arguments: {} },
  }));
  const { responses } = await site.world.run({ layout: [], steps, race: null });
  expect(responses.map(({ response }) => response.status)).toEqual(steps.map(() => 200));
});

it.each([
  ['show_any', ['no-cross-tenant-read']],
  ['show_own', []],
])('%s violates %j', async (operation, properties) => {
  expect(await violatedBy(site, operation)).toEqual(properties);
});
