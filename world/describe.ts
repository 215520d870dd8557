/** What an attack looks like in this world: the layout as a tree, each step as what was really sent. Raw text. */
import { relative } from 'node:path';
import { baseNameOf } from '../arena/filePath.ts';
import { principalOf } from '../model/actorText.ts';
import {
  type Argument,
  type Attack,
  archiveIn,
  type LayoutEntry,
  type Race,
  type Step,
} from '../model/attack.ts';
import { archiveLines, archiveTitle } from '../model/describeArchive.ts';
import type { Knowledge, LearntAccess } from '../model/operation.ts';
import { racedPlace, raceText } from '../model/raceText.ts';
import type { HttpRequest, ResolvedArgument, StepRequest } from '../model/target.ts';
import { partsOf, type Text, textOfBytes } from '../model/text.ts';
import { argumentsOf, type CaseParts, contextOf, operationOf } from './caseRun.ts';
import { withFolderNames } from './folderNames.ts';

/** Layout lines, the lines of each step, and what an intruder does in the middle. */
export function describeAttack(
  parts: CaseParts,
  attack: Attack,
  accesses: Knowledge['accesses'] = {},
): { layout: string[]; requests: string[]; race: string | null } {
  const { race, steps } = attack;
  const folders = { roots: parts.stage.roots, moat: parts.arena.moat };
  const learnt = (race && accesses[steps[race.step]?.operation ?? '']) ?? [];
  const place = race && racedPlace(race, learnt);
  return {
    layout: attack.layout.map(layoutLine),
    requests: steps.flatMap((step) => stepLines(parts, step)).map((line) => withFolderNames(line, folders)),
    race:
      race &&
      raceText(race, place && `${place.zone}/${place.path}`, textLine, accessLine(race, learnt, parts)),
  };
}

/** What the target is about to do when the intruder acts, and where it says so. */
function accessLine({ at }: Race, learnt: readonly LearntAccess[], { config }: CaseParts): string | null {
  const { action, location } = learnt[at] ?? {};
  if (action === undefined || location === undefined) return null;
  return `${action} at ${relative(config.folder, location.file)}:${location.line}`;
}

function layoutLine(entry: LayoutEntry): string {
  const path = `${entry.zone}/${textLine(entry.path)}`;
  switch (entry.kind) {
    case 'directory':
      return `dir ${path}`;
    case 'file':
      return `file ${path}`;
    case 'symlink':
      return `link ${path} -> ${textLine(entry.to)}`;
    case 'hardlink':
      return `hard link ${path} = ${textLine(entry.to)}`;
    case 'pipe':
      return `pipe ${path}`;
  }
}

/** A text with its open parts in words: `{moat}/a`, `‹victim's upload response.id›`. */
export function textLine(text: Text): string {
  return partsOf(text)
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('place' in part) return `{${part.place}}`;
      if ('returned' in part) return `‹step ${part.returned.step + 1}'s ${part.returned.field}›`;
      const { actor, operation, name } = part.known;
      return `‹${actor}'s ${operation} ${name}${part.change === undefined ? '' : ` ${part.change}`}›`;
    })
    .join('');
}

function stepLines(parts: CaseParts, step: Step): string[] {
  const operation = operationOf(parts, step);
  if (operation === undefined) return [`${step.actor}: ${step.operation} (gone)`];
  const { all } = argumentsOf(parts, operation, step, contextOf(parts, []));
  const request = parts.target.prepare(operation, all);
  return [
    `${principalOf(step.actor, operation.as)}: ${requestLine(request)}`,
    ...(request.kind === 'http' ? bodyLines(request.request) : []),
    ...Object.entries(step.arguments).flatMap(([name, argument]) => memberLines(name, argument)),
  ];
}

/** The archive of an argument, as a tree below its request. */
function memberLines(name: string, argument: Argument): string[] {
  const archive = archiveIn(argument);
  if (archive === null) return [];
  const lines = archiveLines(archive, textLine);
  const shown = lines.slice(0, archiveLinesMax).map((line) => `    ${line}`);
  const left = lines.length - shown.length;
  const more = left > 0 ? [`    and ${left} more`] : [];
  return [`  ${name} is a ${archiveTitle(archive)}:`, ...shown, ...more];
}

const archiveLinesMax = 30;

function requestLine(request: StepRequest): string {
  if (request.kind === 'http') return `${request.request.method} ${request.request.target}`;
  if (request.kind === 'consume') return `${request.function}(${JSON.stringify(request.event)})`;
  if (request.kind === 'command')
    return [request.command, ...request.words.map((word) => JSON.stringify(word))].join(' ');
  const args = Object.entries(request.arguments).map(
    ([name, argument]) => `${name}=${argumentText(argument)}`,
  );
  return `${calledName(request)}(${args.join(', ')})`;
}

function calledName(request: Exclude<StepRequest, { kind: 'http' | 'command' | 'consume' }>): string {
  switch (request.kind) {
    case 'call':
      return request.function;
    case 'field':
      return `${request.field}.save`;
    case 'storage':
      return `${request.storage}.${request.method}`;
  }
}

function argumentText(argument: ResolvedArgument): string {
  switch (argument.kind) {
    case 'text':
      return JSON.stringify(argument.text);
    case 'json':
      return JSON.stringify(argument.json);
    case 'path':
      return `file {inbox}/${baseNameOf(argument.path)}`;
    case 'bytes':
      return `${argument.bytes.length} bytes`;
    case 'file':
      return `file ${JSON.stringify(argument.name)}`;
  }
}

const bodyLinesMax = 12;

function bodyLines({ headers, body }: HttpRequest): string[] {
  const lines = headers.map(([name, value]) => `  ${name}: ${value}`);
  if (body.length === 0) return lines;
  return [
    ...lines,
    ...textOfBytes(body)
      .split(/\r?\n/)
      .slice(0, bodyLinesMax)
      .map((line) => `  ${isReadable(line) ? line : `‹${line.length} characters of binary content›`}`),
  ];
}

/** Whether a line of a body says something as text. */
function isReadable(line: string): boolean {
  return !/[\0-\x08\x0e-\x1a]/.test(line);
}
