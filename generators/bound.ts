/**
 * Every attack on one operation within a bound, the smallest first, so that a silence is an answer: each name of up to so many
 * segments, in each layout of up to so many links and folders, alone and with a link put at each lookup. The segments are those that the
 * target can tell apart: `%2e%2e` is one where rehearsal saw it decoded, and any free word elsewhere.
 */
import type { Attack, LayoutEntry, Race } from '../model/attack.ts';
import type { Knowledge } from '../model/knowledge.ts';
import { moatFileNames, moatFolderNames } from '../model/moat.ts';
import type { Operation } from '../model/operation.ts';
import type { Text, TextPart } from '../model/text.ts';
import { applySteps } from '../model/textSteps.ts';
import { type Aim, aimAt, attackable, knownPart, unnamedParameter } from './base/aim.ts';
import { plantFolders } from './layouts/plantFolders.ts';
import { racedAccesses } from './races/races.ts';
import { plainArgument } from './steps/arguments.ts';
import { oneStep } from './steps/sequences.ts';

export interface Bound {
  /** Segments of a name at most. */
  readonly names: number;
  /** Entries of a layout at most. */
  readonly entries: number;
}

export interface BoundedAttacks {
  readonly count: number;
  readonly attacks: () => Generator<Attack, void>;
  /** What is part of the bound, in numbers and words. */
  readonly within: readonly string[];
  /** What is not. */
  readonly beyond: readonly string[];
}

/** Lookups that a hostile name may cause beyond those of harmless ones, at which races are tried too. */
const furtherLookups = 4;

const plantedName = 'planted';

/** The likeliest folders of the attacker's; more would multiply all cases. */
const foldersPlantedIn = 2;

/** Throws a `RangeError` for an unknown operation. */
export function attacksWithin(knowledge: Knowledge, name: string, bound: Bound): BoundedAttacks {
  const operation = knowledge.operations.find((one) => one.name === name);
  if (operation === undefined) throw new RangeError(`no operation ${name} to attack`);
  const aims = attackable(operation).map((parameter) => aimAt(knowledge, operation, parameter));
  const pools = aims.map((aim) => ({ aim, ...namePool(aim) }));
  const layouts = layoutsOf(knowledge, operation, bound.entries);
  const races = racesOf(knowledge, operation);
  const sent = pools.flatMap(({ aim, segments, separators, starts }) =>
    namesOf(segments, separators, starts, bound.names).map((text) => ({ aim, text })),
  );
  // An operation that takes no name still follows links.
  const steps: readonly Attack[] =
    sent.length === 0
      ? [oneStep(knowledge, operation, {})]
      : sent.map(({ aim, text }) =>
          oneStep(knowledge, operation, { [aim.parameter.name]: plainArgument(aim, text) }),
        );
  return {
    count: steps.length * layouts.length * (1 + races.length),
    attacks: function* () {
      for (const race of [null, ...races])
        for (const layout of layouts) for (const attack of steps) yield { ...attack, layout, race };
    },
    within: [
      ...pools.map(
        ({ aim, segments, separators }) =>
          `${aim.parameter.name}: names, relative or below {moat}, of up to ${bound.names} of ${segments.length} segments (${segments.map(textShown).join(' ')}), joined by ${separators.join(' ')}`,
      ),
      `${steps.length} names in ${layouts.length} layouts of up to ${bound.entries} links and folders, with ${races.length} races and without`,
    ],
    beyond: beyondOf(knowledge, operation, races.length > 0),
  };
}

function beyondOf({ means }: Knowledge, operation: Operation, isRaced: boolean): string[] {
  const several = attackable(operation).length > 1 ? ['hostile values in two parameters at once'] : [];
  const archives = operation.parameters.some(({ archive }) => archive !== undefined)
    ? ['members of archives']
    : [];
  return [
    ...several,
    ...archives,
    'several steps, and values that are stored for a later one',
    'segments that are not named here, and absolute paths other than {moat}',
    ...(isRaced ? [`races at later lookups than these, and links that come and go by chance`] : ['races']),
    ...(means.zones.length === 0
      ? []
      : [`links in more than ${foldersPlantedIn} folders, or elsewhere than outside and at a victim's`]),
    ...(means.powers.includes('hard-link') ? ['hard links'] : []),
  ];
}

interface NamePool {
  readonly segments: readonly Text[];
  readonly separators: readonly string[];
  readonly starts: readonly Text[];
}

function namePool(aim: Aim): NamePool {
  const [file = '', vault = ''] = [moatFileNames[0], moatFolderNames[0]];
  const theirs = aim.knowledge.files.bases
    .filter(({ operation, parameter }) => takesName(aim, operation, parameter))
    .flatMap((base) => base.theirs.slice(0, 1))
    .flatMap((path) => path.split('/'));
  const victims = aim.foreign.slice(0, 1).map((known): Text => [knownPart(known)]);
  const separators = ['/', ...spellings('/').filter((one) => isTold(aim, one))];
  return {
    segments: eachOnce<Text>([
      ...['..', '.', '', plantedName, file, vault],
      ...spellings('..').filter((one) => isTold(aim, one)),
      ...theirs,
      ...victims,
    ]),
    separators,
    starts: ['', [{ place: 'moat' }, '/']],
  };
}

function takesName({ operation, parameter }: Aim, name: string, sent: string): boolean {
  return operation.name === name && parameter.name === sent;
}

/** Ways to write a text that some step of a target turns back: percent, twice, its wide form, an entity, a backslash. */
function spellings(text: string): string[] {
  const hex = [...text].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, '0'));
  const wide = [...text].map((sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join('');
  return [
    hex.map((code) => `%${code}`).join(''),
    hex.map((code) => `%25${code}`).join(''),
    hex.map((code) => `&#x${code};`).join(''),
    wide,
    ...(text === '/' ? ['\\', '//'] : ['....//..', '.. ', ' ..']),
  ];
}

/** Whether the target does something to this spelling: what it leaves alone is a word like any other. */
function isTold({ knowledge, operation, parameter }: Aim, spelling: string): boolean {
  return knowledge.stores.chains.some(
    (chain) =>
      chain.operation === operation.name &&
      chain.parameter === parameter.name &&
      applySteps(`q${spelling}q`, chain.steps) !== `q${spelling}q`,
  );
}

function namesOf(
  segments: readonly Text[],
  separators: readonly string[],
  starts: readonly Text[],
  max: number,
): readonly Text[] {
  const names: Text[] = [];
  for (let length = 1; length <= max; length += 1)
    for (const separator of length === 1 ? separators.slice(0, 1) : separators)
      for (const joined of joinedSegments(segments, separator, length))
        for (const start of starts) names.push(withoutSeams([...textParts(start), ...joined]));
  // Absolute paths are those of watched ground alone: a case must not reach what is really the machine's.
  return eachOnce(names).filter((name) => {
    const [first = ''] = textParts(name);
    return typeof first !== 'string' || !separators.some((separator) => first.startsWith(separator));
  });
}

function* joinedSegments(
  segments: readonly Text[],
  separator: string,
  length: number,
): Generator<TextPart[]> {
  for (const segment of segments)
    if (length === 1) yield [...textParts(segment)];
    else
      for (const rest of joinedSegments(segments, separator, length - 1))
        yield [...textParts(segment), separator, ...rest];
}

function textParts(text: Text): readonly TextPart[] {
  return typeof text === 'string' ? [text] : text;
}

/** Neighbouring strings as one; a plain string where nothing else is left. */
function withoutSeams(parts: readonly TextPart[]): Text {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  const [only = ''] = joined;
  return joined.length <= 1 && typeof only === 'string' ? only : joined;
}

/** Each set of up to so many entries under names of their own, the smallest first. */
function layoutsOf(
  knowledge: Knowledge,
  operation: Operation,
  max: number,
): readonly (readonly LayoutEntry[])[] {
  const { zones, powers } = knowledge.means;
  const usable = zones.filter((zone) => powers.includes(zone === 'own' ? 'own-folder' : 'shared-temp'));
  const entries = usable.flatMap((zone): LayoutEntry[] => {
    const predicted = knowledge.files.predictable.filter(
      (one) => one.zone === zone && one.operation === operation.name,
    );
    const aim = aimAt(knowledge, operation, attackable(operation)[0] ?? unnamedParameter);
    const folders = plantFolders(aim, zone).slice(0, foldersPlantedIn);
    const paths = eachOnce<Text>([
      ...folders.map((folder) => folder + plantedName),
      ...predicted.map(({ path }) => path),
    ]);
    return paths.flatMap((path): LayoutEntry[] => [
      ...boundTargets(knowledge).map((to): LayoutEntry => ({ kind: 'symlink', zone, path, to })),
      { kind: 'directory', zone, path },
    ]);
  });
  const layouts: (readonly LayoutEntry[])[] = [[]];
  let longest: readonly (readonly LayoutEntry[])[] = [[]];
  for (let size = 1; size <= max; size += 1) {
    longest = longest.flatMap((layout) => {
      const from = entries.indexOf(
        layout.at(-1) ?? entries[0] ?? { kind: 'directory', zone: 'own', path: '' },
      );
      return entries
        .slice(layout.length === 0 ? 0 : from + 1)
        .filter((entry) => layout.every((other) => entryPlace(other) !== entryPlace(entry)))
        .map((entry) => [...layout, entry]);
    });
    layouts.push(...longest);
  }
  return layouts;
}

function entryPlace({ zone, path }: LayoutEntry): string {
  return JSON.stringify([zone, path]);
}

/** A folder outside, a file there, one that does not exist, a victim's folder. */
function boundTargets({ means, actors }: Knowledge): readonly Text[] {
  const [file = ''] = moatFileNames;
  const hasVictims = means.zones.includes('own') && actors.victims.length > 0;
  return [
    [{ place: 'moat' }],
    [{ place: 'moat' }, `/${file}`],
    [{ place: 'moat' }, '/absent'],
    ...(hasVictims ? [[{ place: 'foreign' }] as const] : []),
  ];
}

/** A link outside in place of the last component, or of the folder above, at each lookup. */
function racesOf(knowledge: Knowledge, operation: Operation): readonly Race[] {
  const { powers, zones } = knowledge.means;
  const lookups = racedAccesses(knowledge, operation.name).length;
  if (!powers.includes('race') || zones.length === 0 || lookups === 0) return [];
  const [file = ''] = moatFileNames;
  return Array.from({ length: lookups + furtherLookups }, (_, at) => at).flatMap((at): Race[] => [
    { step: 0, at, up: 0, put: { kind: 'symlink', to: [{ place: 'moat' }, `/${file}`] }, back: null },
    { step: 0, at, up: 1, put: { kind: 'symlink', to: [{ place: 'moat' }] }, back: null },
  ]);
}

function textShown(text: Text): string {
  const shown = textParts(text).map((part) => {
    if (typeof part === 'string') return part;
    return 'known' in part ? `{${part.known.actor}.${part.known.name}}` : '{…}';
  });
  return JSON.stringify(shown.join(''));
}

function eachOnce<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
