/** Headers that no parameter declares: found where one names a file, silent where it is compared with what there is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../../config/userConfig.ts';
import { foundAfter, openSite, type Site } from './siteKit.ts';

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

urlpatterns = [path('add', add), path('texts', texts(False)), path('texts_listed', texts(True))]
`;
let site: Site;
beforeAll(async () => {
  site = await openSite(urls, {
    add: { http: 'POST /add', form: { text: text() } },
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
