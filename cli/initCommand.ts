/** `init`: writes a config for the Django project in a folder. Never overwrites one. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeConfig } from '../config/completeConfig.ts';
import { codeOf, EnvironmentError, messageOf, refusalOf, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import type { ProjectOffers } from '../model/target.ts';
import { noLessons } from '../world/lessons/lessons.ts';
import { worldMaker } from './compose.ts';
import type { Lines } from './keysCommand.ts';

/**
 * Writes `trespass.config.ts` with what the project has, for which the project is started once. Rejects with a `UsageError` if
 * there is a config already, or no Django project.
 */
export async function runInit(folder: string, { write, remark }: Lines): Promise<0> {
  const file = join(folder, 'trespass.config.ts');
  const isThere = new UsageError(`${file} is there already; edit it, or move it away`);
  if (existsSync(file)) throw isThere;
  const settings = settingsOf(folder);
  const offers = await lookAt(file, settings, remark);
  try {
    writeFileSync(file, template(settings, offers), { flag: 'wx' });
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw isThere;
    const why = `${refusalOf(cause)}; give yourself access to the folder`;
    throw new UsageError(`${file} cannot be written: ${why}`, { cause });
  }
  write(
    'wrote trespass.config.ts: say who the actors are and which operations there are, then run: trespass check',
  );
  write('trespass operations lists the endpoints that the project’s URLs offer');
  return 0;
}

/** What a project that cannot be started is assumed to have. */
const usual: ProjectOffers = { logins: true, uploads: true };

async function lookAt(
  file: string,
  settings: string,
  remark: (line: string) => void,
): Promise<ProjectOffers> {
  try {
    const user = { django: { project: '.', settings }, sandbox: { roots: ['sandbox'] } };
    const createWorld = await worldMaker(completeConfig(user, file), { lessons: noLessons });
    const world = await createWorld();
    await world.close();
    return world.offers ?? usual;
  } catch (thrown) {
    if (!(thrown instanceof UsageError || thrown instanceof EnvironmentError)) throw thrown;
    const [reason = ''] = messageOf(thrown).split('\n');
    remark(
      `the project could not be started to look at it, so the config holds what projects usually have: ${escapeText(reason)}`,
    );
    return usual;
  }
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

function template(settings: string, offers: ProjectOffers): string {
  return `import { defineConfig, file, text } from 'trespass';

export default defineConfig({
  django: { project: '.', settings: '${settings}' },
${offers.uploads ? uploads : noUploads}
${offers.logins ? logins : noLogins}
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

const uploads = `  // Settings that say where the project keeps files; each gets a folder of its own in the arena.
  sandbox: { settings: { MEDIA_ROOT: 'media' } },`;

const noUploads = `  // The project has no MEDIA_ROOT. Which settings or environment variables say where it keeps files? Each gets a folder of
  // its own in the arena.
  // sandbox: { settings: { EXPORT_DIR: 'exports' }, environment: { SPOOL: 'spool' } },`;

const logins = `  // \`attacker\` attacks, all others are victims. Headers, cookies, or a Django user to log in. The victim's name begins with
  // the attacker's, so that prefixes that are compared without a delimiter show.
  actors: {
    attacker: { login: { username: 'mallory' } },
    victim: { login: { username: 'mallory2' } },
  },`;

const noLogins = `  // \`attacker\` attacks, all others are victims. The project has no users of Django's, so how does it tell who acts? By
  // headers, cookies, or a hook ('./actors.py:headers', which returns headers). Let the victim's name begin with the attacker's:
  // prefixes that are compared without a delimiter show then.
  actors: {
    attacker: { headers: { /* 'X-Tenant': 'mallory' */ } },
    victim: { headers: { /* 'X-Tenant': 'mallory2' */ } },
  },`;
