/**
 * The aim of a generator at one parameter: foreign and own values, names that the target accepts, paths that exist. For `name`
 * of `save`: the victim's `kq7w.txt`, the extension `.txt`, the folder `media/7`.
 */
import fc from 'fast-check';
import type { FileBase, Knowledge, KnownStores, KnownValue } from '../../model/knowledge.ts';
import { limits } from '../../model/limits.ts';
import { foldersGiven } from '../../model/neighbours.ts';
import { holdsSource, type Operation, type Parameter, sentName, sharedName } from '../../model/operation.ts';
import type { Place, Text, TextPart, ValueChange } from '../../model/text.ts';
import type { TextChain } from '../../model/textChain.ts';
import { baseName, extensionAt, fileNamedIn } from './fileNames.ts';
import { type Frame, frameOfExample } from './frame.ts';
import { oneOf, phrase, placePart, type Word, weighted } from './phrase.ts';
import { moatFileNames, moatFolderNames, plainNames } from './pool.ts';
import { valueShape } from './valueShape.ts';

export interface Aim {
  readonly knowledge: Knowledge;
  readonly operation: Operation;
  readonly parameter: Parameter;
  /** Victims' values of the kind that this parameter takes; any victims' values if there are none. */
  readonly foreign: readonly KnownValue[];
  /** The attacker's own values; only the most fitting ones, if there are any. */
  readonly own: readonly KnownValue[];
  /** Extension that harmless values of the parameter carry, dot included; empty where they carry none. */
  readonly extension: string;
  /** The text around the words of harmless values. */
  readonly frame: Frame;
  /** Harmless names that nothing carries yet. */
  readonly names: readonly string[];
  /** Paths below the sandbox that rehearsal made. */
  readonly paths: readonly string[];
  /** Folders below the sandbox that the operation is given. */
  readonly folders: readonly string[];
  /** The folder in which values of the parameter are used; null if unknown. */
  readonly base: FileBase | null;
}

/** The same aim for the same parameter of a target: it is asked for with every draw. */
export function aimAt(knowledge: Knowledge, operation: Operation, parameter: Parameter): Aim {
  const taken = aims.get(knowledge) ?? new Map<string, Aim>();
  aims.set(knowledge, taken);
  const identity = JSON.stringify([operation.name, parameter.name]);
  const aim = taken.get(identity) ?? takeAim(knowledge, operation, parameter);
  taken.set(identity, aim);
  return aim;
}

/** Represents the name that a target chooses itself. */
export const unnamedParameter: Parameter = { name: '', kind: 'text', place: 'argument' };

const aims = new WeakMap<Knowledge, Map<string, Aim>>();

function takeAim(knowledge: Knowledge, operation: Operation, parameter: Parameter): Aim {
  const own = fitting(knowledge, operation, parameter, [knowledge.actors.attacker]);
  const { example } = parameter;
  const core = typeof example === 'string' ? fileNamedIn(example, knowledge.files.names) : null;
  const extension = core === null ? extensionOf(own, parameter) : extensionAt(core);
  const likely = typeof example === 'string' ? example : (own[0]?.value ?? '');
  return {
    knowledge,
    operation,
    parameter,
    foreign: fitting(knowledge, operation, parameter, knowledge.actors.victims),
    own,
    extension,
    frame: frameOfExample(likely, { knowledge, extension }),
    names: freshNames(knowledge, extension),
    paths: knowledge.files.names.filter((path) => path.length <= limits.excerptCharactersMax),
    folders: foldersGiven(operation),
    base: fileBaseFor(knowledge, operation, parameter),
  };
}

function fileBaseFor(
  { files: { bases }, stores: { chains } }: Knowledge,
  operation: Operation,
  parameter: Parameter,
): FileBase | null {
  const isMeant = (one: Pick<FileBase, 'operation' | 'parameter'>): boolean =>
    one.operation === operation.name && one.parameter === parameter.name;
  return bases.find(isMeant) ?? chains.filter(isMeant).flatMap(baseOfChain)[0] ?? null;
}

/** A transformation hides a text from rehearsal; then harmless values show in which folder it is used. */
function baseOfChain({ operation, parameter, store, before }: TextChain): FileBase[] {
  if (store === 'item') return [];
  const folder = before.split('/').slice(0, -1);
  const joined = before !== '' && !before.endsWith('/');
  return folder.length >= limits.dotdotMax
    ? []
    : [{ operation, parameter, store, folder, joined, theirs: [] }];
}

/** Whether harmless runs of an operation reach only items or objects: paths out of a folder have no effect there. */
export function reachesNoFile({ reached: all }: KnownStores, { name }: Operation): boolean {
  const reached = all[name] ?? [];
  return reached.length > 0 && !reached.includes('file');
}

/** Names of the attributes that keys are made of, as far as rehearsal learnt them; those of the operation's own keys first. */
export function keyAttributes(
  { keyPatterns }: Pick<KnownStores, 'keyPatterns'>,
  operation?: Pick<Operation, 'name'>,
): readonly string[] {
  const own = keyPatterns.filter((one) => one.operation === operation?.name);
  return [...new Set([...own, ...keyPatterns].map(({ attribute }) => attribute))];
}

/** The parameters that an attacker chooses. */
export function attackable(operation: Operation): readonly Parameter[] {
  return operation.parameters.filter(({ fixed, place: at }) => fixed !== true && at !== 'records');
}

/** A reference to a known value, where it was made. */
export function knownPart({ actor, operation, name, origin }: KnownValue): TextPart {
  return { known: origin ?? { actor, operation, name } };
}

/** A known value after a simple change; other parts are unchanged. */
export function changed(part: TextPart, change: ValueChange): TextPart {
  return typeof part === 'object' && 'known' in part ? { ...part, change } : part;
}

/** A victim's value unchanged; null without victims. */
export function foreignPart(aim: Aim): fc.Arbitrary<TextPart> | null {
  return partFrom(aim.foreign);
}

export function ownPart(aim: Aim): fc.Arbitrary<TextPart> | null {
  return partFrom(aim.own);
}

export function someName(aim: Aim): fc.Arbitrary<string> {
  return fc.constantFrom(...aim.names);
}

/** A name that nothing carries yet. */
export function freeName({ names, extension }: Aim): string {
  return names[0] ?? `a${extension}`;
}

/** Places that exist in this target. */
export function existingPlaces(knowledge: Knowledge): readonly Place[] {
  const places: Place[] = ['moat', 'sandbox', 'sandboxName'];
  if (knowledge.means.zones.includes('own')) places.push('own');
  if (knowledge.means.zones.includes('own') && knowledge.actors.victims.length > 0) places.push('foreign');
  if (knowledge.means.zones.includes('temp')) places.push('temp');
  return places;
}

/** Numbers of `..`, small ones mostly, at most `most`. */
export function climb(most: number = limits.dotdotMax): fc.Arbitrary<number> {
  return fc.constantFrom(...[1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8].filter((count) => count <= most));
}

/** Possible ends of a path out: canary files, names that are still free, other tenants' files. */
export function tail(aim: Aim): fc.Arbitrary<Text> {
  const foreign = foreignPart(aim);
  const { endings } = aim.knowledge.files;
  const [folder = ''] = moatFolderNames;
  const [file = ''] = moatFileNames;
  const drawn = weighted<Text>([
    { weight: 6, arbitrary: oneOf(file, file, ...moatFileNames, `${folder}/${file}`) },
    { weight: 4, arbitrary: endings.some((ending) => ending.startsWith('/')) ? oneOf(folder) : null },
    { weight: 5, arbitrary: someName(aim) },
    { weight: 6, arbitrary: aim.paths.length === 0 ? null : fc.constantFrom(...aim.paths) },
    { weight: 2, arbitrary: foreign === null ? null : phrase(foreign) },
    { weight: 2, arbitrary: foreign === null ? null : phrase(foreign, '/', nameOrFile(aim)) },
  ]);
  return drawn ?? someName(aim);
}

/** Existing absolute paths, all of them in the moat. */
export function absolutePaths(aim: Aim): fc.Arbitrary<Text> {
  const existing = existingPlaces(aim.knowledge);
  const from = (name: Place, ...words: readonly Word[]) =>
    existing.includes(name) ? phrase(placePart(name), ...words) : null;
  const drawn = weighted<Text>([
    { weight: 5, arbitrary: from('moat', '/', tail(aim)) },
    { weight: 2, arbitrary: from('foreign', '/', nameOrFile(aim)) },
    { weight: 1, arbitrary: from('temp', '/', someName(aim)) },
    { weight: 1, arbitrary: from('moat') },
    { weight: 1, arbitrary: from('foreign') },
    { weight: 1, arbitrary: from('sandbox', '/../', tail(aim)) },
  ]);
  return drawn ?? phrase(placePart('moat'));
}

/** A base name that exists somewhere, or a free one. */
export function nameOrFile(aim: Aim): fc.Arbitrary<string> {
  const existing = aim.paths.map(baseName);
  return fc.constantFrom(...moatFileNames, ...existing, ...aim.names);
}

/** Names of the pool that no rehearsed file carries: a link can be planted there. */
function freshNames(knowledge: Knowledge, extension: string): readonly string[] {
  const taken = new Set(knowledge.files.names.map(baseName));
  const free = plainNames.map((name) => name + extension).filter((name) => !taken.has(name));
  return free.length > 0 ? free : [`fresh${extension}`];
}

function partFrom(values: readonly KnownValue[]): fc.Arbitrary<TextPart> | null {
  return values.length === 0 ? null : fc.constantFrom(...values).map(knownPart);
}

/** Known values of the actors, the best fitting ones first and repeated, so that they are drawn most often. */
function fitting(
  knowledge: Knowledge,
  operation: Operation,
  parameter: Parameter,
  actors: readonly string[],
): readonly KnownValue[] {
  const theirs = knowledge.known.filter(({ actor, value }) => actors.includes(actor) && usable(value));
  const distance = (known: KnownValue): number => distanceOf(known, operation, parameter);
  const best = theirs
    .filter((known) => standsFor(known, operation, parameter))
    .toSorted((one, other) => distance(one) - distance(other));
  const times = best.length === 0 ? 0 : Math.max(1, Math.ceil((3 * theirs.length) / best.length));
  const shape = harmlessShape(knowledge, operation, parameter);
  const others = theirs.toSorted(
    (one, other) => Number(valueShape(one.value) !== shape) - Number(valueShape(other.value) !== shape),
  );
  return [...Array.from({ length: times }, () => best).flat(), ...others];
}

/** What harmless values of a parameter look like, so that what other operations answer is tried wherever it fits. */
function harmlessShape({ actors, known }: Knowledge, operation: Operation, parameter: Parameter): string {
  const isSent = (one: KnownValue): boolean =>
    one.actor === actors.attacker &&
    one.operation === operation.name &&
    one.name === `arguments.${parameter.name}`;
  const { example } = parameter;
  const sent = known.find(isSent)?.value ?? (typeof example === 'string' ? example : '');
  return valueShape(sent);
}

function usable(value: string): boolean {
  return value !== '' && value.length <= limits.excerptCharactersMax;
}

/** Whether a known value is of the parameter's kind: the same parameter, its source, or the same word. */
function standsFor(known: KnownValue, operation: Operation, parameter: Parameter): boolean {
  const { from } = parameter;
  const field = known.name.replace(/^(?:arguments|response|sent)\./, '');
  if (from !== undefined && known.operation === from.operation)
    if (known.name === from.name || field === from.name) return true;
  if (
    (field === parameter.name || field === sharedName(parameter)) &&
    /^(?:arguments|sent)\./.test(known.name)
  )
    return true;
  const word = field.slice(field.lastIndexOf('.') + 1);
  return known.operation === operation.name && word === sentName(parameter);
}

/** How far a value that stands for a parameter comes from: its source, the operation itself, or an argument of the same name. */
function distanceOf(known: KnownValue, operation: Operation, { from }: Parameter): number {
  const { operation: made } = known.origin ?? known;
  if (from !== undefined && made === from.operation) return 0;
  return known.operation === operation.name ? 1 : 2;
}

function extensionOf(own: readonly KnownValue[], { example }: Parameter): string {
  const isWhole = typeof example === 'string' && !holdsSource(example);
  const harmless = isWhole ? example : (own[0]?.value ?? '');
  return extensionAt(harmless);
}

/** Paths below the sandbox that contain a victim's name or value. */
export function foreignPaths({ knowledge, paths }: Pick<Aim, 'knowledge' | 'paths'>): readonly string[] {
  const {
    actors: { victims },
    known,
  } = knowledge;
  const words = new Set(known.filter(({ actor }) => victims.includes(actor)).map(({ value }) => value));
  const own = new Set(
    known.filter(({ actor }) => actor === knowledge.actors.attacker).map(({ value }) => value),
  );
  const isTheirs = (part: string): boolean => victims.includes(part) || (words.has(part) && !own.has(part));
  return paths.filter((path) => path.includes('/') && path.split('/').some(isTheirs));
}

/** The first known value of each text, so that a reference is to the one that belongs here. */
export function distinctValues(known: readonly KnownValue[]): KnownValue[] {
  const first = new Map<string, KnownValue>();
  for (const one of known) if (!first.has(one.value)) first.set(one.value, one);
  return [...first.values()];
}
