/** Headers and types of uploads that no parameter declares: found where one names a file, silent where it is compared with what there is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { file, text } from '../../config/userConfig.ts';
import { probesOf } from '../../generators/index.ts';
import { foundAfter, graveProperties, openSite, type Site } from './siteKit.ts';

const urls = `
def add(request):
    keep('en', {'text': request.POST['text']})
    return JsonResponse({})

def texts(listed):
    def view(request):
        language = request.headers.get('Accept-Language', 'en')
        if listed and language not in ('en', 'de'):
            language = 'en'
        file = pathlib.Path(settings.MEDIA_ROOT) / language
        return HttpResponse(file.read_bytes() if file.exists() else b'')
    return view

def avatar(listed):
    def view(request):
        sent = request.FILES['picture']
        kind = sent.content_type.partition('/')[2]
        if listed:
            kind = {'png': 'png', 'jpeg': 'jpg'}.get(kind, 'other')
        folder = pathlib.Path(settings.MEDIA_ROOT) / 'avatars' / tenant_of(request) / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'original').write_bytes(sent.read())
        return JsonResponse({})
    return view

urlpatterns = [path('avatar', avatar(False)), path('avatar_listed', avatar(True)), path('add', add), path('texts', texts(False)), path('texts_listed', texts(True))]
`;
let site: Site;
beforeAll(async () => {
  site = await openSite(urls, {
    add: { http: 'POST /add', form: { text: text() } },
    avatar: { http: 'POST /avatar', multipart: { picture: file() } },
    avatar_listed: { http: 'POST /avatar_listed', multipart: { picture: file() } },
    texts: { http: 'GET /texts', after: ['add'] },
    texts_listed: { http: 'GET /texts_listed', after: ['add'] },
  });
});
afterAll(() => site.close());

it('a language that names a file leads out of the folder', async () => {
  expect(await foundAfter(site, 'texts', 400)).not.toBeNull();
});

it('a language that is compared with a list leads nowhere', async () => {
  expect(await foundAfter(site, 'texts_listed', 400)).toBeNull();
});

/** Grave properties that an operation violates where an upload says a type that leads out. */
async function violatedByTypes(operation: string): Promise<readonly string[]> {
  const probes = probesOf(site.world.knowledge, operation).filter(({ kind }) => kind === 'content-type');
  expect(probes.length).toBeGreaterThan(2);
  const violated = new Set<string>();
  for (const { attack } of probes) {
    const observation = await site.world.resolveFlow(await site.world.run(attack));
    for (const { id, judge } of graveProperties) if (judge(observation).length > 0) violated.add(id);
  }
  return [...violated];
}

it('a type of an upload that names a folder leads out of it', async () => {
  expect(await violatedByTypes('avatar')).toContain('no-write-outside');
});

it('a type that is compared with a list leads nowhere', async () => {
  expect(await violatedByTypes('avatar_listed')).toEqual([]);
});
