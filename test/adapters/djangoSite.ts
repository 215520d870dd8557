/** A small Django project in which there is one view of each kind, its actors, hooks and WSGI application. */
import type { TargetOptions } from '../../model/target.ts';
import { djangoProject } from './kit.ts';

const urls = `
import json, os
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import include, path, re_path
from django.views import View
from django.views.decorators.http import require_http_methods, require_POST

def shown(request, **kwargs):
    return JsonResponse({
        'path': request.META['seen.path'], 'query': request.META['QUERY_STRING'],
        'raw': request.META.get('RAW_URI'), 'kwargs': kwargs, 'method': request.method,
        'user': request.user.get_username(), 'cookies': request.COOKIES,
        'header': request.META.get('HTTP_X_TENANT'), 'host': request.get_host(),
        'body': request.body.decode('latin-1') if request.content_type != 'multipart/form-data' else None,
    })

def upload(request):
    sent = request.FILES['file']
    return JsonResponse({'name': sent.name, 'size': sent.size, 'title': request.POST.get('title'),
                         'bytes': [c for c in sent.read()]})

def write(request, name):
    with open(os.path.join(settings.MEDIA_ROOT, name), 'wb') as file:
        file.write(request.body)
    return HttpResponse(status=204)

def fails(request):
    raise KeyError('gone wrong')

def suspicious(request):
    raise SuspiciousOperation('no')

def leaves(request):
    raise SystemExit(3)

def sends(request):
    return FileResponse(open(os.path.join(settings.MEDIA_ROOT, 'big'), 'rb'))

def streams(request):
    return StreamingHttpResponse(b'x' * 1000 for _ in range(10000))

def users(request):
    if request.method == 'POST':
        User.objects.create_user('late-' + request.body.decode())
        cache.set('seen', 'yes')
    return JsonResponse({'users': sorted(u.username for u in User.objects.all()), 'cache': cache.get('seen')})

def twice(request):
    User.objects.create_user('joe')
    try:
        with transaction.atomic():
            User.objects.create_user('joe')
    except IntegrityError:
        pass
    return JsonResponse({'users': User.objects.count()})

def committed(request):
    def later():
        open(os.path.join(settings.MEDIA_ROOT, 'committed'), 'w').close()
    with transaction.atomic():
        transaction.on_commit(later)
    return HttpResponse('ok')

@transaction.atomic(**({'durable': True}))
def durable(request):
    return HttpResponse('durable')

class Thing(View):
    def get(self, request, key):
        return HttpResponse('got')
    def delete(self, request, key):
        return HttpResponse('deleted')

@require_POST
def posted(request):
    return HttpResponse('posted')

inner = ([path('things/<uuid:key>/', Thing.as_view(), name='thing'), path('posted', posted)], 'inner')

urlpatterns = [
    path('shown/<path:rest>', shown),
    path('upload', upload), path('write/<path:name>', write), path('fails', fails),
    path('suspicious', suspicious), path('leaves', leaves), path('sends', sends), path('streams', streams),
    path('users', users), path('twice', twice), path('committed', committed), path('durable', durable),
    path('api/<slug:tenant>/', include(inner)),
    re_path(r'^old/(?P<year>[0-9]{4})/(\\w+)\\.txt$', shown, name='old'),
    path('both/', require_http_methods(['GET', 'PUT'])(shown)),
]
`;

const wsgi = `
from django.core.wsgi import get_wsgi_application

inner = get_wsgi_application()

def application(environ, start_response):
    # Django writes its own idea of the path into the environ.
    environ['seen.path'] = environ['PATH_INFO']
    return inner(environ, start_response)
`;

const more = `
WSGI_APPLICATION = 'site_wsgi.application'
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}
SESSION_ENGINE = 'django.contrib.sessions.backends.cache'
NESTED = {'a': [{'b': 1}], 'kept': True}
LOGGING = {'version': 1, 'disable_existing_loggers': True}
`;

export const actors: TargetOptions['actors'] = [
  { name: 'mallory', headers: {}, cookies: {}, login: null, hook: null },
  {
    name: 'alice',
    headers: { 'X-Tenant': 'alice' },
    cookies: { flavour: 'plain' },
    login: { username: 'alice', is_staff: true },
    hook: './hooks.py:headers',
  },
];

const hooks = `
import os
from django.contrib.auth.models import User
from django.conf import settings
def headers(actor):
    return {'X-Hooked': actor}
def setup():
    User.objects.create_user('shared')
    assert settings.NESTED == {'a': [{'b': 'changed'}], 'kept': True}
def plain_storage(**options):
    from django.core.files.storage import FileSystemStorage
    return FileSystemStorage(**options)
`;

export const site: Readonly<Record<string, string>> = {
  ...djangoProject(urls, more),
  'hooks.py': hooks,
  'site_wsgi.py': wsgi,
};
