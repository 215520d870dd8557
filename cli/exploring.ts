/** Explores the project of a folder for a command, and words what was found: as a config file, or as a few lines. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../adapters/python/environment.ts';
import { startPythonTarget } from '../adapters/python/pythonTarget.ts';
import { configText } from '../config/configText.ts';
import type { UserConfig } from '../config/userConfig.ts';
import { startItemEngine } from '../engines/dynamodb/engine.ts';
import { startObjectEngine } from '../engines/s3/engine.ts';
import { explore } from '../explore/explore.ts';
import { operationOf } from '../explore/explored.ts';
import type { Offer } from '../explore/offers.ts';
import { findProject } from '../explore/project.ts';
import type { Explored } from '../explore/result.ts';
import { unreachedBy } from '../explore/unreached.ts';
import { codeOf, refusalOf, UsageError } from '../model/errors.ts';
import { escapeText } from '../model/escape.ts';
import type { JailChoice, ManagementCommand } from '../model/target.ts';

export const configName = 'trespass.config.ts';

export interface ExploringFlags {
  readonly jail: JailChoice;
  readonly signal: AbortSignal;
}

/** Rejects with a `UsageError` where there is no project, and with an `EnvironmentError` where it does not start. */
export async function exploreFolder(folder: string, { jail, signal }: ExploringFlags): Promise<Explored> {
  const found = findProject(folder);
  const python = await findPython(null, join(folder, found.project));
  const makers = { startTarget: startPythonTarget, startItemEngine, startObjectEngine, python, jail };
  return await explore({ found, file: join(folder, configName), makers, signal });
}

/** What was assumed and what was not reached, in a few lines for the terminal. */
export function exploredLines({ config, assumed, reaches, leftOut }: Explored): string[] {
  const declared = Object.keys(config.operations ?? {}).length;
  const unreached = reaches.filter(({ asked }) => asked.outcome !== 'done');
  const byWord = new Map<string, string[]>();
  for (const { asked } of unreached) {
    const word = unreachedBy(asked)?.word ?? asked.outcome;
    byWord.set(word, [...(byWord.get(word) ?? []), asked.candidate.name]);
  }
  return [
    `${declared} of ${declared + unreached.length} operations were found to work`,
    ...assumed,
    ...[...byWord].map(([word, names]) => `${word}: ${shortened(names)}`),
    ...(leftOut.length > 0
      ? [`left out: ${shortened(leftOut.map(({ what, why }) => `${what} (${why})`))}`]
      : []),
  ].map(escapeText);
}

const namesShownMax = 6;

function shortened(names: readonly string[]): string {
  const more = names.length - namesShownMax;
  return more > 0 ? `${names.slice(0, namesShownMax).join(', ')} and ${more} more` : names.join(', ');
}

/** The config file of what was explored. */
export function exploredText(explored: Explored): string {
  const { config, assumed, reaches, leftOut, commands, offers } = explored;
  const open = reaches.filter(({ asked }) => asked.outcome !== 'done');
  return configText(config, {
    head: [
      'Found by asking the project. Correct what is wrong, then run: trespass check',
      ...assumed.map(escapeText),
    ],
    actors: actorComments(config),
    operations: [
      ...(open.length > 0 ? ['Not reached yet:'] : []),
      ...open.flatMap(({ asked }) => {
        const why = unreachedBy(asked);
        const { http } = operationOf(asked.candidate);
        return [
          `${asked.candidate.name}: ${http}`,
          ...(why === null ? [] : [escapeText(`  ${why.word}: ${why.sentence}`)]),
        ];
      }),
      ...commands.map(commandComment),
      ...offers.map(offerComment),
      ...leftOut.map(({ what, why }) => escapeText(`Left out, ${why}: ${what}`)),
    ],
  });
}

function actorComments({ actors = {} }: UserConfig): string[] {
  const told = Object.values(actors).some(({ headers, cookies, login }) => headers ?? cookies ?? login);
  return [
    '`attacker` attacks, all others are victims. The victim’s name begins with the attacker’s, so that prefixes that are',
    'compared without a delimiter show.',
    ...(told
      ? []
      : [
          "How does the project tell who acts? By a header: attacker: { headers: { 'X-Tenant': 'mallory' } }",
        ]),
    'Can a tenant write to its folder by other means than the operations: SFTP, a shared volume, a shell? Then add',
    "attacker: { powers: ['request', 'own-folder', 'shared-temp', 'race'] }; until then, what takes a planted link or a race",
    'is told as a condition and fails no run.',
  ];
}

function commandComment({ name, arguments: taken = [] }: ManagementCommand): string {
  const positional = taken.filter(({ flags, takes }) => flags.length === 0 && takes === 'text');
  const options = taken.filter(({ flags, takes }) => flags.length > 0 && takes !== 'flag');
  const words = (list: readonly string[]): string => list.map((word) => `${word}: text()`).join(', ');
  const long = options.flatMap(({ flags }) => flags.find((flag) => flag.startsWith('--')) ?? []);
  const parts = [
    `command: '${name}'`,
    ...(positional.length > 0 ? [`arguments: { ${words(positional.map((one) => one.name))} }`] : []),
    ...(long.length > 0 ? [`options: { ${words(long.map((flag) => `'${flag}'`))} }`] : []),
  ];
  return escapeText(`A management command: ${name.replace(/\W+/g, '_')}: { ${parts.join(', ')} },`);
}

function offerComment({ what, name, operation }: Offer): string {
  const parts = Object.entries(operation).map(([member, value]) => `${member}: '${value}'`);
  return escapeText(`${what}: ${name}: { ${parts.join(', ')} },`);
}

export function alreadyThere(file: string): UsageError {
  return new UsageError(`${file} is there already; edit it, or move it away`);
}

/** Writes a config; throws a `UsageError` if there is one, or where nobody may write. */
export function saveConfig(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw alreadyThere(file);
    const why = `${refusalOf(cause)}; give yourself access to the folder`;
    throw new UsageError(`${file} cannot be written: ${why}`, { cause });
  }
}
