/** Worlds from the copy of one whose target hands out presigned URLs, which name the port of its engine. */
import { beforeAll, describe, expect, it } from 'vitest';
import { add, byId, harmless, openTwice, stores, type Twice } from './copiesKit.ts';
import { violatedBy } from './siteKit.ts';

const signing = `
import urllib.request
import uuid
import boto3

table = boto3.resource('dynamodb').Table('notes')
bucket = boto3.client('s3')

def signed(tenant, id):
    key = 'notes/' + tenant + '/' + id
    return bucket.generate_presigned_url('get_object', Params={'Bucket': 'kept', 'Key': key})

def add(request):
    id = str(uuid.uuid4())
    body = request.POST['text'].encode()
    bucket.put_object(Bucket='kept', Key='notes/' + tenant_of(request) + '/' + id, Body=body)
    table.put_item(Item={'pk': tenant_of(request), 'sk': id, 'at': signed(tenant_of(request), id)})
    keep(id, {'owner': tenant_of(request)})
    return JsonResponse({'id': id, 'at': signed(tenant_of(request), id)})

def sign_any(request, id):
    return JsonResponse({'at': signed(load(id)['owner'], id)})

def sign_own(request, id):
    return JsonResponse({'at': signed(tenant_of(request), id)})

def kept(request, id):
    found = table.get_item(Key={'pk': tenant_of(request), 'sk': id}).get('Item')
    if not found:
        return refused()
    with urllib.request.urlopen(found['at']) as answer:
        return HttpResponse(answer.read())

urlpatterns = [
    path('add', add),
    *[path(view.__name__ + '/<id>', view) for view in [sign_any, sign_own, kept]],
]
`;

describe('a world from a copy whose target hands out signed addresses', () => {
  let twice: Twice;
  beforeAll(async () => {
    const asked = { add, sign_any: byId('sign_any'), sign_own: byId('sign_own'), kept: byId('kept') };
    const { dynamodb, s3 } = stores;
    twice = await openTwice(signing, asked, { dynamodb, s3 });
  });

  it('holds them as if they were signed by its own engine, and does no step for it', async () => {
    const { first, second, steps, memory } = twice;
    expect(first.rehearsal.operations.filter(({ tested, refused }) => !tested || refused)).toEqual([]);
    expect(memory.learnt?.copy).not.toBeNull();
    expect(steps[1]).toBe(0);
    const shown = await second.run(harmless('kept', 'victim'));
    expect(shown.responses[0]?.response.status).toBe(200);
    expect(memory.learnt?.copy).not.toBeNull();
  });

  it('shows who is handed another’s, and accuses nobody else', async () => {
    const site = { world: twice.second, close: twice.second.close };
    expect(await violatedBy(site, 'sign_any')).toContain('no-cross-tenant-read');
    for (const name of ['sign_own', 'kept']) expect(await violatedBy(site, name, 20)).toEqual([]);
  });
});
