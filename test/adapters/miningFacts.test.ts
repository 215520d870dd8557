/** What a driver that mines says about a project's views, commands and settings. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPythonTarget } from '../../adapters/python/pythonTarget.ts';
import type { FieldFacts, RouteView } from '../../model/exploring.ts';
import type { Target } from '../../model/target.ts';
import { djangoProject, type Ground, makeGround, removeGround, startDjango, targetOptions } from './kit.ts';

const urls = `
from functools import wraps
from django import forms
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import CreateView, FormView, ListView, TemplateView
from shop.models import Report

def plain(request):
    return HttpResponse('')

def logged(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

class Order(forms.Form):
    title = forms.CharField(max_length=40)
    mail = forms.EmailField(required=False)
    site = forms.URLField(required=False)
    count = forms.IntegerField(max_value=9)
    price = forms.DecimalField()
    day = forms.DateField()
    at = forms.DateTimeField()
    key = forms.UUIDField()
    agreed = forms.BooleanField()
    topic = forms.ChoiceField(choices=[('', '-'), ('a', 'A'), ('Group', [('b', 'B')])])
    report = forms.ModelChoiceField(Report.objects.all())
    paper = forms.FileField()
    more = forms.JSONField()

class OrderView(LoginRequiredMixin, FormView):
    form_class = Order

@method_decorator(login_required, name='dispatch')
class Decorated(View):
    def get(self, request):
        return HttpResponse('')

class CharField:
    read_only, required, max_length = False, True, 5

class ReadOnly(CharField):
    read_only = True

class Serializer:
    def get_fields(self):
        return {'name': CharField(), 'id': ReadOnly()}
    fields = property(get_fields)

class Broken(Serializer):
    def get_fields(self):
        raise RuntimeError('not now')
    fields = property(get_fields)

class IsAuthenticated: pass
class AllowAny: pass

class Api(View):
    serializer_class = Serializer
    permission_classes = [AllowAny]

class Closed(View):
    serializer_class = Broken
    permission_classes = [IsAuthenticated]

urlpatterns = [
    path('plain', plain, name='plain'),
    path('logged', logged(login_required(plain)), name='logged'),
    path('permitted', permission_required('shop.x')(plain), name='permitted'),
    path('order', OrderView.as_view(), name='order'),
    path('decorated', Decorated.as_view(), name='decorated'),
    path('create', CreateView.as_view(model=Report, fields=['title', 'file']), name='create'),
    path('list', ListView.as_view(model=Report), name='list'),
    path('template', TemplateView.as_view(template_name='x.html'), name='template'),
    path('login', LoginView.as_view(), name='login'),
    path('api', Api.as_view(), name='api'), path('closed', Closed.as_view(), name='closed'),
]
`;

const models = `
from django.contrib.auth.models import AbstractUser
from django.db import models

class Person(AbstractUser):
    username = None
    email = models.EmailField(unique=True)
    age = models.IntegerField()
    home = models.ForeignKey('Report', models.CASCADE)
    club = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=1, blank=True)
    size = models.CharField(max_length=20, blank=True, choices=[('s', 'S')])
    nick = models.CharField(max_length=9, blank=True)
    USERNAME_FIELD = 'email'
    REQUIRED_FIELDS = ['first_name']

class Report(models.Model):
    title = models.CharField(max_length=30)
    file = models.FileField(upload_to='reports')
`;

const command = `
from decimal import Decimal
from django.core.management.base import BaseCommand
class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument('name')
        parser.add_argument('rest', nargs='*')
        parser.add_argument('--count', '-c', type=int, default=3)
        parser.add_argument('--rate', type=Decimal)
        parser.add_argument('--kind', choices=['a', 'b'], required=True)
        parser.add_argument('--dry', action='store_true')
        parser.add_argument('--tag', action='append')
`;

const more = `
import os, pathlib
BASE_DIR = pathlib.Path(__file__).parent
INSTALLED_APPS += ['shop']
AUTH_USER_MODEL = 'shop.Person'
LOGIN_URL = 'login'
MEDIA_ROOT = '/nowhere'
MEDIA_URL = '/media/'
PUBLIC = ['/login', '/about/us']
EXPORTS = BASE_DIR / 'exports'
LOG = str(BASE_DIR / 'site.log')
ARCHIVE = {'parts': [{'folder': '/nowhere/parts'}], 'url': '/archive', 'python': os.__file__}
LIBRARY = os.path.dirname(os.__file__)
ABOVE = os.path.dirname(BASE_DIR)
STORAGES = {
    'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'},
    'staticfiles': {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'},
    'vault': {'BACKEND': 'django.core.files.storage.FileSystemStorage', 'OPTIONS': {'location': '/nowhere/vault'}},
}
`;

const site = {
  ...djangoProject(urls, more),
  ...{ 'shop/__init__.py': '', 'shop/models.py': models, 'shop/management/__init__.py': '' },
  ...{ 'shop/management/commands/__init__.py': '', 'shop/management/commands/send.py': command },
  'shop/management/commands/broken.py': 'raise SystemExit(3)\n',
};

let ground: Ground;
let target: Target;

beforeAll(async () => {
  ground = await makeGround(site);
  const options = await targetOptions(ground, { project: ground.config, settingsModule: 'site_settings' });
  target = await startPythonTarget({ ...options, mines: true });
});

afterAll(async () => {
  await target.stop();
  await removeGround(ground);
});

function viewOf(name: string): RouteView {
  const view = target.description.routes.find((route) => route.name === name)?.view;
  if (view === undefined) throw new Error(`no view ${name}`);
  return view;
}

it('says whose a view is and whether it asks for a login', () => {
  const shown = (name: string) => {
    const { kind, isProjects, needsLogin } = viewOf(name);
    return `${kind}${isProjects ? ' own' : ''}${needsLogin === null ? '' : ` login=${needsLogin}`}`;
  };
  expect(viewOf('plain').module).toBe('site_urls');
  expect(viewOf('login').module).toBe('django.contrib.auth.views');
  const names = ['plain', 'logged', 'permitted', 'order', 'decorated', 'create', 'list', 'template', 'login'];
  expect([...names, 'api', 'closed'].map((name) => `${name}: ${shown(name)}`)).toEqual([
    'plain: function own',
    'logged: function own login=true',
    'permitted: function own login=true',
    'order: class own login=true',
    'decorated: class own login=true',
    'create: class own',
    'list: class own',
    'template: class',
    'login: class',
    'api: class own login=false',
    'closed: class own login=true',
  ]);
});

function fieldLine({ name, kind, required, choices, max }: FieldFacts): string {
  const marks = [required ? ' required' : '', choices ? ` ${choices.join('|')}` : '', max ? ` <${max}` : ''];
  return `${name} ${kind}${marks.join('')}`;
}

it('says which fields forms and serializers have', () => {
  const fields = (name: string) => viewOf(name).fields.map(fieldLine);
  expect(fields('plain')).toEqual([]);
  expect(fields('order')).toEqual([
    ...['title text required <40', 'mail email <320', 'site url', 'count integer required <9'],
    ...['price number required', 'day date required', 'at time required', 'key uuid required'],
    ...['agreed boolean required', 'topic choice required a|b', 'report other required'],
    ...['paper file required', 'more json required'],
  ]);
  expect(fields('create')).toEqual(['title text required <30', 'file file required <100']);
  expect(fields('list')).toEqual([]);
  expect(fields('login')).toEqual(['username text required', 'password text required']);
  expect(fields('api')).toEqual(['name text required <5']);
  expect(fields('closed')).toEqual([]);
});

it('says which arguments commands have, without those that all have', () => {
  const commands = target.description.commands.filter(({ application }) => application === 'shop');
  const shared = { required: false, several: false, takes: 'text' };
  expect(commands).toEqual([
    { name: 'broken', application: 'shop' },
    {
      ...{ name: 'send', application: 'shop' },
      arguments: [
        { ...shared, flags: [], name: 'name', required: true },
        { ...shared, flags: [], name: 'rest', several: true },
        { ...shared, flags: ['--count', '-c'], name: 'count', takes: 'integer', default: 3 },
        { ...shared, flags: ['--rate'], name: 'rate', takes: 'number' },
        { ...shared, flags: ['--kind'], name: 'kind', required: true, choices: ['a', 'b'] },
        { ...shared, flags: ['--dry'], name: 'dry', takes: 'flag', default: false },
        { ...shared, flags: ['--tag'], name: 'tag', several: true },
      ],
    },
  ]);
});

it('says what settings and models hold', () => {
  expect(target.description.project).toEqual({
    folders: [
      { setting: 'ARCHIVE.parts.0.folder', path: '/nowhere/parts', isFolder: true },
      { setting: 'EXPORTS', path: `${ground.config}/exports`, isFolder: true },
      { setting: 'LOG', path: `${ground.config}/site.log`, isFolder: false },
      { setting: 'MEDIA_ROOT', path: '/nowhere', isFolder: true },
      { setting: 'STORAGES.vault.OPTIONS.location', path: '/nowhere/vault', isFolder: true },
    ],
    users: {
      usernameField: 'email',
      required: [
        { name: 'first_name', kind: 'text' },
        { name: 'age', kind: 'integer' },
        { name: 'home', kind: 'other' },
      ],
      loginUrl: '/login',
      rights: ['is_superuser', 'is_staff'],
      texts: ['club'],
    },
    hosts: [],
    middleware: [
      'django.contrib.sessions.middleware.SessionMiddleware',
      'django.middleware.csrf.CsrfViewMiddleware',
      'django.contrib.auth.middleware.AuthenticationMiddleware',
    ],
    storages: ['default', 'vault'],
    fileFields: ['shop.Report.file'],
    replaced: [
      {
        setting: 'PASSWORD_HASHERS',
        value: ['django.contrib.auth.hashers.MD5PasswordHasher'],
        why: 'tests need no slow hashes of passwords',
      },
    ],
  });
});

it('says nothing of it where it does not mine', async () => {
  const other = await makeGround(site);
  const plain = await startDjango(other);
  expect(plain.description).not.toHaveProperty('project');
  expect(plain.description.routes.some((route) => 'view' in route)).toBe(false);
  expect(plain.description.commands.some((one) => 'arguments' in one)).toBe(false);
  await plain.stop();
  await removeGround(other);
});
