/**
 * Learns which parameters take archives, of which kinds, and the name of the folder into which they are extracted. Harmless
 * archives are sent, each in a case of its own that is undone: where `import` makes `unpacked/a.txt` of a zip with `a.txt`, it
 * takes zip and extracts into `unpacked`.
 */
import { baseNameOf, parentOf } from '../../arena/filePath.ts';
import {
  type Archive,
  type ArchiveKind,
  archiveFileName,
  archiveTypes,
  filledMembers,
  plainArchive,
} from '../../model/archive.ts';
import type { Argument } from '../../model/attack.ts';
import { canaryWord } from '../../model/canary.ts';
import type { LedgerNote } from '../../model/finding.ts';
import { isWithin } from '../../model/isWithin.ts';
import { type ArchiveTaken, harmlessMembers, type Operation, type Parameter } from '../../model/operation.ts';
import { contextOf } from '../case/caseContext.ts';
import type { CaseParts } from '../case/caseParts.ts';
import { nothingBefore, performCase } from '../case/performCase.ts';
import { argumentsOfStep } from '../case/stepArguments.ts';
import { extractedPaths, type Taken, takenAs } from '../rehearsal/archiveKinds.ts';

export interface LearntArchives {
  /** The operations, their parameters completed by what was learnt. */
  readonly operations: readonly Operation[];
  readonly notes: readonly LedgerNote[];
  /** Whether an operation of which nothing came is of use now: then it is worth another rehearsal. */
  readonly opens: boolean;
}

const allKinds: readonly ArchiveKind[] = ['tar', 'tar.gz', 'zip'];

/** Probes every parameter that carries bytes or a file. Rejects with `TargetLostError` where a probe loses the target. */
export async function learnArchives(parts: CaseParts): Promise<LearntArchives> {
  const notes: LedgerNote[] = [];
  const operations: Operation[] = [];
  let opens = false;
  for (const operation of parts.config.operations) {
    const parameters: Parameter[] = [];
    for (const parameter of operation.parameters) {
      const probed = isProbed(parts, operation, parameter)
        ? await probeKinds(parts, operation, parameter)
        : null;
      const archive = probed === null ? parameter.archive : completed(parameter, probed);
      parameters.push(archive === undefined ? parameter : { ...parameter, archive });
      opens ||= archive !== undefined && parameter.archive === undefined && !isTested(parts, operation);
      const note = archive === undefined ? null : archiveNote(operation, parameter, archive);
      if (note !== null) notes.push(note);
    }
    operations.push({ ...operation, parameters });
  }
  return { operations, notes, opens };
}

function isTested({ rehearsed }: CaseParts, { name }: Operation): boolean {
  return rehearsed.operations.some((one) => one.name === name && one.tested);
}

/** If the harmless run neither changed anything nor failed, an archive will have no effect either. */
function isProbed({ rehearsed }: CaseParts, operation: Operation, parameter: Parameter): boolean {
  if (parameter.fixed === true || (parameter.kind !== 'bytes' && parameter.kind !== 'file')) return false;
  if (parameter.archive !== undefined) return true;
  const run = rehearsed.operations.find(({ name }) => name === operation.name);
  return run !== undefined && (run.tested || run.outcome !== 'accepted');
}

interface Probed {
  readonly taken: ReadonlyMap<ArchiveKind, Taken>;
  /** Base names of the folders that were extracted into. */
  readonly folders: ReadonlySet<string>;
}

async function probeKinds(parts: CaseParts, operation: Operation, parameter: Parameter): Promise<Probed> {
  const taken = new Map<ArchiveKind, Taken>(parts.rehearsed.archiveKinds(operation, parameter));
  const folders = new Set<string>();
  for (const kind of parameter.archive?.kinds ?? allKinds) {
    if (taken.get(kind) === 'refused') continue;
    const step = probeStep(parts, operation, parameter, kind);
    const [seen] = await performCase(parts, { layout: [], steps: [step], race: null }, nothingBefore, null);
    if (seen === undefined) continue;
    const sent = argumentsOfStep(parts, operation, step, contextOf(parts, [])).all[parameter.name];
    taken.set(kind, takenAs(seen, sent));
    for (const path of extractedPaths(seen, sent)) {
      const folder = parentOf(path);
      if (!parts.stage.roots.some((root) => root.path === folder)) folders.add(folder);
    }
  }
  return { taken, folders: outermostNames(folders) };
}

/** Base names of the outermost folders: folders in them belong to the archive. */
function outermostNames(folders: ReadonlySet<string>): ReadonlySet<string> {
  const all = [...folders];
  const isInner = (folder: string): boolean =>
    all.some((other) => other !== folder && isWithin(folder, other));
  return new Set(all.filter((folder) => !isInner(folder)).map(baseNameOf));
}

function probeStep(parts: CaseParts, operation: Operation, parameter: Parameter, kind: ArchiveKind) {
  const { members = harmlessMembers } = parameter.archive ?? {};
  const word = canaryWord(`archive ${kind} in ${operation.name}.${parameter.name}`);
  const argument = archiveCarrying(parameter, plainArchive(kind, filledMembers(members, word)), kind);
  return { operation: operation.name, actor: parts.attacker, arguments: { [parameter.name]: argument } };
}

function archiveCarrying({ kind: parameterKind }: Parameter, archive: Archive, kind: ArchiveKind): Argument {
  if (parameterKind === 'bytes') return { archive };
  return {
    file: { name: archiveFileName('a', kind), contentType: archiveTypes[kind], content: { archive } },
  };
}

/** Kinds that were extracted, if any was: the others would be refused. Undefined if nothing declares an archive. */
function completed({ archive }: Parameter, { taken, folders }: Probed): ArchiveTaken | undefined {
  const kinds = allKinds.filter((kind) => taken.get(kind) === 'extracted');
  const [folder] = folders.size === 1 ? folders : [];
  if (kinds.length === 0) return archive;
  const { members = harmlessMembers } = archive ?? {};
  return { kinds, members, ...(folder === undefined ? {} : { folder }) };
}

function archiveNote(
  operation: Operation,
  { name, archive }: Parameter,
  learnt: ArchiveTaken,
): LedgerNote | null {
  const where = `${operation.name}.${name}`;
  const kinds = learnt.kinds.join(', ');
  if (archive === undefined)
    return { kind: 'learnt', text: `${where} takes archives (${kinds}): harmless ones were extracted` };
  const same = learnt.kinds.length === archive.kinds.length;
  return same ? null : { kind: 'learnt', text: `${where} extracts ${kinds} archives alone` };
}
