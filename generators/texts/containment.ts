/**
 * Paths that a wrong containment check accepts: the `check.` classes. `a/../../x` passes a check of the first character, `.` is
 * the root itself.
 */
import fc from 'fast-check';
import type { Knowledge } from '../../model/knowledge.ts';
import { foldersGiven, neighbourSuffixes } from '../../model/neighbours.ts';
import type { Text, ValueChange } from '../../model/text.ts';
import {
  type Aim,
  changed,
  climb,
  existingPlaces,
  foreignPart,
  knownPart,
  nameOrFile,
  ownPart,
  someName,
  tail,
} from '../base/aim.ts';
import { baseName } from '../base/fileNames.ts';
import { oneOf, phrase, placePart, type Weighted, weighted } from '../base/phrase.ts';
import { moatFileNames, plainNames, siblingSuffixes } from '../base/pool.ts';
import { normalised, pathSegments, type SentText, samplePlaces } from '../base/sent.ts';
import type { TextGenerator } from '../base/textGenerator.ts';
import { repeatUnit } from './paths.ts';

export const containmentGenerators: readonly TextGenerator[] = [
  {
    class: 'check.sibling-prefix',
    weight: 100,
    arbitrary: sibling,
    recognises: ({ sample, operation, knowledge }) =>
      [...folderNames, ...namesGiven(operation, knowledge)].some((name) =>
        pathSegments(sample).some((s) => extendsName(s, name)),
      ),
  },
  {
    class: 'check.check-before-normalise',
    weight: 20,
    arbitrary: beforeNormalise,
    recognises: ({ sample }) => (/^[^/.]/.test(sample) && climbsOut(sample)) || climbsOutOfSandbox(sample),
  },
  {
    class: 'check.two-bases',
    weight: 10,
    arbitrary: twoBases,
    recognises: ({ sample }) =>
      /^(?:[^/]*\/)*\.\.\/(?:SandboxRoot|OwnFolder)(?:\/|$)/.test(sample) || stays(sample),
  },
  {
    class: 'check.case-compare',
    weight: 10,
    arbitrary: caseCompare,
    recognises: differsInCase,
  },
  {
    class: 'check.root-itself',
    weight: 10,
    arbitrary: rootItself,
    recognises: ({ sample }) =>
      sample !== '' && ['.', '..', samplePlaces.sandbox, samplePlaces.own].includes(normalised(sample)),
  },
];

export const folderNames: readonly string[] = ['sandbox', 'own', 'foreign'].map((name) =>
  baseName(
    name === 'sandbox' ? samplePlaces.sandbox : name === 'own' ? samplePlaces.own : samplePlaces.foreign,
  ),
);

function namesGiven(operation: string, { operations }: Knowledge): readonly string[] {
  const asked = operations.find(({ name }) => name === operation);
  return asked === undefined ? [] : foldersGiven(asked).map(baseName);
}

/** `/data` admits `/data-evil` where a check compares strings and not components. */
function sibling(aim: Aim): fc.Arbitrary<Text> {
  const [file = ''] = moatFileNames;
  const suffix = oneOf(...siblingSuffixes);
  const end = fc.oneof(
    { weight: 3, arbitrary: phrase('/', file) },
    { weight: 2, arbitrary: phrase('/', someName(aim)) },
    { weight: 1, arbitrary: phrase('') },
  );
  const own = existingPlaces(aim.knowledge).includes('own') ? phrase(placePart('own'), suffix, end) : null;
  const drawn = weighted<Text>([
    { weight: 5, arbitrary: phrase(repeatUnit('../', climb(4)), placePart('sandboxName'), suffix, end) },
    { weight: 4, arbitrary: phrase(placePart('sandbox'), suffix, end) },
    { weight: 4, arbitrary: neighbour(aim, end) },
    { weight: 1, arbitrary: own },
  ]);
  return drawn ?? phrase(placePart('sandbox'), suffix, end);
}

/** The same of a folder that the operation is given; null where it is given none. */
function neighbour({ folders }: Aim, end: fc.Arbitrary<Text>): fc.Arbitrary<Text> | null {
  if (folders.length === 0) return null;
  const folder = fc.constantFrom(...folders);
  const suffix = oneOf(...neighbourSuffixes);
  return fc.oneof(
    phrase('../', folder.map(baseName), suffix, end),
    phrase(placePart('sandbox'), '/', folder, suffix, end),
  );
}

export function extendsName(segment: string, name: string): boolean {
  return segment.startsWith(name) && segment !== name;
}

/** The beginning looks contained; what follows climbs further than it went in. */
function beforeNormalise(aim: Aim): fc.Arbitrary<Text> {
  const own = ownPart(aim);
  const within = weighted<Text>([
    { weight: 2, arbitrary: someName(aim) },
    { weight: 1, arbitrary: own === null ? null : phrase(own) },
    { weight: 1, arbitrary: phrase(placePart('sandbox')) },
  ]);
  return phrase(within ?? someName(aim), '/../', repeatUnit('../', climb(6)), tail(aim));
}

function climbsOut(sample: string): boolean {
  return !sample.startsWith('/') && normalised(sample).startsWith('..');
}

function climbsOutOfSandbox(sample: string): boolean {
  return (
    sample.startsWith(`${samplePlaces.sandbox}/`) &&
    !`${normalised(sample)}/`.startsWith(`${samplePlaces.sandbox}/`)
  );
}

/** Contained from one base and not from another: out and back in, or absolute within the sandbox. */
function twoBases(aim: Aim): fc.Arbitrary<Text> {
  const places = existingPlaces(aim.knowledge);
  const choices: Weighted<Text>[] = [
    {
      weight: 2,
      arbitrary: phrase(repeatUnit('../', climb(3)), placePart('sandboxName'), '/', nameOrFile(aim)),
    },
    { weight: 2, arbitrary: phrase(placePart('sandbox'), '/', nameOrFile(aim)) },
    { weight: 1, arbitrary: places.includes('own') ? phrase(placePart('own'), '/', someName(aim)) : null },
  ];
  return weighted(choices) ?? phrase(placePart('sandbox'));
}

function stays(sample: string): boolean {
  return `${normalised(sample)}/`.startsWith(`${samplePlaces.sandbox}/`);
}

/** Compared without case, stored with it: another actor's name or a file's extension in other letters. */
function caseCompare(aim: Aim): fc.Arbitrary<Text> {
  const change = oneOf<ValueChange>('upper', 'lower', 'capital');
  const differing = aim.foreign.filter(({ value }) => /[a-z]/.test(value));
  const named =
    differing.length === 0
      ? null
      : fc.tuple(fc.constantFrom(...differing), change).map(([known, how]) => changed(knownPart(known), how));
  const drawn = weighted<Text>([
    { weight: 2, arbitrary: phrase(nameOrFile(aim).map((name) => name.toUpperCase())) },
    { weight: 2, arbitrary: named === null ? null : phrase('../', named, '/', nameOrFile(aim)) },
    { weight: 1, arbitrary: foreignPart(aim) === null || named === null ? null : phrase(named) },
  ]);
  return drawn ?? someName(aim).map((name) => name.toUpperCase());
}

function differsInCase({ sample, text, knowledge }: SentText): boolean {
  if (Array.isArray(text) && text.some((p) => typeof p === 'object' && 'known' in p && isCase(p.change)))
    return true;
  const existing = [...plainNames, ...moatFileNames, ...knowledge.files.names.map(baseName)];
  const name = baseName(sample);
  return /\.[a-z]*[A-Z][A-Za-z]*$/.test(name) || existing.some((e) => e !== name && same(e, name));
}

function isCase(change: string | undefined): boolean {
  return change === 'upper' || change === 'lower' || change === 'capital';
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The folder itself as the thing to write, delete or rename. */
function rootItself(aim: Aim): fc.Arbitrary<Text> {
  const places = existingPlaces(aim.knowledge).filter((name) => name === 'sandbox' || name === 'own');
  return fc.oneof(
    phrase(oneOf('.', './', '..', './.')),
    phrase(someName(aim), '/..'),
    phrase(oneOf(...places).map(placePart)),
  );
}
