/** The rule for Django in the driver: only the modules of `django_side` import it, so that the driver runs without it as well. */
import { describe, expect, it } from 'vitest';
import { type Source, sourceFiles } from './sources.ts';

const driver = 'adapters/python/driver/';
const djangoSide = `${driver}trespass_driver/django_side/`;

/** Django and what comes with it: `from django.db import connections`, `import asgiref`. */
const djangoImport = /^\s*(?:from|import)\s+(?:django|asgiref)\b/m;
/** The package itself; at the beginning of a line it would be imported whenever the driver starts. */
const sideImport = /^(\s*)from\s+\.(?:django_side\S*\s+import|\s+import\s+.*\bdjango_side\b)/gm;

/** Modules that import Django where they may not, one line each. */
function violations(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !path.startsWith(djangoSide))
    .flatMap(({ path, text }) => [
      ...(djangoImport.test(text) ? [`${path} imports Django`] : []),
      ...[...text.matchAll(sideImport)]
        .filter(([, indent]) => indent === '' || !path.endsWith('/start.py'))
        .map(() => `${path} imports django_side`),
    ]);
}

describe('the rule for Django', () => {
  it('holds for every module of the driver', () => {
    const sources = sourceFiles(`${driver}*.py`);
    expect(sources.filter(({ text }) => djangoImport.test(text)).length).toBeGreaterThan(3);
    expect(violations(sources)).toEqual([]);
  });

  it('is broken by an import of Django elsewhere and by one of the package, so it can fail', () => {
    const planted = [
      { path: `${driver}trespass_driver/calls.py`, text: 'import os\n\nfrom django.conf import settings\n' },
      {
        path: `${driver}trespass_driver/asgi.py`,
        text: 'def f():\n    from asgiref.sync import async_to_sync\n',
      },
      { path: `${driver}trespass_driver/steps.py`, text: 'def f():\n    from .django_side import Project\n' },
      { path: `${driver}trespass_driver/start.py`, text: 'from . import aws, django_side\n' },
      { path: `${driver}trespass_driver/start.py`, text: 'def f():\n    from . import django_side\n' },
      { path: `${djangoSide}project.py`, text: 'import django\n' },
    ];
    expect(violations(planted)).toHaveLength(4);
  });
});
