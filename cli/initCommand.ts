/** `init`: writes a config for the Django project in a folder. Never overwrites one. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors.ts';

/** Writes `trespass.config.ts`. Throws a `UsageError` where there is one, or no Django project. */
export function runInit(folder: string, write: (line: string) => void): 0 {
  const file = join(folder, 'trespass.config.ts');
  if (existsSync(file)) throw new UsageError(`${file} is there already; edit it, or move it away`);
  writeFileSync(file, template(settingsOf(folder)), { flag: 'wx' });
  write(
    'wrote trespass.config.ts: say who the actors are and which operations there are, then run: trespass check',
  );
  write('trespass operations lists the endpoints that the project’s URLs offer');
  return 0;
}

/** The settings module that manage.py names. */
function settingsOf(folder: string): string {
  const manage = join(folder, 'manage.py');
  const named = existsSync(manage)
    ? /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/.exec(readFileSync(manage, 'utf8'))?.[1]
    : undefined;
  if (named !== undefined) return named;
  const found = readdirSync(folder, { withFileTypes: true }).find(
    (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'settings.py')),
  );
  if (found !== undefined) return `${found.name}.settings`;
  throw new UsageError(
    `${folder} has no manage.py that names its settings; run this in the folder of a Django project`,
  );
}

function template(settings: string): string {
  return `import { defineConfig, file, text } from 'trespass';

export default defineConfig({
  django: { project: '.', settings: '${settings}' },
  // Settings that say where the project keeps files; each gets a folder of its own in the arena.
  sandbox: { settings: { MEDIA_ROOT: 'media' } },
  // \`attacker\` attacks, all others are victims. Headers, cookies, or a Django user to log in. The victim's name begins with
  // the attacker's, so that prefixes that are compared without a delimiter show.
  actors: {
    attacker: { login: { username: 'mallory' } },
    victim: { login: { username: 'mallory2' } },
  },
  // Can a tenant write to its folder by other means than the operations: SFTP, a shared volume, a shell? Then say so; until
  // then, what takes a planted link or a race is told as a condition and fails no run.
  // attacker: { powers: ['request', 'own-folder', 'shared-temp', 'race'] },
  // dynamodb: { tables: [/* CreateTable inputs; tables may also be made by \`setup\` */] },
  operations: {
    // upload: { http: 'POST /assets/', multipart: { file: file() } },
    // download: { http: 'GET /assets/{id}/', path: { id: text({ from: 'upload.response.id' }) } },
  },
});
`;
}
