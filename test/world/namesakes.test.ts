/** Previews that are kept by the last part of a name: found where two tenants share one, silent where each has its own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { file, text, type UserOperation } from '../../config/userConfig.ts';
import { foundAfter, openSite, type Site } from './siteKit.ts';

const urls = `
import uuid

def add(request):
    upload, id = request.FILES['content'], str(uuid.uuid4())
    folder = pathlib.Path(settings.MEDIA_ROOT) / 'files' / tenant_of(request)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / upload.name).write_bytes(upload.read())
    keep(id, {'owner': tenant_of(request), 'name': upload.name})
    return JsonResponse({'id': id})

def preview(own):
    def view(request, id):
        record = load(id)
        if record['owner'] != tenant_of(request):
            return refused()
        folder = pathlib.Path(settings.MEDIA_ROOT) / 'previews' / (record['owner'] if own else '')
        folder.mkdir(parents=True, exist_ok=True)
        small = folder / record['name']
        if not small.exists():
            stored = pathlib.Path(settings.MEDIA_ROOT) / 'files' / record['owner'] / record['name']
            small.write_bytes(stored.read_bytes()[:100])
        return HttpResponse(small.read_bytes())
    return view

urlpatterns = [
    path('add', add), path('preview/<uuid:id>', preview(False)), path('preview_own/<uuid:id>', preview(True)),
]
`;
const previewOf = (view: string): UserOperation => ({
  http: `GET /${view}/{id}`,
  path: { id: text({ from: 'add.response.id' }) },
});
let site: Site;
beforeAll(async () => {
  const operations = {
    add: { http: 'POST /add', multipart: { content: file() } },
    preview: previewOf('preview'),
    preview_own: previewOf('preview_own'),
  } as const;
  site = await openSite(urls, operations, { attacker: { powers: ['request'] } });
});
afterAll(() => site.close());

it('shows the preview of a victim’s file to whoever has one of that name', async () => {
  expect(await foundAfter(site, 'preview', 60)).not.toBeNull();
});

it('shows each the own preview', async () => {
  expect(await foundAfter(site, 'preview_own', 150)).toBeNull();
});
