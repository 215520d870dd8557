/**
 * What a driver that mines says where a package parses requests and validates data as Django REST framework does: the methods that are
 * watched there, in the shape that they have in it. The framework itself is no dependency of the tests.
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask, bodyOf, djangoProject, groundForEach, writeTree } from './kit.ts';
import { get, lineOf, postJson } from './miningSite.ts';

const request = `
import json
from django.utils.datastructures import MultiValueDict

class Request:
    def __init__(self, request):
        self._request = request

    def _parse(self):
        body = self._request.read()
        return (json.loads(body) if body else {}), MultiValueDict()

    @property
    def data(self):
        return self._parse()[0]
`;

const serializers = `
class Field:
    read_only, required = False, True
    def __init__(self, name, **more):
        self.field_name = name
        vars(self).update(more)

class CharField(Field): pass
class IntegerField(Field): pass

class ChoiceField(Field):
    choices = {'a': 'A', 'b': 'B'}

class BaseSerializer(Field): pass

class Serializer(BaseSerializer):
    def to_internal_value(self, data):
        return {field.field_name: data.get(field.field_name) for field in self._writable_fields}

class ListSerializer(BaseSerializer):
    child = None
`;

const urls = `
from django.http import JsonResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.serializers import CharField, ChoiceField, IntegerField, ListSerializer, Serializer

class Owner(Serializer):
    _writable_fields = [CharField('name', max_length=9)]

class Report(Serializer):
    _writable_fields = [CharField('title'), IntegerField('count', required=False), ChoiceField('kind'),
                        Owner('owner'), ListSerializer('tags')]

def made(request):
    return JsonResponse(Report('').to_internal_value(Request(request).data))

def looked(request):
    return JsonResponse({'title': Request(request).data['title']})

def nested(request):
    return JsonResponse(Owner('').to_internal_value(Request(request).data['owner']))

urlpatterns = [path('made', made), path('looked', looked), path('nested', nested)]
`;

const { ground, start } = groundForEach({});

it('finds what a serializer declares and what is looked up in parsed data, with a body and without', async () => {
  const folder = ground().config;
  await writeTree(folder, {
    ...djangoProject(urls),
    'site-packages/rest_framework/__init__.py': '',
    'site-packages/rest_framework/request.py': request,
    'site-packages/rest_framework/serializers.py': serializers,
  });
  const options = {
    project: folder,
    settingsModule: 'site_settings',
    pythonPath: [join(folder, 'site-packages')],
  };
  const target = await start({ ...options, mines: true });
  const sent = async ({ method, target: path, headers, body }: ReturnType<typeof get>) =>
    await ask(target, method, path, { headers, body });
  const mined = async (one: ReturnType<typeof get>) => ((await sent(one)).mined ?? []).map(lineOf);
  const declared = (present: string) => [
    `json title needed${present} library`,
    `json count optional${present} library integer`,
    `json kind needed${present} library words:a|b`,
    `json owner needed${present} library object`,
    `json tags needed${present} library list`,
  ];
  expect(await mined(get('/made'))).toEqual(declared(' missing'));
  expect(await mined(get('/looked'))).toEqual(['json title needed missing']);
  const whole = { title: 't', count: 1, kind: 'a', owner: { name: 'n' }, tags: [] };
  expect(await mined(postJson('/made', whole))).toEqual(['json needed library', ...declared('')]);
  expect(await mined(postJson('/nested', whole))).toEqual([
    'json needed library',
    'json owner needed',
    'json owner.name needed library length:9',
  ]);
  expect(JSON.parse(bodyOf(await sent(postJson('/made', whole))))).toEqual(whole);
});
