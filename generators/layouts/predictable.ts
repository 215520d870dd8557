/**
 * Links under names that a step uses by itself: temporary files, locks, caches, copies beside a file. `/tmp/export.csv ->
 * victim.txt` waits for the next harmless `export`. Classes `link.predictable-temp` and `link.variant`.
 */
import fc from 'fast-check';
import type { Argument, Attack, LayoutEntry } from '../../model/attack.ts';
import type { AttackerMeans, Knowledge, NamePart, PredictableName } from '../../model/knowledge.ts';
import type { Operation } from '../../model/operation.ts';
import { stemOf, type Text, textOf } from '../../model/text.ts';
import { type Aim, aimAt, attackable, existingPlaces } from '../base/aim.ts';
import { baseName } from '../base/fileNames.ts';
import { inTurn } from '../base/inTurn.ts';
import { moatFileNames, moatFolderNames, plainNames } from '../base/pool.ts';
import { type PlantedSample, type Recogniser, type SentAttack, sampleText } from '../base/sent.ts';
import { stepOf } from '../steps/sequences.ts';

/** Attacks on each predictable name of an operation, a link of each kind, the likeliest first. */
export function predictableProbes(knowledge: Knowledge, operation: Operation): Attack[] {
  const names = knowledge.files.predictable.filter(
    ({ operation: of, zone }) => of === operation.name && canPlantIn(knowledge.means, zone),
  );
  return inTurn(
    names.map((name) => [
      ...harmlessProbes(knowledge, operation, name),
      ...chosenProbes(knowledge, operation, name),
    ]),
  );
}

function canPlantIn({ zones, powers }: AttackerMeans, zone: PredictableName['zone']): boolean {
  return zones.includes(zone) && powers.includes(zone === 'own' ? 'own-folder' : 'shared-temp');
}

/** The harmless step of the actor who uses the name, with something planted there. */
function harmlessProbes(knowledge: Knowledge, operation: Operation, name: PredictableName): Attack[] {
  const step = stepOf(operation, name.actor, {});
  return entriesAt(knowledge, name, name.path).map((entry) => ({
    layout: [entry],
    steps: [step],
    race: null,
  }));
}

/** The attacker chooses the text from which the name is made, and makes it short. */
function chosenProbes(knowledge: Knowledge, operation: Operation, name: PredictableName): Attack[] {
  const { parts, actor } = name;
  if (parts === null || actor !== knowledge.actors.attacker) return [];
  const chosen = chosenValues(knowledge, operation, parts);
  const [entry] = entriesAt(knowledge, name, filledParts(parts, chosen));
  if (chosen.size === 0 || entry === undefined) return [];
  const args = [...chosen].map(
    ([parameter, value]) => [parameter, argumentNaming(operation, parameter, value)] as const,
  );
  const step = stepOf(operation, actor, Object.fromEntries(args));
  return [{ layout: [entry], steps: [step], race: null }];
}

function chosenValues(
  knowledge: Knowledge,
  operation: Operation,
  parts: readonly NamePart[],
): Map<string, string> {
  const sent = new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.sent])));
  const free = attackable(operation).filter(({ name, from }) => sent.has(name) && from === undefined);
  if (free.length < sent.size) return new Map();
  return new Map(
    free.map((parameter, index) => {
      const { extension } = aimAt(knowledge, operation, parameter);
      return [parameter.name, `${plainNames[index % plainNames.length] ?? 'a'}${extension}`];
    }),
  );
}

function filledParts(parts: readonly NamePart[], chosen: ReadonlyMap<string, string>): Text {
  return textOf(
    parts.map((part) => {
      if (typeof part === 'string') return part;
      const value = chosen.get(part.sent) ?? '';
      return part.change === 'stem' ? stemOf(value) : value;
    }),
  );
}

function argumentNaming(operation: Operation, parameter: string, value: string): Argument {
  const kind = operation.parameters.find(({ name }) => name === parameter)?.kind;
  return kind === 'file' ? { file: { name: value, content: { text: 'planted' } } } : { text: value };
}

/** Entries to plant at a name. Links to other tenants' files matter only where the attacker acts. */
function entriesAt(
  knowledge: Knowledge,
  { zone, folder, actor }: PredictableName,
  path: Text,
): LayoutEntry[] {
  const [file = ''] = moatFileNames;
  const [vault = ''] = moatFolderNames;
  const link = (...to: Exclude<Text, string>): LayoutEntry => ({
    kind: 'symlink',
    zone,
    path,
    to: textOf(to),
  });
  const acts = actor === knowledge.actors.attacker;
  const home = acts && existingPlaces(knowledge).includes('foreign');
  if (folder)
    return [
      link({ place: 'moat' }),
      link({ place: 'moat' }, `/${vault}`),
      ...(home ? [link({ place: 'foreign' })] : []),
    ];
  const theirs = acts ? foreignFileNames(knowledge).slice(0, 1) : [];
  const existing: Text[] = [
    [{ place: 'moat' }, `/${file}`],
    ...theirs.map((one): Text => [{ place: 'sandbox' }, `/${one}`]),
  ];
  const hard = existing.map((to): LayoutEntry => ({ kind: 'hardlink', zone, path, to }));
  return [
    ...existing.map((to): LayoutEntry => ({ kind: 'symlink', zone, path, to })),
    link({ place: 'moat' }, '/b'),
    ...(home ? [link({ place: 'foreign' }, '/b')] : []),
    ...(knowledge.means.powers.includes('hard-link') ? hard : []),
  ];
}

/** Files below the sandbox that carry a victim's value. */
function foreignFileNames({
  files: { names: fileNames },
  known,
  actors: { victims },
}: Knowledge): readonly string[] {
  const values = known.filter(({ actor }) => victims.includes(actor)).map(({ value }) => value);
  return fileNames.filter(
    (path) => path.includes('/') && values.some((value) => value !== '' && path.includes(value)),
  );
}

export const predictableTemp: Recogniser = {
  class: 'link.predictable-temp',
  recognises: (attack) =>
    attack.planted.some((planted) => planted.entry.zone === 'temp' && namesAt(attack, planted).length > 0),
};

export const variant: Recogniser = {
  class: 'link.variant',
  recognises: (attack) =>
    attack.planted.some(
      (planted) => namesAt(attack, planted).some(isDerivedName) || isVariant(attack, planted),
    ),
};

/** Predictable names of the attack's own steps at which something was planted. */
function namesAt({ attack, knowledge, sent }: SentAttack, { entry, path }: PlantedSample): PredictableName[] {
  const sampleIn = (step: number, parameter: string): string | undefined =>
    sent.find((one) => one.step === step && one.parameter === parameter)?.sample;
  return knowledge.files.predictable.filter(({ operation, zone, path: harmless, parts }) => {
    if (zone !== entry.zone) return false;
    return attack.steps.some((step, index) => {
      if (step.operation !== operation) return false;
      if (sampleText(harmless, attack, knowledge) === path) return true;
      const values = new Map(
        (parts ?? []).flatMap((part) =>
          typeof part === 'string' ? [] : [[part.sent, sampleIn(index, part.sent) ?? ''] as const],
        ),
      );
      return parts !== null && filledParts(parts, values) === path;
    });
  });
}

function isDerivedName({ parts }: PredictableName): boolean {
  return parts === null || (parts.length > 1 && parts.some((part) => typeof part !== 'string'));
}

/** Whether the planted name is made of a name that is sent, and is not that name. */
function isVariant({ sent }: SentAttack, { path }: PlantedSample): boolean {
  const name = baseName(path);
  return sent.some(({ sample }) => {
    const stem = stemOf(baseName(sample));
    return stem !== '' && name !== baseName(sample) && name.includes(stem);
  });
}

/** What programs add to a name for copies, locks and parts. */
const affixes: readonly (readonly [before: string, after: string])[] = [
  ...['.bak', '.tmp', '.lock', '.gz', '.part', '.old', '~', '.json', '.meta', '_thumb'].map(
    (after) => ['', after] as const,
  ),
  ...(['.', 'thumb_', 'tmp_', '~'] as const).map((before) => [before, ''] as const),
];

/** Names that a target may derive from a given one, and the given one. */
export function variantNames(aim: Aim): fc.Arbitrary<{ readonly name: string; readonly derived: string }> {
  return fc
    .tuple(fc.constantFrom(...aim.names), fc.constantFrom(...affixes), fc.boolean())
    .map(([name, [before, after], whole]) => ({
      name,
      derived: before + (whole || after === '' ? name : stemOf(name)) + after,
    }))
    .filter(({ name, derived }) => name !== derived);
}
