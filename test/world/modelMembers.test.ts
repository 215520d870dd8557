/** Fields of Django's models as members: found where rows and filters are built of all that is sent, silent where they are named. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, text, type UserOperation } from '../../config/userConfig.ts';
import { probesOf } from '../../generators/index.ts';
import { openSite, type Site, violatedBy } from './siteKit.ts';

const models = `
from django.db import models

class Clinic(models.Model):
    title = models.CharField(max_length=80, unique=True)

class Doctor(models.Model):
    login = models.CharField(max_length=80, unique=True)
    nickname = models.CharField(max_length=80, default='')
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    oversees = models.BooleanField(default=False)

class Voucher(models.Model):
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    secret_word = models.CharField(max_length=80)
    record = models.CharField(max_length=80)
`;

const urls = `
import uuid
from shop.models import Clinic, Doctor, Voucher

def clinic_of(request):
    return Clinic.objects.get_or_create(title='clinic of ' + tenant_of(request))[0]

def doctor_of(request):
    return Doctor.objects.get_or_create(login=tenant_of(request), defaults={'clinic': clinic_of(request)})[0]

def add(request):
    id = str(uuid.uuid4())
    keep(id, {'clinic': clinic_of(request).pk, 'text': request.POST['text']})
    Voucher.objects.create(clinic=clinic_of(request), secret_word=request.POST['word'], record=id)
    return JsonResponse({'id': id})

def profile(fields):
    def view(request):
        doctor = doctor_of(request)
        for name, value in json.loads(request.body).items():
            if fields is None or name in fields:
                setattr(doctor, name, value)
        doctor.save()
        return JsonResponse({'nickname': doctor.nickname})
    return view

def all_records():
    return [json.loads(file.read_text()) for file in pathlib.Path(settings.MEDIA_ROOT).glob('*.json')]

def records_of_clinic(request):
    own = doctor_of(request).clinic_id
    return JsonResponse({'texts': [row['text'] for row in all_records() if row['clinic'] == own]})

def oversight(request):
    if not doctor_of(request).oversees:
        return refused(403)
    return JsonResponse({'texts': [row['text'] for row in all_records()]})

def told(rows):
    return JsonResponse({'texts': [load(row.record)['text'] for row in rows]})

def redeem_any(request):
    if not any(name.startswith('secret_word') for name in request.GET):
        return refused(400)
    return told(Voucher.objects.filter(**request.GET.dict()))

def redeem_named(request):
    return told(Voucher.objects.filter(secret_word=request.GET.get('secret_word')))

def listed_any(request):
    return told(Voucher.objects.filter(**{'clinic': clinic_of(request), **request.GET.dict()}))

def listed_own(request):
    return told(Voucher.objects.filter(clinic=clinic_of(request), record__contains=request.GET.get('record', '')))

urlpatterns = [
    path('add', add),
    path('profile_open', profile(None)),
    path('records_open', records_of_clinic),
    path('oversight_open', oversight),
    path('redeem_any', redeem_any),
    path('redeem_named', redeem_named),
    path('listed_any', listed_any),
    path('listed_own', listed_own),
]
`;
const namedUrls = urls.replace('profile(None)', "profile(['nickname'])");

const shop = {
  'shop/__init__.py': '',
  'shop/models.py': models,
};
const secretWord = { secret_word: text({ from: 'add.arguments.word' }) };
const operations: Readonly<Record<string, UserOperation>> = {
  add: { http: 'POST /add', form: { text: text(), word: text() } },
  profile_open: { http: 'POST /profile_open', body: json({ example: { nickname: '{token}' } }) },
  records_open: { http: 'GET /records_open', after: ['add'] },
  oversight_open: { http: 'GET /oversight_open', after: ['add'] },
  redeem_any: { http: 'GET /redeem_any', query: secretWord },
  redeem_named: { http: 'GET /redeem_named', query: secretWord },
  listed_any: { http: 'GET /listed_any', query: { record: text({ from: 'add.response.id' }) } },
  listed_own: { http: 'GET /listed_own', query: { record: text({ from: 'add.response.id' }) } },
};

async function open(views: string): Promise<Site> {
  return openSite(views, operations, {}, shop, "INSTALLED_APPS = INSTALLED_APPS + ['shop']\n");
}

let loose: Site;
let named: Site;
beforeAll(async () => {
  loose = await open(urls);
  named = await open(namedUrls);
});
afterAll(async () => {
  await loose.close();
  await named.close();
});

describe('fields of models that a profile keeps with the rest', () => {
  it.each(['records_open', 'oversight_open'])('show in %s what is another clinic’s', async (view) => {
    expect(await violatedBy(loose, view, 60)).toContain('no-cross-tenant-read');
    expect(await violatedBy(named, view, 120)).toEqual([]);
  });
});

describe('a filter of all that is sent', () => {
  it.each(['redeem_any', 'listed_any'])('takes names of lookups and relations: %s', async (view) => {
    expect(await violatedBy(loose, view, 40)).toContain('no-cross-tenant-read');
  });

  it.each(['redeem_named', 'listed_own'])('shows nothing where its fields are named: %s', async (view) => {
    expect(await violatedBy(loose, view, 120)).toEqual([]);
  });
});

it('no more than a bounded number of them is tried, and none where no model is touched', () => {
  const count = (name: string) =>
    probesOf(loose.world.knowledge, name).filter(({ kind }) => kind === 'filter-name').length;
  expect(count('redeem_any')).toBeGreaterThan(3);
  expect(count('redeem_any')).toBeLessThan(13);
});
