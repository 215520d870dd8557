/** How a driver that mines starts projects whose services are missing, and what it says of those that do not start. */
import { describe, expect, it } from 'vitest';
import { EnvironmentError, StartFailedError } from '../../model/errors.ts';
import type { StartFailure } from '../../model/exploring.ts';
import type { TargetOptions } from '../../model/target.ts';
import { ask, bodyOf, djangoProject, groundForEach, writeTree } from './kit.ts';
import { lineOf } from './miningSite.ts';

const urls = `
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import JsonResponse
from django.urls import path

def used(request):
    cache.set('a', 1)
    User.objects.create(username='x')
    return JsonResponse({'cached': cache.get('a'), 'users': User.objects.count(), 'key': settings.SECRET_KEY})

urlpatterns = [path('used', used)]
`;

const { ground, start } = groundForEach({});
const options = { settingsModule: 'site_settings', mines: true } as const;

async function startWith(files: Readonly<Record<string, string>>, more: Partial<TargetOptions> = {}) {
  await writeTree(ground().config, files);
  return await start({ ...options, project: ground().config, ...more });
}

async function failureWith(
  settings: string,
  more: Partial<TargetOptions> = {},
): Promise<StartFailure | null> {
  const failed: unknown = await startWith(djangoProject(urls, settings), more).catch((error) => error);
  if (!(failed instanceof EnvironmentError)) throw new Error('it started', { cause: failed });
  return failed instanceof StartFailedError ? failed.failure : null;
}

describe('a start that failed', () => {
  const improper = `
from django.core.exceptions import ImproperlyConfigured
try:
    os.environ['SHOP_KEY']
except KeyError as error:
    raise ImproperlyConfigured('Set the SHOP_KEY environment variable') from error
`;
  it.each([
    ['by []', "import os\nKEY = os.environ['SHOP_KEY']\n"],
    ['by getenv, and used at once', "import os\nKEY = int(os.getenv('SHOP_KEY'))\n"],
    ['by a library that raises an error of its own', `import os${improper}`],
  ])('names the environment variable that was asked for %s', async (_, settings) => {
    const lacked = { missingEnvironment: 'SHOP_KEY', refusedWrite: null };
    expect(await failureWith(settings)).toEqual(lacked);
    const environment = { SHOP_KEY: '1' };
    expect((await startWith(djangoProject(urls, settings), { environment })).description.django).toBeTruthy();
  });

  it('names the settings that hold the path of a refused write', async () => {
    const settings = `
import pathlib
LOGS = pathlib.Path(__file__).parent / 'logs'
OTHER = '/nowhere/logs'
LOGGING = {'version': 1, 'handlers': {'file': {'class': 'logging.FileHandler', 'filename': str(LOGS / 'a.log')}},
           'root': {'handlers': ['file']}}
`;
    await writeTree(ground().config, { 'logs/kept': '' });
    expect(await failureWith(settings)).toEqual({
      missingEnvironment: null,
      refusedWrite: {
        path: `${ground().config}/logs/a.log`,
        settings: ['LOGGING.handlers.file.filename', 'LOGS'],
      },
    });
    const moved = { LOGS: ground().sandbox, 'LOGGING.handlers.file.filename': `${ground().sandbox}/a.log` };
    expect(
      (await startWith(djangoProject(urls, settings), { settings: moved })).description.django,
    ).toBeTruthy();
  });

  it('names them where the settings themselves write, but not where they make a folder', async () => {
    const settings = `
import pathlib
EXPORTS = pathlib.Path(__file__).parent / 'exports'
EXPORTS.mkdir(exist_ok=True)
EXPORTS.write_text('')
`;
    expect(await failureWith(settings)).toEqual({
      missingEnvironment: null,
      refusedWrite: { path: `${ground().config}/exports`, settings: ['EXPORTS'] },
    });
  });

  it('says nothing more of another error, or where it does not mine', async () => {
    expect(await failureWith('import os\nos.getenv("SHOP_KEY")\nraise ValueError("no")\n')).toBeNull();
    const failed = startWith(djangoProject(urls, "import os\nKEY = os.environ['SHOP_KEY']\n"), {
      mines: undefined,
    } as object);
    await expect(failed).rejects.not.toBeInstanceOf(StartFailedError);
  });
});

it('names the environment variables that are asked for in vain, at the start and by a view', async () => {
  const views = `
import os
from django.http import JsonResponse
from django.urls import path
def view(request):
    os.environ.get('SHOP_ZONE', 'eu')
    return JsonResponse({'bucket': os.environ['SHOP_BUCKET']})
urlpatterns = [path('view', view)]
`;
  const settings = `
import boto3, os
boto3.Session().available_profiles
TABLE = os.environ.get('SHOP_TABLE')
ZONE = os.getenv('SHOP_ZONE', 'eu')
SET = os.environ.get('SHOP_SET')
DEBUG = 'SHOP_DEBUG' in os.environ
`;
  const target = await startWith(djangoProject(views, settings), { environment: { SHOP_SET: '1' } });
  expect(target.description.project?.environment).toEqual(['SHOP_TABLE']);
  const { mined = [], response } = await ask(target, 'GET', '/view');
  expect(mined.map(lineOf)).toEqual([
    'environment SHOP_ZONE optional missing default="eu"',
    'environment SHOP_BUCKET needed missing',
  ]);
  expect(response.exception?.message).toBe("'SHOP_BUCKET'");
});

const served = `
SECRET_KEY = ''
SECURE_SSL_REDIRECT = True
MIDDLEWARE.insert(0, 'django.middleware.security.SecurityMiddleware')
DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': 'db.example', 'NAME': 'shop', 'ATOMIC_REQUESTS': True}}
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION': 'redis://cache.example', 'KEY_PREFIX': 'shop'},
          'local': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}
CELERY_BROKER_URL = 'redis://queue.example'
Q_CLUSTER = {'name': 'shop'}
`;

describe('a project whose services are missing', () => {
  it('starts with settings in their place, and says which', async () => {
    const target = await startWith(djangoProject(urls, served));
    const replaced = target.description.project?.replaced ?? [];
    expect(Object.fromEntries(replaced.map(({ setting, value }) => [setting, value]))).toEqual({
      'DATABASES.default': { ENGINE: 'django.db.backends.sqlite3', NAME: ':memory:', ATOMIC_REQUESTS: true },
      'CACHES.default': {
        BACKEND: 'django.core.cache.backends.locmem.LocMemCache',
        LOCATION: 'trespass-default',
        KEY_PREFIX: 'shop',
      },
      CELERY_TASK_ALWAYS_EAGER: true,
      CELERY_ALWAYS_EAGER: true,
      'Q_CLUSTER.sync': true,
      SECRET_KEY: 'trespass',
      PASSWORD_HASHERS: ['django.contrib.auth.hashers.MD5PasswordHasher'],
      SECURE_SSL_REDIRECT: false,
    });
    expect(replaced.map(({ why }) => why)).toContain('django.db.backends.postgresql needs a server');
    const answer = await ask(target, 'GET', '/used');
    expect(JSON.parse(bodyOf(answer))).toEqual({ cached: 1, users: 1, key: 'trespass' });
  });

  it('starts in the same way without mining once the config holds what was replaced', async () => {
    const target = await startWith(djangoProject(urls, served));
    const replaced = target.description.project?.replaced ?? [];
    const settings = Object.fromEntries(replaced.map(({ setting, value }) => [setting, value]));
    const files = djangoProject(urls, served);
    const plain = await startWith(files, { mines: undefined, settings } as object);
    expect(JSON.parse(bodyOf(await ask(plain, 'GET', '/used')))).toMatchObject({ users: 1 });
    const again = await startWith(files, { settings });
    expect(again.description.project?.replaced).toEqual([]);
  });

  it('makes tables from the models where migrations do not run on SQLite', async () => {
    const migration = `
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel('Report', [('id', models.AutoField(primary_key=True))]),
        migrations.RunSQL('CREATE EXTENSION hstore'),
    ]
`;
    const files = {
      ...djangoProject(
        `${urls}
from shop.models import Report
def count(request):
    Report.objects.create()
    return JsonResponse({'reports': Report.objects.count()})
urlpatterns += [path('count', count)]
`,
        `${served}INSTALLED_APPS += ['shop']\n`,
      ),
      ...{
        'shop/__init__.py': '',
        'shop/migrations/__init__.py': '',
        'shop/migrations/0001_first.py': migration,
      },
      'shop/models.py': 'from django.db import models\nclass Report(models.Model):\n    pass\n',
    };
    const target = await startWith(files);
    expect(target.description.project?.replaced).toContainEqual({
      setting: 'MIGRATION_MODULES.shop',
      value: null,
      why: expect.stringMatching(/the migrations do not run on SQLite: .*EXTENSION/),
    });
    expect(JSON.parse(bodyOf(await ask(target, 'GET', '/count')))).toEqual({ reports: 1 });
    expect(JSON.parse(bodyOf(await ask(target, 'GET', '/used')))).toMatchObject({ users: 1 });
  });
});
