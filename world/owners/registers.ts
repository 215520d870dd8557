/**
 * The registers of a world: who owns which file, item and object, and which canary words exist. Filled in rehearsal by
 * provenance, then sealed; what a case adds is forgotten at its end.
 */
import { baseNameOf } from '../../arena/filePath.ts';
import { type FileOwners, fileOwners, type IsNamedAfter, learnHomes } from '../../arena/ownership.ts';
import type { Canary } from '../../model/canary.ts';
import type { FileChange } from '../../model/change.ts';
import { attackerName, type SharedAnswer, type SharedQuestion } from '../../model/config.ts';
import type { LedgerNote } from '../../model/finding.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import { textIn } from '../../model/json.ts';
import type { Action, Owner } from '../../model/observation.ts';
import type { ItemImage, ItemTouch, ObjectImage, ObjectTouch } from '../../model/records.ts';
import type { Actor } from '../../model/target.ts';
import { findCanaries } from '../../observers/canaries.ts';
import type { Move } from '../step/movedPlants.ts';
import { actorWords, only } from './actorWords.ts';
import { learnNames } from './learntNames.ts';
import { type Asked, judgeMeeting, type Meeting, type Met, questionsOf } from './meetings.ts';
import { ownRecords, type StepSaid } from './ownRecords.ts';
import { learnPartitions } from './partitions.ts';
import { type PublicValues, publicValues } from './publicValues.ts';
import { askedFile, askedItem, askedObject, partitionNotes } from './registerNotes.ts';
import {
  allows,
  allowsOnItem,
  isAnnounced,
  isAnswered,
  readableOf,
  type Sharing,
  sharingOf,
} from './sharing.ts';

export interface Registers {
  readonly canaries: ReadonlyMap<string, Canary>;
  readonly plant: (canary: Canary) => void;
  readonly ownerOfFile: (path: string, action: Action) => Owner;
  readonly ownerOfItem: (touch: ItemTouch) => Owner;
  readonly ownerOfObject: (touch: ObjectTouch) => Owner;
  /** Whether an item says beside its partition that it is this actor's. */
  readonly isSigned: (touch: ItemTouch, actor: string) => boolean;
  /** Whether a text names an actor, by a name or by what the target calls it. */
  readonly isNamed: (text: string, actor: string) => boolean;
  /** An item as its owner made it in rehearsal; null where nobody did. */
  readonly madeItem: (item: Pick<ItemOf, 'table' | 'key'>) => ItemImage | null;
  /** Whether a word stands where everybody may look, as the config says: it is no secret, wherever else it stands. */
  readonly isPublished: (word: string) => boolean;
  /** Values that everybody may see, whatever holds them. */
  readonly publicValues: PublicValues;
  readonly openIn: (item: ItemOf) => Open;
  /** The items of a table that rehearsal left there, each as if it were read. */
  readonly items: (table: string) => readonly ItemTouch[];
  /** The objects that rehearsal left there, by what last touched them. */
  readonly objects: () => readonly ObjectTouch[];
  /** Names of files and homes, by whether they are the attacker's or others'; of shared ones none. */
  readonly fileNames: () => { readonly own: readonly string[]; readonly others: readonly string[] };
  readonly homesOf: (actor: string) => readonly string[];
  /** A folder that is another actor's own than the attacker's, null where none is known. */
  readonly foreignHome: () => string | null;
  /** Takes note of what came to be and was used while an actor acted. */
  readonly noteFiles: (actor: string, seen: SeenFiles) => void;
  readonly noteItems: (actor: string, touches: readonly ItemTouch[], said: Said) => void;
  /** Takes note of items that came to be, by an addition or not. */
  readonly noteAdditions: (touches: readonly ItemTouch[], isAddition: boolean) => void;
  /** Whether an item came to be by an addition in rehearsal. */
  readonly cameByAddition: (item: Pick<ItemOf, 'table' | 'key'>) => boolean;
  readonly noteObjects: (actor: string, touches: readonly ObjectTouch[], said: Said) => void;
  /** Ends rehearsal: learns what is shared and whose folders are whose. */
  readonly seal: () => LedgerNote[];
  readonly endCase: () => void;
}

/** What everybody may see of an item. */
export interface Open {
  readonly names: readonly string[];
  /** Whether an answer may tell that it is there, because the config says so, or because a value shows that everybody may see. */
  readonly isAnnouncedBy: (answer: string) => boolean;
}

export interface ItemOf {
  readonly table: string;
  readonly key: ItemImage;
  readonly image: ItemImage;
}

/** Texts that a step was sent, and its answer. */
export interface Said {
  readonly sent: readonly string[];
  readonly answer: string;
}

export interface SeenFiles {
  readonly changes: readonly FileChange[];
  /** Files read or written by name. */
  readonly used: readonly string[];
  readonly moves: readonly Move[];
  /** The texts of the request. */
  readonly sent: readonly string[];
}

interface Provenance {
  owner: Owner;
  readonly users: Set<string>;
  /** Who made or changed it, as far as the disk tells. */
  readonly writers: Set<string>;
  /** Who came by it by a request that names another actor. */
  readonly addressing: Set<string>;
}

const sharedOwner: Owner = { kind: 'shared' };

export interface RegisterOptions {
  readonly actors: readonly Actor[];
  /** What the target calls its users by. */
  readonly userIds: Readonly<Record<string, string>>;
  readonly roots: readonly string[];
  readonly canaries: readonly Canary[];
  readonly shared: ((question: SharedQuestion) => SharedAnswer) | null;
  readonly shown: (path: string) => string;
  /** What a file of the sandbox holds; null where it is none, or is gone. */
  readonly contentOf: (path: string) => string | null;
}

/** Empty registers, but for the canaries of the moat. */
export function createRegisters(options: RegisterOptions): Registers {
  const { roots, shared, shown, contentOf } = options;
  const canaries = new Map(options.canaries.map((canary) => [canary.word, canary]));
  const files = new Map<string, Provenance>();
  const caseFiles = new Map<string, Owner>();
  /** Files that were there and are not: what takes such a name later has another owner. */
  const gone = new Set<string>();
  let goneSealed: readonly string[] = [];
  let owners: FileOwners = fileOwners(new Map(), new Map());
  let homes = new Map<string, string[]>();
  let sealed = false;

  const words = actorWords(options.actors, canaries, options.userIds);
  const partitions = learnPartitions(words);
  const names = learnNames();
  const byAddition = new Map<string, boolean>();
  let objectOwners: FileOwners = fileOwners(new Map(), new Map());
  /** The one actor whose canaries a text carries; null for none or for several. */
  const carrierOf = (text: string): string | null => only(words.byCanary(text));
  const addresses = (actor: string, sent: readonly string[]): boolean =>
    [...words.byName(sent.join('\n'))].some((name) => name !== actor);
  const stepSaid = (actor: string, { sent, answer }: Said): StepSaid => ({
    addresses: addresses(actor, sent),
    answer,
  });
  const judged = (met: Met): Meeting => judgeMeeting(met, words);

  const published = { rehearsed: new Set<string>(), inCase: new Set<string>() };
  const isPublished = (word: string): boolean => published.rehearsed.has(word) || published.inCase.has(word);
  const publish = (text: string): void => {
    const words = sealed ? published.inCase : published.rehearsed;
    for (const { canary } of findCanaries(text, canaries))
      if (canary.owner.kind === 'actor') words.add(canary.word);
  };
  const openValues = publicValues((word) => canaries.has(word) && !isPublished(word), publish);
  const sharingOfFile = (path: string): Sharing => sharingOf(shared, { store: 'file', path: shown(path) });
  const sharingOfItem = (table: string, key: ItemImage, item: ItemImage | null): Sharing =>
    sharingOf(shared, { store: 'item', table, key, item });

  const items = ownRecords<ItemImage, ItemTouch>({
    identityOf: ({ table, key }) => itemIdentity(table, key),
    labelOf: ({ table, key }) => `item ${JSON.stringify(key)} of ${table}`,
    textOf: ({ before, after }) => JSON.stringify(after ?? before),
    // As it was found: nobody makes another's item everybody's by writing so into it.
    sharing: ({ table, key, before, after }) => sharingOfItem(table, key, before ?? after),
    allows: allowsOnItem,
    carrierOf,
    publish: (sharing, { before, after }) =>
      publish(JSON.stringify(readableOf(sharing, after ?? before ?? {}))),
    ownerOfNew: partitions.ownerOf,
    isShownIn: ({ after }, answer) => textsIn(after).some((text) => answer.includes(text)),
    nameOf: ({ key }) => JSON.stringify(key),
    judgeMeeting: judged,
  });
  const objects = ownRecords<ObjectImage, ObjectTouch>({
    identityOf: ({ bucket, key }) => JSON.stringify([bucket, key]),
    labelOf: ({ bucket, key }) => `object ${JSON.stringify(key)} of ${bucket}`,
    textOf: ({ key, before, after }) => [key, ...wordsOf(after ?? before)].join('\n'),
    sharing: ({ bucket, key }) => sharingOf(shared, { store: 'object', bucket, key }),
    allows: (sharing, { action }) => allows(sharing, action),
    carrierOf,
    publish: ({ read }, { key, before, after }) => {
      if (read === true) publish([key, ...wordsOf(after ?? before)].join('\n'));
    },
    ownerOfNew: (touch) => nameOfOwner(objectOwners.ownerOfNew(pathOfObject(touch))),
    isShownIn: ({ key, after }, answer) =>
      [key, after?.content ?? ''].some((text) => text.length >= shownMin && answer.includes(text)),
    nameOf: ({ key }) => key,
    judgeMeeting: judged,
  });

  /** What several use stays theirs where one of them moves it away or makes it anew, as one who turns a log over does. */
  const provenance = (actor: string, source: string | undefined): Provenance => {
    const { users } = files.get(source ?? '') ?? { users: new Set<string>() };
    const several = users.size > 1 ? users : [];
    return {
      owner: { kind: 'actor', name: actor },
      ...{
        users: new Set([...several, actor]),
        writers: new Set([...several, actor]),
        addressing: new Set(),
      },
    };
  };
  const ownerInCase = (actor: string, path: string, source: string | undefined): Owner => {
    const isShared = [path, source ?? path].some(
      (one) => (caseFiles.get(one) ?? files.get(one)?.owner)?.kind === 'shared',
    );
    return isShared ? sharedOwner : { kind: 'actor', name: actor };
  };

  const ownerOfFile = (path: string, action: Action): Owner => {
    if (allows(sharingOfFile(path), action)) return sharedOwner;
    return caseFiles.get(path) ?? (gone.has(path) ? owners.ownerOfNew(path) : owners.ownerOf(path));
  };

  return {
    canaries,
    plant: (canary) => {
      if (!canaries.has(canary.word)) canaries.set(canary.word, canary);
    },
    ownerOfFile,
    ownerOfItem: items.ownerOf,
    ownerOfObject: objects.ownerOf,
    isSigned: ({ key, after }, actor) => {
      const [hash] = Object.keys(key);
      const beside = Object.entries(after ?? {}).filter(([name]) => name !== hash);
      return words.byName(JSON.stringify(beside)).has(actor);
    },
    isNamed: (text, actor) => words.byName(text).has(actor) || words.isIdOf(text, actor),
    madeItem: ({ table, key }) => items.made(itemIdentity(table, key))?.after ?? null,
    isPublished,
    publicValues: openValues,
    openIn: ({ table, key, image }) => {
      const sharing = sharingOfItem(table, key, image);
      const ofPublic = openValues.attributesIn(image);
      return {
        names: [...new Set([...Object.keys(readableOf(sharing, image)), ...ofPublic])],
        isAnnouncedBy: (answer) =>
          isAnnounced(sharing) || ofPublic.some((name) => openValues.isShownIn(image[name] ?? null, answer)),
      };
    },
    items: (name) =>
      items
        .present()
        .filter(({ table }) => table === name)
        .map(({ table, key, after }) => ({ table, key, action: 'read', before: null, after })),
    objects: objects.present,
    fileNames: () => {
      const namesOf = (isMeant: (actor: string) => boolean): string[] => [
        ...[...files].flatMap(([path, { owner }]) =>
          owner.kind === 'actor' && isMeant(owner.name) ? [baseNameOf(path)] : [],
        ),
        ...[...homes].flatMap(([actor, folders]) => (isMeant(actor) ? folders.map(baseNameOf) : [])),
      ];
      return {
        own: namesOf((actor) => actor === attackerName),
        others: namesOf((actor) => actor !== attackerName),
      };
    },
    homesOf: (actor) => homes.get(actor) ?? [],
    foreignHome: () => [...homes].find(([actor]) => actor !== attackerName)?.[1][0] ?? null,
    noteFiles: (actor, { changes, used, moves, sent }) => {
      if (shared !== null)
        for (const { path, directory } of changes)
          if (!directory && sharingOfFile(path).read === true) publish(contentOf(path) ?? '');
      for (const { path, what, directory } of changes) {
        if (what === 'deleted') {
          gone.add(path);
          caseFiles.delete(path);
        }
        if (what !== 'created' || directory) continue;
        gone.delete(path);
        const source = moves.find(([, to]) => to === path)?.[0];
        if (sealed) caseFiles.set(path, ownerInCase(actor, path, source));
        else if (!files.has(path)) files.set(path, provenance(actor, source));
      }
      if (sealed) return;
      if (addresses(actor, sent))
        for (const path of [...used, ...changes.map((change) => change.path)])
          files.get(path)?.addressing.add(actor);
      for (const path of used) files.get(path)?.users.add(actor);
      // A file that is kept open, as a log is, is written without being asked for by its name again.
      for (const { path, what } of changes) {
        if (what === 'content') files.get(path)?.users.add(actor);
        if (what !== 'metadata') files.get(path)?.writers.add(actor);
      }
    },
    noteItems: (actor, touches, said) => {
      if (!sealed) {
        partitions.note(actor, touches);
        names.note(actor, touches);
      }
      items.note(actor, touches, sealed ? undefined : stepSaid(actor, said));
    },
    noteAdditions: (touches, isAddition) => {
      if (sealed) return;
      for (const { action, table, key } of touches)
        if (action === 'create') byAddition.set(itemIdentity(table, key), isAddition);
    },
    cameByAddition: ({ table, key }) => byAddition.get(itemIdentity(table, key)) === true,
    noteObjects: (actor, touches, said) =>
      objects.note(actor, touches, sealed ? undefined : stepSaid(actor, said)),
    seal: () => {
      const notes: LedgerNote[] = [];
      const learn = (what: string): void => {
        notes.push({
          kind: 'shared',
          text: `${what} is touched by harmless traffic of several actors, so it counts as shared`,
        });
      };
      const asked: Asked[] = [];
      for (const [path, file] of files) {
        if (isAnswered(sharingOfFile(path))) continue;
        const met = { ...file, shown: true, name: shown(path), text: contentOf(path) };
        const meeting = judged(met);
        if (meeting === null) continue;
        if (meeting.kind === 'kept') {
          file.owner = { kind: 'actor', name: meeting.whose };
          if (meeting.asks) asked.push(askedFile(shown(path), meeting.whose, file.users));
          continue;
        }
        file.owner = sharedOwner;
        learn(shown(path));
      }
      const [itemsMet, objectsMet] = [items.seal(), objects.seal()];
      for (const label of [...itemsMet.shared, ...objectsMet.shared]) learn(label);
      asked.push(...itemsMet.asked.map(askedItem), ...objectsMet.asked.map(askedObject));
      notes.unshift(...questionsOf(asked));
      const isNamedAfter: IsNamedAfter = (part, actor) =>
        only(words.all(part)) === actor || words.isIdOf(part, actor) || names.isOf(part, actor);
      const exclusive = new Map<string, string>();
      for (const [path, { owner }] of files) if (owner.kind === 'actor') exclusive.set(path, owner.name);
      homes = learnHomes(exclusive, roots, isNamedAfter);
      owners = fileOwners(new Map([...files].map(([path, { owner }]) => [path, owner])), homes);
      const ownObjects = new Map(objectsMet.own.map(({ touch, owner }) => [pathOfObject(touch), owner]));
      const buckets = [...new Set(objectsMet.own.map(({ touch: { bucket } }) => `/${bucket}`))];
      objectOwners = fileOwners(new Map(), learnHomes(ownObjects, buckets, isNamedAfter));
      partitions.seal();
      for (const [actor, folders] of homes) {
        notes.push({ kind: 'learnt', text: `${folders.map(shown).join(', ')} is ${actor}'s own folder` });
      }
      notes.push(...partitionNotes(partitions.owned()));
      sealed = true;
      openValues.seal();
      goneSealed = [...gone];
      return notes;
    },
    endCase: () => {
      published.inCase.clear();
      openValues.endCase();
      gone.clear();
      for (const path of goneSealed) gone.add(path);
      caseFiles.clear();
      items.endCase();
      objects.endCase();
    },
  };
}

/** Shorter texts stand in answers by chance. */
const shownMin = 6;

function textsIn(item: ItemImage | null): string[] {
  return Object.values(item ?? {}).flatMap((value) => {
    const text = textIn(value, 'S');
    return text !== null && text.length >= shownMin ? [text] : [];
  });
}

/** An object as a file of a folder that is called after the bucket. */
function pathOfObject({ bucket, key }: Pick<ObjectTouch, 'bucket' | 'key'>): string {
  return `/${bucket}/${key}`;
}

function nameOfOwner(owner: Owner): string | null {
  return owner.kind === 'actor' ? owner.name : null;
}

/** Everything that an object says, beyond its key. */
function wordsOf(image: ObjectImage | null): string[] {
  return image === null ? [] : [...Object.entries(image.metadata).flat(), image.content];
}
