/** Archives over several steps: the first contains a link `l -> ..`, the second a file `l/x`. Class `archive.two-archives`. */
import fc from 'fast-check';
import type { Step } from '../../model/attack.ts';
import type { Knowledge } from '../../model/knowledge.ts';
import type { Operation, Parameter } from '../../model/operation.ts';
import type { Text } from '../../model/text.ts';
import { type Aim, aimAt, attackable } from '../base/aim.ts';
import { oneOf, weighted } from '../base/phrase.ts';
import { moatFileNames } from '../base/pool.ts';
import type { Recogniser } from '../base/sent.ts';
import { argumentOf } from '../steps/arguments.ts';
import { stepOf } from '../steps/sequences.ts';
import {
  type ArchiveAim,
  archiveAim,
  archiveArgument,
  fileMember,
  fileOut,
  folderOut,
  joinTexts,
  linkMember,
  readableArchives,
} from './archiveAim.ts';
import { isInTwo } from './archiveRecognisers.ts';
import { areHarmless } from './harmlessArchives.ts';

export const twoArchives: Recogniser = { class: 'archive.two-archives', recognises: isInTwo };

interface Taking {
  readonly operation: Operation;
  readonly parameter: Parameter;
  readonly aim: ArchiveAim;
}

/** Two steps, the last one of the given operation; null where nothing takes archives. */
export function archiveSequences(
  knowledge: Knowledge,
  target: Operation,
): fc.Arbitrary<readonly Step[]> | null {
  const planting = takingIn(knowledge, knowledge.operations);
  const writing = takingIn(knowledge, [target]);
  const naming = attackable(target).filter(({ kind }) => kind === 'text');
  return weighted<readonly Step[]>([
    ...planting.flatMap((first) =>
      writing.map((second) => ({ weight: 2, arbitrary: throughArchive(knowledge, first, second) })),
    ),
    ...planting.flatMap((first) =>
      naming.map((parameter) => ({
        weight: 1,
        arbitrary: throughText(knowledge, first, target, aimAt(knowledge, target, parameter)),
      })),
    ),
  ]);
}

/** The parameters of operations that take archives. */
export function takingIn(knowledge: Knowledge, operations: readonly Operation[]): readonly Taking[] {
  return operations.flatMap((operation) =>
    attackable(operation).flatMap((parameter) => {
      const aim = archiveAim(aimAt(knowledge, operation, parameter));
      return aim === null ? [] : [{ operation, parameter, aim }];
    }),
  );
}

interface PlantedLink {
  readonly name: string;
  readonly to: Text;
  /** What a later step writes behind the link's name. */
  readonly rest: Text;
}

function plantedLink(aim: ArchiveAim): fc.Arbitrary<PlantedLink> {
  const name = fc.constantFrom(...aim.names);
  const below = fc.oneof(oneOf(...moatFileNames), fc.constantFrom(...aim.names));
  return fc.oneof(
    fc.tuple(name, fileOut(aim)).map(([at, to]) => ({ name: at, to, rest: '' })),
    fc.tuple(name, folderOut(aim), below).map(([at, to, rest]) => ({ name: at, to, rest: `/${rest}` })),
  );
}

function throughArchive(
  { actors: { attacker } }: Knowledge,
  first: Taking,
  second: Taking,
): fc.Arbitrary<readonly Step[]> {
  return plantedLink(first.aim)
    .chain(({ name, to, rest }) =>
      fc.tuple(
        readableArchives(first.aim, fc.constant([linkMember(name, to)])),
        readableArchives(second.aim, fc.constant([fileMember(joinTexts(name, rest))])),
      ),
    )
    .filter((archives) => areHarmless(archives))
    .map(([planting, writing]) => [stepWith(first, attacker, planting), stepWith(second, attacker, writing)]);
}

function stepWith(
  { operation, parameter, aim }: Taking,
  actor: string,
  archive: Parameters<typeof archiveArgument>[1],
): Step {
  return stepOf(operation, actor, { [parameter.name]: archiveArgument(aim, archive) });
}

/** A link out of an archive, and a later step that names it. */
function throughText(
  { actors: { attacker } }: Knowledge,
  first: Taking,
  target: Operation,
  aim: Aim,
): fc.Arbitrary<readonly Step[]> {
  const { folder } = first.aim.taken;
  const within = folder === undefined ? fc.constant('') : oneOf('', `${folder}/`);
  return fc
    .tuple(plantedLink(first.aim), within)
    .chain(([{ name, to, rest }, below]) =>
      fc
        .tuple(
          readableArchives(first.aim, fc.constant([linkMember(name, to)])),
          argumentOf(aim, fc.constant(joinTexts(below, name, rest))),
        )
        .map(([planting, argument]) => [
          stepWith(first, attacker, planting),
          stepOf(target, attacker, { [aim.parameter.name]: argument }),
        ]),
    );
}
