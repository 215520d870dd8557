/** `operations` helps to write a config: what works is shown with what was sent and answered, what fails with what it said. */
import { expect, it } from 'vitest';
import { inFolder, trespass } from './kit.ts';

const settings = `SECRET_KEY = 'x'
DEBUG = False
ALLOWED_HOSTS = ['*']
ROOT_URLCONF = 'shop.urls'
INSTALLED_APPS = []
MIDDLEWARE = []
`;
const urls = `import os, sys
import boto3
from django.conf import settings
from django.http import JsonResponse
from django.urls import path

def save(request, name):
    with open(os.path.join(settings.MEDIA_ROOT, name.lower() + ".txt"), "w") as out:
        out.write("x")
    return JsonResponse({"saved": name, "filler": "f" * 5000})

def fail(request):
    print("the key is \\x1b[31mwrong", file=sys.stderr)
    raise KeyError("key")

def items(request):
    boto3.client("dynamodb", region_name="eu-central-1").get_item(TableName="x", Key={"pk": {"S": "a"}})

urlpatterns = [path("save/<str:name>/", save), path("fail/", fail), path("items/", items), path("other/", fail)]
`;
const config = `import { defineConfig, text } from 'trespass';
export default defineConfig({
  django: { project: '.', settings: 'shop.settings' },
  operations: {
    save: { http: 'POST /save/{name}/', path: { name: text() } },
    fail: { http: 'GET /fail/' },
    items: { http: 'GET /items/' },
  },
});
`;
const project = { 'shop/settings.py': settings, 'shop/urls.py': urls, 'manage.py': '' };
const wrong = (words: string) => config.replace('operations:', `${words},\n  operations:`);

it('shows what a failing operation printed, and with --verbose each harmless request with its answer', async () => {
  await inFolder({ ...project, 'trespass.config.ts': config }, async (folder) => {
    const { stdout, stderr, exitCode } = await trespass(folder, ['operations', '--verbose']);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^ {2}save: POST .*; reaches files; harmless run: 200$/m);
    expect(stdout).toContain(
      'Texts on their way, as harmless values show:\n  save: name → lower case → {sandbox}/⟨name⟩.txt\n',
    );
    expect(stdout).toMatch(/^ {4}attacker: POST \/save\/zq\w+\/$/m);
    expect(stdout).toMatch(
      /^ {4}answered:\n {6}status 200\n {6}Content-Type: application\/json\n {6}\{"saved": "zq\w+", "filler": "f+\n {6}and 3\d{3} characters more$/m,
    );
    expect(stdout).toMatch(
      /^ {2}fail: .*; harmless run: 500 KeyError: 'key'\n {4}it printed:\n(?: {6}.*\n)* {6}the key is \\u\{1b\}\[31mwrong$/m,
    );
    expect(stdout).toMatch(
      /^ {2}items: .* 500 trespass\.NoEngineError: GetItem asks for DynamoDB, and the config has no `dynamodb`; add `dynamodb: \{/m,
    );
    const brief = await trespass(folder, ['operations']);
    expect(brief.stdout).toMatch(/^ {6}the key is /m);
    expect(brief.stdout).not.toMatch(/answered:/);
  });
});

const mistakes: readonly [name: string, config: string, said: RegExp][] = [
  [
    'users that the project does not have',
    wrong("actors: { attacker: { login: { username: 'mallory' } } }"),
    /^trespass: actor 'attacker' cannot be logged in: the project has no users, because django\.contrib\.auth is not in INSTALLED_APPS; say who acts by `headers`, `cookies` or a `hook` instead$/m,
  ],
  [
    'a hook that is not there',
    wrong("actors: { attacker: { hook: './shop/settings.py:headers' } }"),
    /^trespass: the hook \.\/shop\/settings\.py:headers cannot be used: \.\/shop\/settings\.py has no headers; it has no function$/m,
  ],
  [
    'a function that is not there',
    config.replace("http: 'GET /fail/'", "call: './shop/urls.py:sav'"),
    /^trespass: operations\.fail in the config: \.\/shop\/urls\.py has no sav; it has .*save, fail, items$/m,
  ],
  [
    'a module that is not there',
    config.replace("http: 'GET /fail/'", "call: 'shop.gone:f'"),
    /^trespass: operations\.fail in the config: there is no module shop\.gone on the Python path \(.*\); name its folder in `pythonPath`, or the file as \.\/gone\.py$/m,
  ],
  [
    'a rule that throws',
    wrong('shared: ({ item }) => item.open === true'),
    /^trespass: \S+: shared, asked about \{.*, threw Cannot read properties of undefined .*$/m,
  ],
  [
    'an engine that is not there',
    wrong("dynamodb: { endpoint: 'http://127.0.0.1:9' }"),
    /^trespass: dynamodb\.endpoint: nobody answers at http:\/\/127\.0\.0\.1:9 \(/m,
  ],
];
it.each(mistakes)(
  'lists the routes even where the config names %s, which is told in a sentence',
  async (_, text, said) => {
    await inFolder({ ...project, 'trespass.config.ts': text }, async (folder) => {
      const { stdout, stderr, exitCode } = await trespass(folder, ['operations']);
      expect(stdout).toMatch(/^Found in the URL configuration, not declared:$/m);
      expect(stdout).toMatch(/^ {2}any method \/other\/$/m);
      expect(stderr).toMatch(said);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(exitCode).toBe(2);
    });
  },
);

it('says of a target that fails where in it, without what is around it', async () => {
  const files = { ...project, 'shop/urls.py': 'import missing_package\n', 'trespass.config.ts': config };
  await inFolder(files, async (folder) => {
    const { stderr, exitCode } = await trespass(folder, ['operations']);
    expect(stderr).toMatch(/^trespass: .*ModuleNotFoundError: No module named 'missing_package'$/m);
    expect(stderr).toMatch(/^ {2}at \S+urls\.py:1 in <module>$/m);
    expect(stderr).not.toMatch(/importlib|trespass_driver/);
    expect(exitCode).toBe(2);
  });
});
