/** What a view keeps in the session is there in the actor's next step, wherever sessions are kept, and gone in the next case. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text, type UserOperation } from '../../config/userConfig.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
def first(request):
    request.session['name'] = request.POST['name']
    request.session['steps'] = request.session.get('steps', 0) + 1
    return JsonResponse({'steps': request.session['steps']})

def renewed(request):
    request.session.cycle_key()
    return first(request)

def second(request):
    name = request.session.get('name')
    if name is None or not request.user.is_authenticated:
        return refused()
    with open(str(pathlib.Path(settings.MEDIA_ROOT)) + '/' + name, 'w') as file:
        file.write(request.POST['text'])
    return JsonResponse({})

def second_checked(request):
    name = request.session.get('name')
    if name is None or not name.isalnum() or not request.user.is_authenticated:
        return refused()
    at(request.user.username + name).write_text(request.POST['text'])
    return JsonResponse({})

urlpatterns = [path(view.__name__, view) for view in [first, renewed, second, second_checked]]
`;
const post = (view: string, field: string, after: readonly string[] = []): UserOperation => ({
  ...{ http: `POST /${view}`, form: { [field]: text() } },
  ...(after.length > 0 ? { after: [...after] } : {}),
});
const operations = {
  first: post('first', 'name'),
  second: post('second', 'text', ['first']),
  checked: post('second_checked', 'text', ['first']),
  renewed: post('renewed', 'name'),
  afterRenewed: post('second', 'text', ['renewed']),
};
const noCsrf = "MIDDLEWARE = [one for one in MIDDLEWARE if 'Csrf' not in one]\n";

describe.each(['db', 'signed_cookies', 'cache'])('sessions by %s', (kept) => {
  let site: Site;
  beforeAll(async () => {
    const engine = `SESSION_ENGINE = 'django.contrib.sessions.backends.${kept}'\n`;
    site = await openSite(
      urls,
      operations,
      {
        django: { project: '.', settings: 'open_settings' },
        actors: { attacker: { login: { username: 'mallory' } }, victim: { login: { username: 'mallory2' } } },
      },
      { 'open_settings.py': `from site_settings import *\n${noCsrf}${engine}` },
    );
  });
  afterAll(() => site.close());

  it.each(Object.keys(operations))('%s goes well in the harmless run', (operation) => {
    expect(answerTo(site, operation)).toBe('200');
  });

  it.each([
    ['second', ['no-cross-tenant-write']],
    ['afterRenewed', ['no-cross-tenant-write']],
    ['checked', []],
  ])('%s violates %j', async (operation, properties) => {
    expect(await violatedBy(site, operation)).toEqual(properties);
  });

  it('go back with the case', async () => {
    const steps = ['first', 'renewed', 'first'].map((operation) => ({
      ...{ operation, actor: 'attacker', arguments: {} },
    }));
    const counted = async (): Promise<unknown[]> => {
      const { responses } = await site.world.run({ layout: [], steps, race: null });
      return responses.map(
        ({ response }) => JSON.parse(Buffer.from(response.body, 'base64').toString()).steps,
      );
    };
    const [one, two, three] = await counted();
    expect([two, three]).toEqual([Number(one) + 1, Number(one) + 2]);
    expect(await counted()).toEqual([one, two, three]);
  });
});
