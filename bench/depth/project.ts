/** The files that every generated application has: settings, routes, who acts, inputs, stores, work, and its config. */
import type { Feature, Operation, Style, TableSpec } from './feature.ts';
import { python, quoted } from './python.ts';

/** By path below the project, their texts. */
export function projectFiles(style: Style, features: readonly Feature[]): Readonly<Record<string, string>> {
  const { site } = style;
  const commands = features.flatMap(({ commands: own = {} }) => Object.entries(own));
  const management =
    commands.length === 0 ? [] : ['management/__init__.py', 'management/commands/__init__.py'];
  return {
    'manage.py': manage(site),
    'trespass.config.ts': configText(style, features),
    [`${site}/__init__.py`]: '',
    [`${site}/settings.py`]: settings(style, features),
    [`${site}/urls.py`]: routes(site, features),
    [`${site}/tenancy.py`]: tenancy(style),
    [`${site}/inputs.py`]: inputs,
    [`${site}/stores.py`]: stores,
    [`${site}/work.py`]: work(style),
    [`${site}/wsgi.py`]: wsgi(site),
    ...Object.fromEntries(management.map((path) => [`${site}/${path}`, ''])),
    ...Object.fromEntries(commands.map(([name, code]) => [`${site}/management/commands/${name}.py`, code])),
    ...Object.fromEntries(features.map(({ module, code }) => [`${site}/${module}.py`, code])),
  };
}

function settings({ site, media, dropbox }: Style, features: readonly Feature[]): string {
  return `${python`
    """Settings. Files lie below ${media.setting}; tenants reach ${dropbox.setting} by SFTP as well."""

    import os

    SECRET_KEY = "generated"
    DEBUG = False
    ALLOWED_HOSTS = ["*"]
    INSTALLED_APPS = [${quoted(site)}]
    MIDDLEWARE = ["${site}.tenancy.TenantMiddleware"]
    ROOT_URLCONF = "${site}.urls"
    WSGI_APPLICATION = "${site}.wsgi.application"
    DATABASES = {}
    USE_TZ = True
    ${media.setting} = os.environ.get("SITE_${media.root.toUpperCase()}", "/nonexistent/${media.root}")
    ${dropbox.setting} = os.environ.get("SITE_${dropbox.root.toUpperCase()}", "/nonexistent/${dropbox.root}")
    ${features.flatMap(({ settings: own = [] }) => own).join('\n')}
  `}\n`;
}

function manage(site: string): string {
  return `${python`
    import os
    import sys

    if __name__ == "__main__":
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "${site}.settings")
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
  `}\n`;
}

function wsgi(site: string): string {
  return `${python`
    import os

    from django.core.wsgi import get_wsgi_application

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "${site}.settings")
    application = get_wsgi_application()
  `}\n`;
}

function routes(site: string, features: readonly Feature[]): string {
  const modules = features.filter(({ operations }) => operations.some(({ route }) => route !== null));
  const paths = new Map<string, string[]>();
  for (const { module, operations } of modules)
    for (const { route } of operations) {
      if (route === null) continue;
      const views = paths.get(route.path) ?? [];
      paths.set(route.path, [...views, `${route.method}=${module}.${route.view}`]);
    }
  const lines = [...paths].map(
    ([path, views]) => `path(${quoted(path)}, inputs.by_method(${views.join(', ')})),`,
  );
  return `${python`
    from django.urls import path

    from ${site} import (
        ${['inputs', ...modules.map(({ module }) => module)]
          .sort()
          .map((name) => `${name},`)
          .join('\n')}
    )

    urlpatterns = [
        ${lines.join('\n')}
    ]
  `}\n`;
}

function tenancy({ tenant, identity }: Style): string {
  const found = identity.by === 'header' ? 'request.headers.get' : 'request.COOKIES.get';
  return `${python`
    """Who acts. A gateway authenticates every caller and sets this ${identity.by} itself, so that it can be trusted."""

    import re

    from django.http import JsonResponse

    NAME = re.compile(r"[a-z0-9.:_-]{1,32}")


    class TenantMiddleware:
        def __init__(self, get_response):
            self.get_response = get_response

        def __call__(self, request):
            request.${tenant} = ${found}(${quoted(identity.name)}, "")
            if not NAME.fullmatch(request.${tenant}):
                return JsonResponse({"error": "who are you?"}, status=401)
            return self.get_response(request)
  `}\n`;
}

const inputs = `${python`
  """What requests bring: texts that are not empty and not too long."""

  import functools
  import json as codec

  from django.http import JsonResponse

  LONGEST = 400
  BYTES_MAX = 1_000_000


  class Refused(Exception):
      def __init__(self, status, reason="refused"):
          super().__init__(reason)
          self.status = status


  def answering(view):
      @functools.wraps(view)
      def answered(request, *args, **kwargs):
          try:
              return view(request, *args, **kwargs)
          except Refused as refused:
              return JsonResponse({"error": str(refused)}, status=refused.status)

      return answered


  def by_method(**views):
      def chosen(request, *args, **kwargs):
          view = views.get(request.method)
          if view is None:
              return JsonResponse({"error": "method"}, status=405)
          return view(request, *args, **kwargs)

      return chosen


  def _text(value, name):
      if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
          raise Refused(400, f"{name} is missing or no text")
      return value


  def members(request):
      try:
          found = codec.loads(request.body)
      except ValueError:
          raise Refused(400, "no JSON") from None
      if not isinstance(found, dict):
          raise Refused(400, "no object")
      return found


  def query(request, name):
      return _text(request.GET.get(name), name)


  def form(request, name):
      return _text(request.POST.get(name), name)


  def header(request, name):
      return _text(request.headers.get(name), name)


  def upload(request, name):
      found = request.FILES.get(name)
      if found is None or found.size > BYTES_MAX:
          raise Refused(400, f"{name} is missing or too large")
      return found


  def json(request, name):
      return _text(members(request).get(name), name)


  def query_raw(request, name):
      return request.GET.get(name)


  def form_raw(request, name):
      return request.POST.get(name)


  def header_raw(request, name):
      return request.headers.get(name)


  def json_raw(request, name):
      return members(request).get(name)
`}\n`;

const stores = `${python`
  """Connections to DynamoDB and S3, made once."""

  from functools import lru_cache

  import boto3

  REGION = "eu-central-1"


  @lru_cache(maxsize=None)
  def _resource():
      return boto3.resource("dynamodb", region_name=REGION)


  @lru_cache(maxsize=None)
  def table(name):
      return _resource().Table(name)


  @lru_cache(maxsize=None)
  def client():
      return boto3.client("dynamodb", region_name=REGION)


  @lru_cache(maxsize=None)
  def s3():
      return boto3.client("s3", region_name=REGION)
`}\n`;

function work({ site, pk, sk, table }: Style): string {
  return `${python`
    """What every request costs beside what it is for."""

    import hashlib
    import time

    from ${site} import stores


    def look_up_plan(tenant, times):
        """Limits of the tenant's plan, one look for each."""
        for number in range(times):
            stores.table(${quoted(table)}).get_item(Key={${quoted(pk)}: f"PLAN/{tenant}", ${quoted(sk)}: f"limit-{number}"})


    def compute(milliseconds):
        end = time.perf_counter() + milliseconds / 1000
        digest = b""
        while time.perf_counter() < end:
            digest = hashlib.sha256(digest).digest()


    def wait(milliseconds):
        time.sleep(milliseconds / 1000)
  `}\n`;
}

function configText(style: Style, features: readonly Feature[]): string {
  const { site, media, dropbox, identity, attacker, victims, bucket } = style;
  const needsDropbox = features.some((feature) => feature.needsDropbox);
  const roots = [media, ...(needsDropbox ? [dropbox] : [])];
  const environment = roots.map(({ root }) => `SITE_${root.toUpperCase()}: '${root}'`).join(', ');
  const kind = identity.by === 'header' ? 'headers' : 'cookies';
  const actor = (role: string, name: string): string =>
    `    ${role}: { words: { tenant: '${name}' }, ${kind}: { '${identity.name}': '{actor.tenant}' } },`;
  const powers = `  attacker: { powers: ['request', 'shared-temp', { 'own-folder': ['${dropbox.root}'] }, 'race'] },\n`;
  const tables = tablesOf(style, features).map((one) => `      ${tableText(one)},`);
  const operations = features.flatMap((feature) => feature.operations);
  return `import { archive, bytes, defineConfig, file, fixed, json, text } from 'trespass';

export default defineConfig({
  django: { project: '.', settings: '${site}.settings' },
  sandbox: { environment: { ${environment} } },
  actors: {
${[actor('attacker', attacker), ...victims.map((name, index) => actor(index === 0 ? 'victim' : 'other', name))].join('\n')}
  },
${needsDropbox ? powers : ''}  dynamodb: {
    tables: [
${tables.join('\n')}
    ],
  },
${features.some((feature) => feature.needsObjects) ? `  s3: { buckets: ['${bucket}'] },\n` : ''}  operations: {
${operations.map(({ name, config }: Operation) => `    ${name.includes('.') ? `'${name}'` : name}: ${config},`).join('\n')}
  },
});
`;
}

/** All tables of an application, each once with the indexes that features ask for. */
export function tablesOf({ table, pk, sk }: Style, features: readonly Feature[]): readonly TableSpec[] {
  const tables = new Map<string, TableSpec>([[table, { name: table, keys: [pk, sk] }]]);
  for (const one of features.flatMap((feature) => feature.tables)) {
    const indexes = [...(tables.get(one.name)?.indexes ?? []), ...(one.indexes ?? [])];
    tables.set(one.name, { ...one, indexes });
  }
  return [...tables.values()];
}

interface KeySchema {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
}

interface CreateTableInput extends KeySchema {
  readonly TableName: string;
  readonly BillingMode: 'PAY_PER_REQUEST';
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' }[];
  readonly GlobalSecondaryIndexes?: readonly (KeySchema & {
    readonly IndexName: string;
    readonly Projection: { readonly ProjectionType: 'ALL' };
  })[];
}

/** The input of a CreateTable. */
export function createTableInput({ name, keys, indexes = [] }: TableSpec): CreateTableInput {
  const attributes = [...new Set([...keys, ...indexes.flatMap((index) => index.keys)])];
  const schema = (parts: readonly string[]) =>
    parts.map((part, index) => ({ AttributeName: part, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((one) => ({ AttributeName: one, AttributeType: 'S' })),
    KeySchema: schema(keys),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: schema(index.keys),
            Projection: { ProjectionType: 'ALL' },
          })),
        }),
  };
}

function tableText(table: TableSpec): string {
  return JSON.stringify(createTableInput(table));
}
