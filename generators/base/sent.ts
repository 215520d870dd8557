/**
 * Shows recognisers an attack as it is sent: every text with samples in the place of parts that are filled in later. The
 * sandbox reads `/Moat/m/m/SandboxRoot` in it.
 */

import { allMembers, filledMembers, type Member } from '../../model/archive.ts';
import {
  type Argument,
  type Attack,
  archiveIn,
  type Json,
  type JsonArgument,
  type LayoutEntry,
} from '../../model/attack.ts';
import type { AttackClass } from '../../model/attackClass.ts';
import { isObject } from '../../model/json.ts';
import { hasMark, markedTexts, withText } from '../../model/jsonText.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { ArchiveTaken } from '../../model/operation.ts';
import { applyChange, literalOf, type Place, partsOf, type Text, type TextPart } from '../../model/text.ts';
import { textsOfValue } from '../../model/valueTexts.ts';
import { wordsOfText } from './memberWords.ts';

/** One text that a step sends. */
export interface SentText {
  readonly text: Text;
  /** The text filled in with samples. */
  readonly sample: string;
  readonly step: number;
  readonly operation: string;
  readonly actor: string;
  readonly parameter: string;
  readonly knowledge: Knowledge;
}

export interface SentAttack {
  readonly attack: Attack;
  readonly knowledge: Knowledge;
  readonly sent: readonly SentText[];
  readonly planted: readonly PlantedSample[];
  readonly archives: readonly SentArchive[];
}

/** An archive that a step sends. */
export interface SentArchive {
  readonly step: number;
  /** Base name of the folder that harmless archives were extracted into; null where none was seen. */
  readonly folder: string | null;
  /** Members in order, those of archives within it behind them. */
  readonly members: readonly SentMember[];
}

export interface SentMember {
  readonly member: Member;
  readonly name: string;
  readonly otherName: string | null;
  /** Target of a link; null for the rest. */
  readonly to: string | null;
}

export interface PlantedSample {
  readonly entry: LayoutEntry;
  readonly path: string;
  /** The target of a link; null for other entries. */
  readonly to: string | null;
}

/** Decides from the value alone whether an attack belongs to a class. */
export interface Recogniser {
  readonly class: AttackClass;
  readonly recognises: (attack: SentAttack) => boolean;
}

/** What places look like in samples. */
export const samplePlaces: Readonly<Record<Place, string>> = {
  moat: '/Moat',
  overRoot: '//../../../../../Moat',
  moatEncoded: '%2fMoat',
  sandbox: '/Moat/m/m/SandboxRoot',
  sandboxName: 'SandboxRoot',
  own: '/Moat/m/m/SandboxRoot/OwnFolder',
  foreign: '/Moat/m/m/SandboxRoot/ForeignFolder',
  temp: '/Moat/m/m/TempFolder',
};

export function sentAttack(attack: Attack, knowledge: Knowledge): SentAttack {
  const sample = (text: Text) => sampleText(text, attack, knowledge);
  const sent = attack.steps.flatMap(({ operation, actor, arguments: all }, step) =>
    Object.entries(all).flatMap(([parameter, argument]) =>
      [...steeringTexts(argument), ...saidIn(argument, archiveTakenBy(knowledge, operation, parameter))].map(
        (text) => ({
          ...{ text, sample: sample(text), step, operation, actor, parameter, knowledge },
        }),
      ),
    ),
  );
  const planted = attack.layout.map((entry) => ({
    entry,
    path: sample(entry.path),
    to: 'to' in entry ? sample(entry.to) : null,
  }));
  const archives = attack.steps.flatMap(({ operation, arguments: all }, step) =>
    Object.entries(all).flatMap(([parameter, argument]): SentArchive[] => {
      const archive = archiveIn(argument);
      if (archive === null) return [];
      const members = allMembers(archive).map((member) => sentMember(member, sample));
      return [{ step, folder: folderOf(knowledge, operation, parameter), members }];
    }),
  );
  return { attack, knowledge, sent, planted, archives };
}

function sentMember(member: Member, sample: (text: Text) => string): SentMember {
  return {
    member,
    name: sample(member.name),
    otherName: member.otherName === undefined ? null : sample(member.otherName),
    to: 'to' in member ? sample(member.to) : null,
  };
}

function folderOf(knowledge: Knowledge, operation: string, parameter: string): string | null {
  return archiveTakenBy(knowledge, operation, parameter)?.folder ?? null;
}

function archiveTakenBy(
  { operations }: Knowledge,
  operation: string,
  parameter: string,
): ArchiveTaken | null {
  const found = operations.find(({ name }) => name === operation)?.parameters;
  return found?.find(({ name }) => name === parameter)?.archive ?? null;
}

/** What members of an archive say, word by word, but for what harmless ones say. */
function saidIn(argument: Argument, taken: ArchiveTaken | null): readonly Text[] {
  const archive = archiveIn(argument);
  if (archive === null || taken === null) return [];
  const usual = new Set(
    Object.values(filledMembers(taken.members, 'harmless')).flatMap((text) =>
      wordsOfText(text).map(literalOf),
    ),
  );
  return allMembers(archive)
    .flatMap((member) => (member.kind === 'file' && 'text' in member.content ? [member.content.text] : []))
    .flatMap(wordsOfText)
    .filter((word) => typeof word !== 'string' || !(usual.has(word) || word === 'planted'));
}

interface KnowledgeIndex {
  readonly foreignValues: readonly string[];
  readonly foreignNames: readonly { readonly value: string; readonly folded: string }[];
  /** All actors' values, each beside its form in lower case. */
  readonly knownNames: readonly { readonly value: string; readonly lower: string }[];
  readonly byName: ReadonlyMap<string, string>;
}

/** What recognisers look up again and again, made once for each target. */
const indexByKnowledge = new WeakMap<Knowledge, KnowledgeIndex>();

function lookupIn(knowledge: Knowledge): KnowledgeIndex {
  const made = indexByKnowledge.get(knowledge);
  if (made !== undefined) return made;
  const theirs = knowledge.known.filter(({ actor }) => knowledge.actors.victims.includes(actor));
  const foreign = [...new Set(theirs.map(({ value }) => value))];
  const lookup: KnowledgeIndex = {
    foreignValues: foreign,
    foreignNames: foreign.map((value) => ({ value, folded: foldedName(value) })),
    knownNames: [...new Set(knowledge.known.map(({ value }) => value))].map((value) => ({
      ...{ value, lower: value.toLowerCase() },
    })),
    byName: new Map(
      [...knowledge.stores.written, ...knowledge.stores.objectKeys, ...knowledge.known].map((k) => [
        keyOfNames(k.actor, k.operation, k.name),
        k.value,
      ]),
    ),
  };
  indexByKnowledge.set(knowledge, lookup);
  return lookup;
}

function keyOfNames(...names: readonly string[]): string {
  return JSON.stringify(names);
}

/** Values of the victims that rehearsal knows. */
export function foreignValues(knowledge: Knowledge): readonly string[] {
  return lookupIn(knowledge).foreignValues;
}

/** The same, each beside its form without case and compatibility forms. */
export function foreignNames(knowledge: Knowledge): KnowledgeIndex['foreignNames'] {
  return lookupIn(knowledge).foreignNames;
}

/** Every known value, each beside its form in lower case. */
export function knownNames(knowledge: Knowledge): KnowledgeIndex['knownNames'] {
  return lookupIn(knowledge).knownNames;
}

export function foldedName(value: string): string {
  return value.normalize('NFKC').toLowerCase();
}

/** The components of a path, empty ones included. */
export function pathSegments(sample: string): readonly string[] {
  return sample.split('/');
}

/** A path without `.` and `..` as far as its names show; `.` for the place where it starts. */
export function normalised(sample: string): string {
  const kept: string[] = [];
  for (const segment of pathSegments(sample)) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (segment !== '..' || !sample.startsWith('/')) kept.push(segment);
  }
  return (sample.startsWith('/') ? '/' : '') + (kept.join('/') || (sample.startsWith('/') ? '' : '.'));
}

/** A text with samples in place of the parts that are filled in later. */
export function sampleText(text: Text, attack: Attack, knowledge: Knowledge): string {
  return partsOf(text)
    .map((part) => samplePart(part, attack, knowledge))
    .join('');
}

function samplePart(part: TextPart, attack: Attack, knowledge: Knowledge): string {
  if (typeof part === 'string') return part;
  if ('place' in part) return samplePlaces[part.place];
  if ('known' in part) {
    const { actor, operation, name } = part.known;
    return applyChange(knownValue(knowledge, actor, operation, name) ?? 'known', part.change);
  }
  const step = attack.steps[part.returned.step];
  const { field } = part.returned;
  const name = field.startsWith('arguments.') ? field : `response.${field}`;
  return (step && knownValue(knowledge, step.actor, step.operation, name)) ?? 'returned';
}

/** The value that an actor's own rehearsal gave to a name of an operation. */
export function knownValue(
  knowledge: Knowledge,
  actor: string,
  operation: string,
  name: string,
): string | undefined {
  return lookupIn(knowledge).byName.get(keyOfNames(actor, operation, name));
}

/** The texts by which an argument may steer: a file's content is not among them. */
function steeringTexts(argument: Argument): readonly Text[] {
  if ('text' in argument) return [argument.text];
  if ('file' in argument) return [argument.file.name];
  return 'json' in argument ? wordsInJson(argument) : [];
}

/** The strings of JSON, and names of members that contain a text. */
function wordsInJson(argument: JsonArgument): readonly Text[] {
  const { json, first = null } = argument;
  const texts = markedTexts(argument);
  const names = [...memberNamesIn(json), ...memberNamesIn(first)].filter((name) => hasMark(name));
  return [...textsOfValue(json), ...textsOfValue(first), ...names].map((word) => withText(word, texts));
}

function memberNamesIn(json: Json): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  return [...(isObject(json) ? Object.keys(json) : []), ...Object.values(json).flatMap(memberNamesIn)];
}
