/** A small Django project whose views look up values in every place of a request, and do to each what views do. */
import type { MinedValue } from '../../model/exploring.ts';
import { djangoProject } from './kit.ts';

const urls = `
import base64, copy, datetime, decimal, enum, json, os, pathlib, pickle, re, sqlite3, sys, tempfile, uuid
from urllib.parse import urlparse
from boto3.dynamodb.types import TypeSerializer
from django import forms
from django.db import models
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views import View
from django.views.generic import CreateView, FormView
from django.views.decorators.csrf import csrf_exempt
from django.contrib.auth.models import Group

KINDS = {'pdf', 'txt'}
HANDLERS = {'up': str.upper, 'down': str.lower}
NAME = re.compile(r'^[a-z]{3,8}$')
NAME_MAX = 12

class Colour(enum.Enum):
    RED = 'red'
    BLUE = 'blue'

def query(request):
    page = int(request.GET.get('page', 1))
    order = request.GET['order']
    if order not in ('asc', 'desc'):
        return HttpResponse('order', status=400)
    wanted = request.GET.getlist('tag')
    return JsonResponse({'page': page, 'order': order, 'tags': wanted, 'flag': 'flag' in request.GET})

def form(request):
    if request.method == 'POST':
        name = request.POST['name'].strip()
        if not NAME.match(name) or len(name) > NAME_MAX:
            return HttpResponse('name', status=400)
        day = request.POST['day']
        found = {
            'name': name, 'kind': request.POST['kind'] in KINDS, 'handler': HANDLERS[request.POST['handler']](name),
            'id': str(uuid.UUID(request.POST['id'])), 'day': str(datetime.date.fromisoformat(day)),
            'at': str(datetime.datetime.strptime(request.POST['at'], '%Y-%m-%d %H:%M')),
            'sum': str(decimal.Decimal(request.POST['sum'])), 'rate': float(request.POST['rate']),
            'colour': Colour(request.POST['colour']).name,
            'code': re.fullmatch('[A-Z]{2}[0-9]+', request.POST['code']).group(),
            'data': base64.b64decode(request.POST['data']).decode(), 'raw': json.loads(request.POST['raw']),
        }
        return JsonResponse(found)
    return HttpResponse('method', status=405)

def body(request):
    data = json.loads(request.body)
    if not isinstance(data['count'], int):
        return HttpResponse('count', status=400)
    found = [item['id'] for item in data['items']]
    owner = data.get('owner', {}).get('name', 'nobody')
    return JsonResponse({'title': data['title'], 'found': found, 'owner': owner, 'count': data['count'] + 1})

def upload(request):
    file = request.FILES['report']
    if os.path.splitext(file.name)[1].lower() not in ('.txt', '.csv'):
        return HttpResponse('ending', status=400)
    if file.content_type not in ['text/plain']:
        return HttpResponse('type', status=415)
    return JsonResponse({'name': file.name, 'read': file.read().decode()})

def around(request):
    tenant = request.headers['X-Tenant']
    token = request.META.get('HTTP_AUTHORIZATION', '')
    if not token.startswith('Bearer '):
        return HttpResponse('token', status=401)
    request.session['seen'] = tenant
    return JsonResponse({'tenant': tenant, 'flavour': request.COOKIES.get('flavour', 'plain'),
                         'last': request.session.get('last'), 'host': request.get_host(),
                         'type': type(tenant).__name__, 'own': json.dumps([tenant, dict(request.COOKIES)])})

def passed_on(request, part):
    data = json.loads(request.body)
    name, form = data['name'], copy.deepcopy(request.GET)
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, name), 'w') as file:
        file.write('%s %s' % (name, part))
    with sqlite3.connect(':memory:') as base:
        base.execute('create table t (a text)')
        base.execute('insert into t values (?)', (name,))
        rows = base.execute('select a from t').fetchall()
    Group.objects.create(name=name)
    found = {
        'json': json.dumps([data, part]), 'pickle': pickle.loads(pickle.dumps([data, part])) == [data, part],
        'plain': [type(one) is str for one in pickle.loads(pickle.dumps([name, part]))],
        'file': open(os.path.join(folder, str(name))).read(), 'rows': rows, 'groups': Group.objects.filter(name=name).count(),
        'item': TypeSerializer().serialize(data), 'suffix': pathlib.Path(name).suffix, 'url': urlparse(part).path,
        'text': [f'{name}', name + part, part + name, name % (), '{}'.format(name), ''.join([name]), name * 2, repr(name)],
        'order': sorted([name, part, 'm']), 'max': max(name, 'm'), 'in': ['a' in name, name in 'a.txt', name in ['a.txt']],
        'kept': {name: 1}[str(name)], 'both': {**data, 'a': 1}, 'dict': dict(data), 'merged': data | {'b': 2},
        'form': form.urlencode(), 'items': list(form.items()), 'lists': dict(form.lists()), 'one': form.dict(),
        'is': [isinstance(name, str), isinstance(data, dict), isinstance(data['list'], list), name.__class__.__name__],
        'sub': re.sub('a', 'b', name), 'split': name.split('.'), 'bytes': name.encode().hex(), 'list': [*data['list']],
        'interned': sys.intern(str.__str__(name)), 'attribute': getattr(request, data['attribute']), 'hash': hash(name) == hash(str.__str__(name)),
    }
    return JsonResponse(found)

def raw(request):
    if request.GET.get('how') == 'lines':
        return JsonResponse({'lines': [line.decode() for line in request]})
    if request.GET.get('how') == 'read':
        return JsonResponse({'read': request.read(3).decode()})
    return JsonResponse({'sized': len(request.body), 'text': base64.b64decode(request.body).decode()})

def lenient(request):
    data = json.loads(request.body or '{}')
    return JsonResponse({'title': data['title']})

def loaded(request):
    return JsonResponse({'mining': [name for name in sys.modules if name.startswith('trespass_driver.mining')]})

class Contact(forms.Form):
    subject = forms.CharField(max_length=20)
    mail = forms.EmailField(required=False)
    copies = forms.IntegerField(max_value=5, required=False)
    topic = forms.ChoiceField(choices=[('sales', 'Sales'), ('help', 'Help')])
    attached = forms.FileField(required=False)

class ContactView(FormView):
    form_class = Contact
    template_name = 'none.html'
    def form_valid(self, form):
        return JsonResponse({key: str(value) for key, value in form.cleaned_data.items()})
    def form_invalid(self, form):
        return JsonResponse(form.errors, status=400)

class GroupView(CreateView):
    model = Group
    fields = ['name']
    def form_valid(self, form):
        form.save()
        return JsonResponse({'made': form.instance.name})
    def form_invalid(self, form):
        return JsonResponse(form.errors, status=400)

class Thing(View):
    def get(self, request, key, number):
        if key.startswith('thing-') and key.isalnum():
            return HttpResponse('both')
        return JsonResponse({'key': key, 'number': number, 'sized': len(key)})
    def put(self, request, key, number):
        return JsonResponse({'key': key[:3] + key[3:], 'body': request.body.decode()})

urlpatterns = [
    path('loaded', loaded), path('lenient', lenient), path('query', query), path('raw', raw), path('passed/<str:part>', passed_on), path('form', form), path('body', body), path('upload', upload), path('around', around),
    path('contact', ContactView.as_view()), path('group', GroupView.as_view()),
    path('thing/<str:key>/<int:number>', Thing.as_view()),
]
`;

export const miningSite: Readonly<Record<string, string>> = djangoProject(urls);

type Sent = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
};

const formType = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
const jsonType = [['Content-Type', 'application/json']] as const;
const multipart = [['Content-Type', 'multipart/form-data; boundary=b']] as const;

export function get(target: string, headers: Sent['headers'] = []): Sent {
  return { method: 'GET', target, headers, body: '' };
}

export function post(target: string, fields: Readonly<Record<string, string>>): Sent {
  return { method: 'POST', target, headers: formType, body: new URLSearchParams(fields).toString() };
}

export function postJson(target: string, value: unknown): Sent {
  return { method: 'POST', target, headers: jsonType, body: JSON.stringify(value) };
}

export function postFile(target: string, name: string, fileName: string, type = 'text/plain'): Sent {
  const head = `Content-Disposition: form-data; name="${name}"; filename="${fileName}"`;
  const body = `--b\r\n${head}\r\nContent-Type: ${type}\r\n\r\ncontent\r\n--b--\r\n`;
  return { method: 'POST', target, headers: multipart, body };
}

export const goodForm: Readonly<Record<string, string>> = {
  ...{ name: ' abc ', kind: 'pdf', handler: 'up', id: '12345678-1234-5678-1234-567812345678' },
  ...{ day: '2024-02-03', at: '2024-02-03 04:05', sum: '1.50', rate: '2.5', colour: 'red' },
  ...{ code: 'AB12', data: 'aGFsbG8=', raw: '{"a": [1]}' },
};

/** A finding as a line: `form name needed`, with what is special about it. */
export function lineOf({
  place,
  name,
  how,
  present,
  default: value,
  repeated,
  own,
  uses,
}: MinedValue): string {
  return [
    ...[place, name, how, present ? '' : 'missing', value === null ? '' : `default=${JSON.stringify(value)}`],
    ...[repeated ? 'repeated' : '', own ? '' : 'library', ...uses.map(useOf)],
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function useOf(use: MinedValue['uses'][number]): string {
  if ('words' in use) return `${use.kind}:${use.words.join('|')}`;
  if ('pattern' in use) return `pattern:${use.pattern}${use.whole ? '!' : ''}`;
  if ('format' in use) return `${use.kind}:${use.format}`;
  return 'compared' in use ? `length:${use.compared}` : use.kind;
}
