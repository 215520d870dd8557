/**
 * Describes an attack as this world ran it: the layout as a tree, each step as the request that was really sent. Raw text,
 * which the reporter escapes. A value that only an earlier answer gives is shown by its source, `DELETE /‹step 1's id›/`, and a
 * value that the world made is explained in a line below, `‹value› is …`.
 */
import { relative } from 'node:path';
import { principalOf } from '../../model/actorText.ts';
import {
  type Argument,
  type Attack,
  archiveIn,
  type LayoutEntry,
  type Race,
  type Step,
} from '../../model/attack.ts';
import { archiveLines, archiveTitle } from '../../model/describeArchive.ts';
import type { KnownLookups, LearntAccess } from '../../model/knowledge.ts';
import type { Observation, RaceOutcome } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import { racedPlace, raceText } from '../../model/raceText.ts';
import type { ResolvedArguments } from '../../model/resolvedArgument.ts';
import { applyChange, type KnownReference, partsOf, type Text, type TextPart } from '../../model/text.ts';
import { withFolderNames } from '../stage/folderNames.ts';
import { type ResolveContext, stringsOf } from '../step/resolve.ts';
import { contextOf } from './caseContext.ts';
import type { CaseParts } from './caseParts.ts';
import { requestLines } from './describeRequest.ts';
import { operationOfStep } from './performCase.ts';
import { argumentsOfStep } from './stepArguments.ts';
import { stepTexts } from './stepTexts.ts';

/** Layout lines, the lines of each step, and what an intruder does in the middle: where it did so, once that was seen. */
export function describeCaseAttack(
  parts: CaseParts,
  attack: Attack,
  accesses: KnownLookups['accesses'] = {},
  seen: Pick<Observation, 'race' | 'computed'> = { race: null, computed: [] },
): { layout: string[]; requests: string[]; race: string | null } {
  const { race, steps } = attack;
  const folders = { roots: parts.stage.roots, moat: parts.arena.moat };
  const learnt = (race && accesses[steps[race.step]?.operation ?? '']) ?? [];
  const racedAt = seen.race?.at ?? null;
  const place = race && (racedAt ?? racedPlace(race, learnt));
  return {
    layout: attack.layout.map(layoutLine),
    requests: steps
      .flatMap((step, index) => stepLines(parts, step, seen.computed[index]))
      .map((line) => withFolderNames(line, folders)),
    race:
      race &&
      raceText(
        race,
        place && `${place.zone}/${place.path}`,
        textLine,
        accessLine(race, learnt, seen.race, parts),
      ),
  };
}

/** What the target is about to do when the intruder acts, and at which line. */
function accessLine(
  { at }: Race,
  learnt: readonly LearntAccess[],
  outcome: RaceOutcome | null,
  { config }: CaseParts,
): string | null {
  const { action, location } = outcome?.turn ?? outcome?.at?.access ?? learnt[at] ?? {};
  if (action === undefined || !location) return null;
  return `${action} at ${relative(config.folder, location.file)}:${location.line}`;
}

function layoutLine(entry: LayoutEntry): string {
  const path = `${entry.zone}/${textLine(entry.path)}`;
  switch (entry.kind) {
    case 'directory':
      return `dir ${path}`;
    case 'file':
      return `file ${path}${partsOf(entry.content).length === 0 ? '' : ` holding ${JSON.stringify(textLine(entry.content))}`}`;
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
  return partsOf(text).map(partLine).join('');
}

function partLine(part: TextPart): string {
  if (typeof part === 'string') return part;
  if ('place' in part) return `{${part.place}}`;
  if ('returned' in part) return `‹step ${part.returned.step + 1}'s ${part.returned.field}›`;
  return `‹${knownWords(part.known)}${part.change === undefined ? '' : ` ${part.change}`}›`;
}

function knownWords({ actor, operation, name }: KnownReference): string {
  return `${actor}'s ${operation} ${name}`;
}

function stepLines(parts: CaseParts, step: Step, computed: ResolvedArguments = {}): string[] {
  const operation = operationOfStep(parts, step);
  if (operation === undefined) return [`${step.actor}: ${step.operation} (gone)`];
  const open = openReferences(contextOf(parts, []));
  const { all: asked, hostile } = argumentsOfStep(parts, operation, step, open.context);
  // If the computed value was not observed, its place names the function.
  const all = { ...asked, ...computed };
  const chosen = Object.entries(all).flatMap(([name, one]) => (hostile.has(name) ? stringsOf(one) : []));
  const [first = '', ...rest] = requestLines(parts.target.prepare(operation, all), chosen);
  const lines = [
    `${principalOf(step.actor, step.as ?? operation.as)}: ${first}`,
    ...rest,
    ...Object.entries(step.arguments).flatMap(([name, argument]) => memberLines(name, argument)),
  ].map(open.named);
  return [...lines, ...valueLines(operation, step, open.context, lines)];
}

/**
 * Marks for values that only an earlier answer, or another world, can supply. The request is built with them, and its lines
 * name them.
 */
export function openReferences(real: ResolveContext): {
  readonly context: ResolveContext;
  readonly named: (line: string) => string;
} {
  const names: string[] = [];
  const mark = (part: TextPart): string => markOf(names.push(partLine(part)) - 1);
  return {
    context: {
      ...real,
      known: (known) => real.known(known) ?? mark({ known }),
      returned: (step, field) => mark({ returned: { step, field } }),
    },
    named: (line) => line.replace(marks, (_, index: string) => names[Number(index)] ?? ''),
  };
}

/** Letters and digits, which nothing on the way to a request changes. */
function markOf(index: number): string {
  return `x7open${index}x7`;
}

const marks = /x7open(\d+)x7/g;

/**
 * Which values of a request rehearsal learnt: others' values, and values from answers to the actor. They are new in each world,
 * so whoever sends the request by hand has to replace them.
 */
function valueLines(
  { parameters }: Operation,
  { actor, arguments: given }: Step,
  { known }: ResolveContext,
  lines: readonly string[],
): string[] {
  const sent = Object.values(given).flatMap(stepTexts).flatMap(partsOf);
  const sources = parameters.flatMap(({ name, from }): TextPart[] =>
    from === undefined || (name in given && !('json' in (given[name] ?? {})))
      ? []
      : [{ known: { actor, ...from } }],
  );
  const told = [...sent, ...sources].flatMap((part) => {
    if (typeof part === 'string' || !('known' in part)) return [];
    const isOwnWord = part.known.actor === actor && !part.known.name.startsWith('response');
    const value = applyChange(known(part.known) ?? '', part.change);
    const stands = value !== '' && lines.some((line) => line.includes(value));
    const how = part.change === undefined ? '' : `, ${part.change}`;
    return isOwnWord || !stands ? [] : [`  ${value} is ${knownWords(part.known)}${how}`];
  });
  return [...new Set(told)];
}

/** The archive of an argument, as a tree below its request, and bytes that are no text. */
function memberLines(name: string, argument: Argument): string[] {
  const archive = archiveIn(argument);
  if (archive === null) return binaryLines(name, argument);
  const lines = archiveLines(archive, textLine);
  const shown = lines.slice(0, archiveLinesMax).map((line) => `    ${line}`);
  const left = lines.length - shown.length;
  const more = left > 0 ? [`    and ${left} more`] : [];
  return [`  ${name} is a ${archiveTitle(archive)}:`, ...shown, ...more];
}

const archiveLinesMax = 30;

function binaryLines(name: string, argument: Argument): string[] {
  const bytes =
    'bytes' in argument
      ? argument.bytes
      : 'file' in argument && 'bytes' in argument.file.content
        ? argument.file.content.bytes
        : '';
  return bytes === '' ? [] : [`  ${name} is base64 ${bytes}`];
}
