/** The files that every generated application has: settings, routes, who acts, what its views share, and its config. */
import { inputs, stores, work } from './commonModules.ts';
import { configText } from './configText.ts';
import type { Feature, Style } from './feature.ts';
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
