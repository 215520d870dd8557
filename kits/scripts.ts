/** What people read and try by hand beside a kit's program: a README, the requests as `curl` lines, the layout as a shell script. */
import { escapeText } from '../model/escape.ts';
import { isSecretName, secretMark } from '../model/exchange.ts';
import { type LaidEntry, type Reproduction, returnedMark } from '../model/reproduction.ts';
import { printingCommand, shellWord } from '../model/shellWords.ts';
import { textOfBytes } from '../model/text.ts';
import { layoutTar } from './layoutTar.ts';
import { requestsOf, type SentRequest } from './requests.ts';
import { arenaMark, type KitTask } from './task.ts';

/** The finding that a kit is about. */
export interface KitTitle {
  readonly id: string;
  readonly property: string;
  readonly cwe: string;
  readonly severity: string;
  /** Raw text. */
  readonly unsafeSummary: string;
}

export function kitReadme({ id, property, cwe, severity, unsafeSummary }: KitTitle, task: KitTask): string {
  const { reproduction, race } = task;
  const engines = [
    ...(reproduction.items === null ? [] : [engineLine('DYNAMODB', 'DynamoDB Local', 8000)]),
    ...(reproduction.objects === null ? [] : [engineLine('S3', 'MinIO', 9000)]),
  ];
  return `${[
    `# ${id}`,
    '',
    `${severity}, ${property}, ${cwe}: ${markdown(unsafeSummary)}`,
    '',
    '`reproduce.py` sets the project up in a folder of its own, does the attack, and says what was touched that is not the attacker’s.',
    'It needs Python 3.9 or newer, the packages of the project, and boto3 where items or objects are concerned; not Trespass.',
    '',
    '```sh',
    ...engines,
    'python reproduce.py',
    '```',
    '',
    ...(engines.length === 0
      ? []
      : ['The engine at that address is **emptied** and filled with `items.json` and `objects.json`.', '']),
    'Exit code 1: it was touched again. 0: it was not. 2: it could not be tried, and the last line says why.',
    '`python -m pytest test_reproduction.py` fails as long as the attack succeeds.',
    '',
    '| file | holds |',
    '| --- | --- |',
    '| `case.json` | the settings, the steps of the attack, and what must not be touched |',
    '| `files.json` | files, folders and links before the first step; what the attack planted is marked |',
    ...(reproduction.items === null
      ? []
      : ['| `items.json` | tables and their items before the first step |']),
    ...(reproduction.objects === null ? [] : ['| `objects.json` | buckets and their objects |']),
    ...(Object.keys(task.held.databases).length === 0 ? [] : ['| `database-*.sqlite3` | the databases |']),
    ...(reproduction.entries.some(({ planted }) => planted)
      ? ['| `layout.sh` | plants the same by hand, in the folder that it is given |']
      : []),
    ...(layoutTar(reproduction) === null
      ? []
      : [
          '| `layout.tar` | the same as an archive, to be unpacked in that folder; links to places below it are relative in it |',
        ]),
    '| `requests.sh` | the requests for a server that you started yourself; secrets are left out |',
    '',
    ...(race === null
      ? []
      : [
          'In the middle of a step something else is put in the place of a file: `race` in `case.json` says where.',
          '',
        ]),
  ].join('\n')}\n`;
}

function engineLine(service: string, name: string, port: number): string {
  return `export AWS_ENDPOINT_URL_${service}=http://127.0.0.1:${port}  # ${name}`;
}

/** Text for a paragraph of Markdown: no line of it is taken for anything else. */
function markdown(unsafe: string): string {
  return escapeText(unsafe).replaceAll(/[\\`*_{}[\]<>#|!~]/g, (sign) => `\\${sign}`);
}

/** The requests as `curl` lines; those that are none are told in a comment. */
export function curlScript(task: KitTask): string {
  const lines = requestsOf(task).map((sent) => ('request' in sent ? curlOf(sent) : `# ${sent.told}`));
  const taken = task.reproduction.returned.map(
    ({ step, field }) => `# ${returnedMark(step, field)}: ${field} of the answer to request ${step + 1}`,
  );
  const script = [
    '#!/usr/bin/env bash',
    '# usage: requests.sh http://127.0.0.1:8000',
    ...taken,
    ...lines,
  ].join('\n');
  return `${script.replaceAll(task.reproduction.arena, arenaMark)}\n`;
}

function curlOf({ request, headers }: Extract<SentRequest, { readonly request: unknown }>): string {
  const { method, target, body } = request;
  const shown = headers.map(([name, value]) =>
    isSecretName(name) ? `${name}: ${secretMark}` : `${name}: ${value}`,
  );
  return [
    `curl --path-as-is --globoff -X ${shellWord(method)} "$1"${shellWord(target)}`,
    ...shown.map((header) => `-H ${shellWord(header)}`),
    ...(body.length > 0 ? [`--data-binary @<(${printingCommand(body)})`] : []),
  ].join(' \\\n  ');
}

/** A shell script that plants what the attack planted; null for nothing. */
export function layoutScript({ entries, arena }: Reproduction): string | null {
  const planted = entries.filter((entry) => entry.planted);
  if (planted.length === 0) return null;
  const below = (path: string): string =>
    path.startsWith(`${arena}/`) ? `"$1"${shellWord(path.slice(arena.length))}` : shellWord(path);
  const commands = planted.map((entry) => plantingOf(entry, below));
  return `${['#!/usr/bin/env bash', '# usage: layout.sh FOLDER', 'set -e', ...commands].join('\n')}\n`;
}

function plantingOf({ path, kind, content }: LaidEntry, below: (path: string) => string): string {
  const at = below(path);
  switch (kind) {
    case 'directory':
      return `mkdir -p ${at}`;
    case 'symlink':
      return `ln -s ${below(textOfBytes(content ?? new Uint8Array()))} ${at}`;
    case 'special':
      return `mkfifo ${at}`;
    case 'file':
      return `${printingCommand(content ?? new Uint8Array())} > ${at}`;
  }
}
