/**
 * Ends rehearsal for owners: derives what is shared, who owns which folders, prefixes and partitions, and what to ask about.
 * `index.json`, which steps of several actors write, is shared from then on.
 */
import { fileOwners, type IsNamedAfter, learnHomes } from '../../arena/ownership.ts';
import { attackerName } from '../../model/config.ts';
import type { LedgerNote } from '../../model/finding.ts';
import type { ItemTouch, ObjectTouch } from '../../model/records.ts';
import { type ActorWords, only } from './actorWords.ts';
import type { Boards } from './boards.ts';
import type { FileRegister, SealedFiles } from './fileRegister.ts';
import type { LearntNames } from './learntNames.ts';
import type { Mail } from './mail.ts';
import { judgeMeeting, meetingQuestions } from './meetings.ts';
import type { RecordOwners, Sealed } from './ownRecords.ts';
import type { Partitions } from './partitions.ts';
import type { PublicValues } from './publicValues.ts';
import type { PublishedWords } from './publishedWords.ts';
import { askedFile, askedItem, askedObject, boardNotes, mailNotes, partitionNotes } from './registerNotes.ts';
import { isAnswered, type Sharing } from './sharing.ts';

/** What rehearsal has filled in. */
export interface SealingParts {
  readonly roots: readonly string[];
  readonly shown: (path: string) => string;
  readonly contentOf: (path: string) => string | null;
  readonly words: ActorWords;
  readonly published: PublishedWords;
  readonly openValues: PublicValues;
  readonly files: FileRegister;
  readonly items: RecordOwners<ItemTouch>;
  readonly objects: RecordOwners<ObjectTouch>;
  readonly partitions: Partitions;
  readonly names: LearntNames;
  readonly mail: Mail;
  readonly boards: Boards;
  readonly sharingOfFile: (path: string) => Sharing;
  overwritten: ReadonlySet<string>;
  ownerOfNewObject: (touch: ObjectTouch) => string | null;
}

/** Ends rehearsal: derives what is shared and who owns which folders. */
export function sealRegisters(parts: SealingParts): LedgerNote[] {
  const { words, names, partitions, shown, roots, contentOf } = parts;
  const isNamedAfter: IsNamedAfter = (part, actor) =>
    only(words.all(part)) === actor || words.isIdOf(part, actor) || names.isOf(part, actor);
  const files = parts.files.seal({
    roots,
    shown,
    contentOf,
    isNamedAfter,
    isAnswered: (path) => isAnswered(parts.sharingOfFile(path)),
    judgeMeeting: (met) => judgeMeeting(met, words),
  });
  parts.overwritten = files.overwritten;
  const [items, objects] = [parts.items.seal(), parts.objects.seal()];
  parts.ownerOfNewObject = ownersOfNewObjects(objects, isNamedAfter);
  partitions.seal();
  parts.mail.seal();
  parts.boards.seal();
  publishGiven(parts, parts.mail.givenTo(attackerName));
  parts.published.seal();
  parts.openValues.seal();
  return sealNotes(parts, { files, items, objects });
}

/** Prefixes of object keys belong to actors as folders do. */
function ownersOfNewObjects(
  { own }: Sealed<ObjectTouch>,
  isNamedAfter: IsNamedAfter,
): (touch: ObjectTouch) => string | null {
  const ownObjects = new Map(own.map(({ touch, owner }) => [pathOfObject(touch), owner]));
  const buckets = [...new Set(own.map(({ touch: { bucket } }) => `/${bucket}`))];
  const owners = fileOwners(new Map(), learnHomes(ownObjects, buckets, isNamedAfter));
  return (touch) => {
    const owner = owners.ownerOfNew(pathOfObject(touch));
    return owner.kind === 'actor' ? owner.name : null;
  };
}

interface SealedStores {
  readonly files: SealedFiles;
  readonly items: Sealed<ItemTouch>;
  readonly objects: Sealed<ObjectTouch>;
}

function sealNotes(
  { shown, partitions, mail, boards }: SealingParts,
  { files, items, objects }: SealedStores,
): LedgerNote[] {
  const asked = [
    ...files.asked.map(({ path, owner, users }) => askedFile(shown(path), owner, users)),
    ...items.asked.filter(({ touch }) => mail.recipientOf(touch) === null).map(askedItem),
    ...objects.asked.map(askedObject),
  ];
  const shared = [...files.shared.map(shown), ...items.shared, ...objects.shared];
  return [
    ...meetingQuestions(asked),
    ...shared.map(
      (what): LedgerNote => ({
        kind: 'shared',
        text: `${what} is touched by harmless traffic of several actors, so it counts as shared`,
      }),
    ),
    ...[...files.homes].map(
      ([actor, folders]): LedgerNote => ({
        kind: 'learnt',
        text: `${folders.map(shown).join(', ')} is ${actor}'s own folder`,
      }),
    ),
    ...partitionNotes(partitions.owned()),
    ...boardNotes(boards.labels()),
    ...mailNotes(mail.givenTo(attackerName)),
  ];
}

/** An object as a file of a folder that is called after the bucket. */
function pathOfObject({ bucket, key }: Pick<ObjectTouch, 'bucket' | 'key'>): string {
  return `/${bucket}/${key}`;
}

/** What was given to the attacker is no secret, wherever else it occurs. */
export function publishGiven(
  { published }: Pick<SealingParts, 'published'>,
  touches: readonly ItemTouch[],
): void {
  for (const { action, after } of touches) if (action !== 'read') published.publish(JSON.stringify(after));
}
