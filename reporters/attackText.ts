/**
 * Describes an attack for people: the layout as a tree in lines, each step as a call. Every literal is escaped, and whatever is
 * filled in later is shown as no literal can be: places are `{moat}`, learnt values `‹victim's upload.id›`.
 */
import { principalOf } from '../model/actorText.ts';
import {
  type Argument,
  type Attack,
  archiveIn,
  type Content,
  type FileArgument,
  type JsonArgument,
  type LayoutEntry,
  type Step,
} from '../model/attack.ts';
import { archiveLines, archiveTitle } from '../model/describeArchive.ts';
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import { markedTexts } from '../model/jsonText.ts';
import { nameOfOmitted } from '../model/operation.ts';
import { raceText } from '../model/raceText.ts';
import { partsOf, places, type Text, type TextPart } from '../model/text.ts';

export interface AttackText {
  /** `link own/l -> {moat}/secret.txt`, one line for each entry. */
  readonly layout: readonly string[];
  /** `attacker: upload(name = "../a")`, one line for each step; members of its archives indented below. */
  readonly steps: readonly string[];
  /** `at access 2 of step 1, what it names becomes a link to {moat}`; null without a race. */
  readonly race: string | null;
}

/** Literals longer than `charactersMax` are cut in the middle, with their length. */
export function describeAttack(attack: Attack, charactersMax: number = Number.POSITIVE_INFINITY): AttackText {
  return {
    layout: attack.layout.map((entry) => describeEntry(entry, charactersMax)),
    steps: attack.steps.flatMap((step) => [
      describeStep(step, charactersMax),
      ...Object.entries(step.arguments).flatMap(([name, argument]) =>
        describeMembers(name, argument, charactersMax),
      ),
    ]),
    race: attack.race && raceText(attack.race, null, (text) => textPicture(text, charactersMax)),
  };
}

/** Cuts raw text in the middle, between code points, before it is escaped. */
export function clipText(unsafe: string, charactersMax: number): string {
  if (unsafe.length <= charactersMax) return unsafe;
  const characters = [...unsafe];
  if (characters.length <= charactersMax) return unsafe;
  const head = characters.slice(0, Math.ceil((charactersMax * 2) / 3)).join('');
  const tail = characters.slice(-Math.max(1, Math.floor(charactersMax / 3))).join('');
  return `${head}…[${characters.length} characters]…${tail}`;
}

function describeEntry(entry: LayoutEntry, max: number): string {
  const path = `${entry.zone}/${textPicture(entry.path, max)}`;
  switch (entry.kind) {
    case 'directory':
      return `dir ${path}`;
    case 'file':
      return `file ${path} holding ${quote(textPicture(entry.content, max))}`;
    case 'symlink':
      return `link ${path} -> ${textPicture(entry.to, max)}`;
    case 'hardlink':
      return `hard link ${path} -> ${textPicture(entry.to, max)}`;
    case 'pipe':
      return `pipe ${path}`;
  }
}

function describeStep(step: Step, max: number): string {
  const given = Object.entries(step.arguments).map(([name, argument]) => {
    const omitted = nameOfOmitted(name);
    return omitted === null
      ? `${escapeText(name)} = ${describeArgument(argument, max)}`
      : `without ${escapeText(omitted)}`;
  });
  return `${escapeText(principalOf(step.actor, step.as))}: ${escapeText(step.operation)}(${given.join(', ')})`;
}

function describeArgument(argument: Argument, max: number): string {
  if ('text' in argument) return quote(textPicture(argument.text, max));
  if ('bytes' in argument) return describeBytes(argument.bytes, max);
  if ('file' in argument) return describeFile(argument.file, max);
  if ('archive' in argument) return archiveTitle(argument.archive);
  return describeJson(argument, max);
}

/** JSON with a text of parts in its place. */
function describeJson(argument: JsonArgument, max: number): string {
  const written = clipText(encodeJson(argument.json, 0), max);
  return [...markedTexts(argument)].reduce(
    (shown, [mark, text]) => shown.replaceAll(mark, () => textPicture(text, max)),
    written,
  );
}

function describeFile(file: FileArgument, max: number): string {
  const type =
    file.contentType === undefined ? '' : ` of type ${quote(quotedLiteral(file.contentType, max))}`;
  return `file ${quote(textPicture(file.name, max))}${type} holding ${describeContent(file.content, max)}`;
}

/** The members of an archive, indented below its step. */
function describeMembers(name: string, argument: Argument, max: number): readonly string[] {
  const archive = archiveIn(argument);
  if (archive === null) return [];
  const lines = archiveLines(archive, (text) => textPicture(text, max));
  return [`  ${escapeText(name)}:`, ...lines.map((line) => `    ${line}`)];
}

function describeContent(content: Content, max: number): string {
  if ('archive' in content) return archiveTitle(content.archive);
  return 'text' in content ? quote(textPicture(content.text, max)) : describeBytes(content.bytes, max);
}

function describeBytes(base64: string, max: number): string {
  return `base64 ${quote(quotedLiteral(base64, max))}`;
}

function textPicture(text: Text, max: number): string {
  return partsOf(text)
    .map((part) => partPicture(part, max))
    .join('');
}

function partPicture(part: TextPart, max: number): string {
  if (typeof part === 'string') return quotedLiteral(part, max);
  if ('place' in part) return `{${part.place}}`;
  if ('returned' in part)
    return `‹step ${part.returned.step + 1}'s ${quotedLiteral(part.returned.field, max)}›`;
  const { actor, operation, name } = part.known;
  const change = part.change === undefined ? '' : `, ${part.change}`;
  return `‹${quotedLiteral(`${actor}'s ${operation}.${name}`, max)}${change}›`;
}

const placeLike = new RegExp(`\\{(?=(?:${places.join('|')})\\})`, 'g');

/** Escaped so that `unescapeText` reverses it, and so that it cannot look like a quote, a place or a reference. */
function quotedLiteral(unsafe: string, max: number): string {
  return escapeText(clipText(unsafe, max))
    .replaceAll('"', '\\u{22}')
    .replaceAll('‹', '\\u{2039}')
    .replaceAll('›', '\\u{203a}')
    .replace(placeLike, '\\u{7b}');
}

function quote(safe: string): string {
  return `"${safe}"`;
}
