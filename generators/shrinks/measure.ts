/**
 * The size of an attack: powers weigh most, then steps, layout, arguments, characters: `../x` without a link is smaller than
 * `x` with one. Each shrink is strictly smaller.
 */

import type { Archive, Member, MemberContent } from '../../model/archive.ts';
import {
  type Argument,
  type Attack,
  type Content,
  type Json,
  type JsonArgument,
  type LayoutEntry,
  type Power,
  powersOf,
  type RacePut,
} from '../../model/attack.ts';
import { markedTexts } from '../../model/jsonText.ts';
import { sum } from '../../model/sum.ts';
import { partsOf, type Text, type TextPart } from '../../model/text.ts';

/** Compared from the front; no number is negative. */
export type Measure = readonly number[];

const powerWeights: Readonly<Record<Power, number>> = {
  request: 0,
  'own-folder': 1,
  'shared-temp': 2,
  race: 4,
  'hard-link': 8,
};

export function measureOf(attack: Attack): Measure {
  const used = powersOf(attack);
  const all = attack.steps.flatMap((step) => Object.values(step.arguments));
  const weight = sum(all.map(argumentWeight)) + sum(attack.layout.map(entryWeight)) + putWeight(attack);
  const { at, up, back } = attack.race ?? { at: 0, up: 0, back: null };
  const needed = sum([...used].map((power) => powerWeights[power]));
  const otherwise = attack.steps.filter((step) => step.as !== undefined).length;
  return [
    needed,
    attack.steps.length,
    otherwise,
    attack.layout.length,
    all.length,
    weight,
    back ?? 0,
    up,
    at,
  ];
}

/** Whether the first is strictly smaller. */
export function isSmaller(left: Measure, right: Measure): boolean {
  for (const [index, number] of left.entries()) {
    const other = right[index] ?? 0;
    if (number !== other) return number < other;
  }
  return false;
}

/** Fewer parts, then fewer characters, then plainer ones: `a` is the plainest. */
export function textWeight(text: Text): number {
  return sum(partsOf(text).map(partWeight));
}

function partWeight(part: TextPart): number {
  if (typeof part === 'string') return sum([...part].map(characterWeight));
  if ('place' in part) return part.place === 'overRoot' || part.place === 'moatEncoded' ? 900 : 800;
  if ('known' in part) return part.change === undefined ? 1_000 : 1_200;
  return 1_500;
}

export function characterWeight(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (character >= 'a' && character <= 'z') return 100 + code - 97;
  if (character >= '0' && character <= '9') return 130;
  if (character === '.' || character === '/') return 135;
  if (code > 0x20 && code < 0x7f) return 140;
  return code > 0x9f && (code < 0xd800 || code > 0xdfff) ? 160 : 170;
}

function argumentWeight(argument: Argument): number {
  if ('text' in argument) return textWeight(argument.text);
  if ('bytes' in argument) return 200 * base64Bytes(argument.bytes);
  if ('json' in argument) return jsonArgumentWeight(argument);
  if ('archive' in argument) return archiveWeight(argument.archive);
  const { name, contentType, content } = argument.file;
  return textWeight(name) + (contentType === undefined ? 0 : 100) + contentWeight(content);
}

function jsonArgumentWeight(argument: JsonArgument): number {
  const { json, first } = argument;
  const before = first === undefined ? 0 : 40 + jsonWeight(first);
  return jsonWeight(json) + before + sum([...markedTexts(argument).values()].map(textWeight));
}

function contentWeight(content: Content): number {
  if ('text' in content) return textWeight(content.text);
  return 'archive' in content ? archiveWeight(content.archive) : 1 + 200 * base64Bytes(content.bytes);
}

const dialectWeights = { ustar: 0, pax: 40, gnu: 60 } as const;

/** Fewer members, then simpler ones, in the plainest form. */
export function archiveWeight({ compressed, dialect, members }: Archive): number {
  return 100 + (compressed ? 30 : 0) + dialectWeights[dialect] + sum(members.map(memberWeight));
}

const kindWeights = { file: 0, directory: 40, symlink: 80, hardlink: 120, fifo: 160, device: 200 } as const;

export function memberWeight(member: Member): number {
  const { kind, name, mode, otherName } = member;
  const other = otherName === undefined ? 0 : 50 + textWeight(otherName);
  const rights = mode === undefined ? 0 : 50 + (mode > 0o777 ? 1 : 0);
  const held = kind === 'file' ? heldWeight(member.content) : 'to' in member ? textWeight(member.to) : 0;
  return 1_000 + kindWeights[kind] + textWeight(name) + other + rights + held;
}

function heldWeight(content: MemberContent): number {
  if ('text' in content) return textWeight(content.text);
  return 'archive' in content ? 100 + archiveWeight(content.archive) : 10 + content.zeros;
}

export function jsonWeight(json: Json): number {
  if (json === null) return 1;
  if (typeof json === 'boolean') return json ? 3 : 2;
  if (typeof json === 'number') return json === 0 ? 4 : 5 + String(json).length;
  if (typeof json === 'string') return 20 + textWeight(json);
  if (Array.isArray(json)) return 10 + sum(json.map((item) => 30 + jsonWeight(item)));
  return 10 + sum(Object.entries(json).map(([member, value]) => 40 + textWeight(member) + jsonWeight(value)));
}

function entryWeight(entry: LayoutEntry): number {
  const to = 'to' in entry ? textWeight(entry.to) : 0;
  return textWeight(entry.path) + to + ('content' in entry ? textWeight(entry.content) : 0);
}

const putWeights: Readonly<Record<RacePut['kind'], number>> = {
  nothing: 0,
  file: 1,
  directory: 2,
  symlink: 3,
  step: 4,
};

function putWeight({ race }: Attack): number {
  if (race === null) return 0;
  return putWeights[race.put.kind] + (race.put.kind === 'symlink' ? textWeight(race.put.to) : 0);
}

function base64Bytes(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}
