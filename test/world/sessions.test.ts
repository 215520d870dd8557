/** Sessions that an operation hands out: nobody sends a victim's, and what lets everybody in by another way is found. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

/** Keys like Django's, handed out as `key` and sent back in a cookie that is called by no telling name. */
const urls = `
import secrets
import string
def login(request):
    key = ''.join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(32))
    keep('sessions-' + key, {'tenant': tenant_of(request)})
    return JsonResponse({'key': key, 'tenant': tenant_of(request)})
def user(request):
    return load('sessions-' + request.COOKIES['c'])['tenant']
def save(request):
    keep('note-' + user(request), {'text': request.POST['text']})
    return JsonResponse({})
def show(request):
    return JsonResponse(load('note-' + user(request)))
def peek(request):
    user(request)
    return JsonResponse(load('note-' + request.GET['tenant']))
urlpatterns = [path('login', login), path('save', save), path('show', show), path('peek', peek)]
`;

const cookies = { c: text({ from: 'login.response.key' }) };
let site: Site;

beforeAll(async () => {
  site = await openSite(urls, {
    login: { http: 'POST /login' },
    save: { http: 'POST /save', cookies, form: { text: text() } },
    show: { http: 'GET /show', cookies },
    peek: { http: 'GET /peek', cookies, query: { tenant: text({ from: 'login.response.tenant' }) } },
  });
});
afterAll(() => site.close());

it('nobody has a victim’s', async () => {
  expect(await violatedBy(site, 'save')).toEqual([]);
  expect(await violatedBy(site, 'show')).toEqual([]);
  const { known, fileNames } = site.world.knowledge;
  const ofVictim = known.filter(({ actor, value }) => actor === 'victim' && /^[a-z\d]{32}$/.test(value));
  expect(ofVictim).toEqual([]);
  expect(fileNames.filter((name) => name.includes('sessions-'))).toEqual([]);
});

it('who has one of the attacker’s own and comes to a victim’s things by it is found', async () => {
  expect(await violatedBy(site, 'peek')).toEqual(['no-cross-tenant-read']);
});
