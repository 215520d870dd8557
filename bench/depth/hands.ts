/**
 * Attacks by hand: serves a generated application over plain HTTP, on the embedded engines, and hands out what a person would
 * attack it with. Nothing watches, and nothing is restored.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { startItemEngine } from '../../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../../engines/s3/engine.ts';
import { engineCredentials } from '../../model/engineCredentials.ts';
import { packageRoot } from '../../model/packageRoot.ts';
import { type Application, writeApplication } from './application.ts';
import type { Hands, HandsAnswer, HandsRequest, Style } from './feature.ts';
import { createTableInput, tablesOf } from './tables.ts';

/** Serves the application for as long as `use` takes. */
export async function withHands<T>(
  application: Application,
  python: string,
  use: (hands: Hands) => Promise<T>,
): Promise<T> {
  const { style, features } = application;
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'trespass-hands-')));
  const tables = tablesOf(style, features).map((table) => decodedJson(createTableInput(table)));
  const items = await startItemEngine({ tables, endpoint: null });
  const objects = await startObjectEngine({ buckets: [style.bucket] });
  try {
    const project = join(folder, 'project');
    await writeApplication(application, project);
    const root = (name: string): string => join(folder, 'roots', name, name);
    const temp = join(folder, 'temp');
    await mkdir(temp);
    const roots = [style.media.root, style.dropbox.root];
    for (const name of roots) await mkdir(root(name), { recursive: true });
    const env = {
      AWS_ENDPOINT_URL_DYNAMODB: items.endpoint,
      AWS_ENDPOINT_URL_S3: objects.endpoint,
      AWS_ACCESS_KEY_ID: engineCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: engineCredentials.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      PYTHONDONTWRITEBYTECODE: '1',
      TMPDIR: temp,
      ...Object.fromEntries(roots.map((name) => [`SITE_${name.toUpperCase()}`, root(name)])),
    };
    const script = join(packageRoot, 'bench', 'depth', 'serve.py');
    const server = execa(python, [script, project, `${style.site}.settings`], {
      env,
      reject: false,
      stderr: 'inherit',
    });
    try {
      const { value: port } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next();
      return await use({
        send: (actor, one) => sent(Number(port), style, actor, one),
        manage: async (...args) => {
          const ended = await execa(python, [join(project, 'manage.py'), ...args], { env, reject: false });
          return ended.exitCode ?? 1;
        },
        run: async (...lines) => {
          const start = [
            `import os; os.environ["DJANGO_SETTINGS_MODULE"] = "${style.site}.settings"`,
            'import django',
          ];
          const code = [...start, 'django.setup()', ...lines].join('\n');
          return (await execa(python, ['-c', code], { env, cwd: project, reject: false })).stdout;
        },
        temp,
        attacker: style.attacker,
        victim: style.victims[0],
        root,
        word: () => randomBytes(7).toString('hex'),
      });
    } finally {
      server.stdin.end();
      await server;
    }
  } finally {
    await Promise.all([items.stop(), objects.stop()]);
    await rm(folder, { recursive: true });
  }
}

function decodedJson(value: object) {
  return JSON.parse(JSON.stringify(value));
}

/** One request on a connection of its own, with its target as it is. */
function sent(port: number, { identity }: Style, actor: string, one: HandsRequest): Promise<HandsAnswer> {
  const who = identity.by === 'header' ? { [identity.name]: actor } : { Cookie: `${identity.name}=${actor}` };
  const length = one.body === null ? {} : { 'Content-Length': `${one.body.length}` };
  const options = {
    ...{ host: '127.0.0.1', port, method: one.method, path: one.target, agent: false },
    headers: { ...who, ...length, ...one.headers },
  };
  return new Promise((resolve, reject) => {
    const asked = httpRequest(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end(one.body ?? undefined);
  });
}
