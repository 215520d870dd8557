/**
 * The registers of a world: the owner of each file, item and object, and all canary words. In rehearsal they learn by
 * provenance; sealed, they add what a case makes and forget it at its end. Asked for `media/7/a.txt` after mallory's upload,
 * they answer mallory.
 */
import type { Canary } from '../../model/canary.ts';
import { attackerName, type SharedAnswer, type SharedQuestion } from '../../model/config.ts';
import type { LedgerNote } from '../../model/finding.ts';
import { itemIdentity } from '../../model/itemIdentity.ts';
import type { Action, Owner } from '../../model/observation.ts';
import type { ItemImage, ItemTouch, ObjectTouch } from '../../model/records.ts';
import type { Actor } from '../../model/target.ts';
import { actorWords, only } from './actorWords.ts';
import { learnBoards } from './boards.ts';
import { createFileRegister, type FileRegister } from './fileRegister.ts';
import { learnNames } from './learntNames.ts';
import { learnMail, type MailStep } from './mail.ts';
import { judgeMeeting, type MetRecord } from './meetings.ts';
import { type Minted, mintedSecrets } from './minted.ts';
import { learnOverwrites, type Overwrites } from './overwrites.ts';
import type { OwnedStep } from './ownedStep.ts';
import { ownRecords } from './ownRecords.ts';
import { learnPartitions } from './partitions.ts';
import { type PublicValues, publicValues } from './publicValues.ts';
import { publishedWords } from './publishedWords.ts';
import { itemKind, objectKind } from './recordKinds.ts';
import { publishGiven, type SealingParts, sealRegisters } from './sealRegisters.ts';
import { isAnnounced, readableOf, type Sharing, sharingAllows, sharingOf } from './sharing.ts';

/** What the registers answer, in rehearsal and after it. */
export interface Registers {
  readonly canaries: ReadonlyMap<string, Canary>;
  readonly plant: (canary: Canary) => void;
  readonly ownerOfFile: (path: string, action: Action) => Owner;
  readonly ownerOfItem: (touch: ItemTouch) => Owner;
  readonly ownerOfObject: (touch: ObjectTouch) => Owner;
  /** Whether an item, outside its partition key, names this actor as its owner. */
  readonly isSigned: (touch: ItemTouch, actor: string) => boolean;
  /** Whether a text names an actor, by a name or by the target's id for it. */
  readonly isNamed: (text: string, actor: string) => boolean;
  /** An item as its owner made it in rehearsal; null where nobody did. */
  readonly madeItem: (item: Pick<ItemOf, 'table' | 'key'>) => ItemImage | null;
  /** Whether a word is in a place that everybody may read, as the config declares: it is no secret anywhere else either. */
  readonly isPublished: (word: string) => boolean;
  /** Secrets that steps of victims make themselves. */
  readonly minted: Minted;
  /** Values that everybody may see, wherever they are. */
  readonly publicValues: PublicValues;
  readonly openIn: (item: ItemOf) => Open;
  /** The items of a table that rehearsal left there, each as if it were read. */
  readonly items: (table: string) => readonly ItemTouch[];
  /** The objects that rehearsal left, by the last touch of each. */
  readonly objects: () => readonly ObjectTouch[];
  /** Whether an addition created the item in rehearsal. */
  readonly cameByAddition: (item: Pick<ItemOf, 'table' | 'key'>) => boolean;
  /**
   * Whether the file holds the last value, and harmless runs of the operation by both actors overwrite it whatever they send.
   */
  readonly isOverwritten: Overwrites['areBy'];
  readonly fileNames: FileRegister['names'];
  readonly homesOf: FileRegister['homesOf'];
  readonly foreignHome: FileRegister['foreignHome'];
}

/** Registers that learn from harmless steps. */
export interface RehearsingRegisters extends Registers {
  readonly learn: (step: OwnedStep) => void;
  /** Ends rehearsal: derives what is shared and who owns which folders. */
  readonly seal: () => { readonly registers: SealedRegisters; readonly notes: readonly LedgerNote[] };
}

/** Registers that follow what a case adds. */
export interface SealedRegisters extends Registers {
  readonly follow: (step: OwnedStep) => void;
  readonly endCase: () => void;
}

/** What everybody may see of an item. */
export interface Open {
  readonly names: readonly string[];
  /**
   * Whether an answer may reveal that it exists, because the config says so, or because it has a value that everybody may see.
   */
  readonly isAnnouncedBy: (answer: string) => boolean;
}

export interface ItemOf {
  readonly table: string;
  readonly key: ItemImage;
  readonly image: ItemImage;
}

export interface RegisterOptions {
  readonly actors: readonly Actor[];
  /** What the target calls its users by. */
  readonly userIds: Readonly<Record<string, string>>;
  readonly roots: readonly string[];
  readonly canaries: readonly Canary[];
  readonly shared: ((question: SharedQuestion) => SharedAnswer) | null;
  readonly shown: (path: string) => string;
  /** The content of a file in the sandbox; null if it is no file, or gone. */
  readonly contentOf: (path: string) => string | null;
}

/** The parts that registers consist of, and what rehearsal fills in. */
interface RegisterParts extends RegisterOptions, SealingParts {
  readonly known: Map<string, Canary>;
  /** Items created in rehearsal, and whether an addition created them. */
  readonly byAddition: Map<string, boolean>;
  readonly overwrites: Overwrites;
  readonly minted: Minted;
  readonly sharingOfItem: (table: string, key: ItemImage, item: ItemImage | null) => Sharing;
}

/** Empty registers, but for the canaries of the moat. */
export function createRegisters(options: RegisterOptions): RehearsingRegisters {
  const parts = registerParts(options);
  const registers = registersFrom(parts);
  return {
    ...registers,
    learn: (step) => learnFromStep(parts, step),
    seal: () => {
      const notes = sealRegisters(parts);
      return { registers: { ...registers, ...inCase(parts) }, notes };
    },
  };
}

function registerParts(options: RegisterOptions): RegisterParts {
  const { actors, userIds, shared, shown } = options;
  const known = new Map(options.canaries.map((canary) => [canary.word, canary]));
  const words = actorWords(actors, known, userIds);
  const published = publishedWords(known);
  const { publish } = published;
  const partitions = learnPartitions(words);
  const judge = {
    publish,
    /** The one actor whose canaries a text carries; null for none or for several. */
    carrierOf: (text: string): string | null => only(words.byCanary(text)),
    judgeMeeting: (met: MetRecord) => judgeMeeting(met, words),
  };
  const sharingOfItem: RegisterParts['sharingOfItem'] = (table, key, item) =>
    sharingOf(shared, { store: 'item', table, key, item });
  const sharingOfObject = (bucket: string, key: string): Sharing =>
    sharingOf(shared, { store: 'object', bucket, key });
  const parts: RegisterParts = {
    ...options,
    known,
    words,
    published,
    openValues: publicValues((word) => known.has(word) && !published.has(word), publish),
    files: createFileRegister(),
    items: ownRecords(itemKind(sharingOfItem, { ...judge, ownerOfNew: partitions.ownerOf })),
    objects: ownRecords(
      objectKind(sharingOfObject, { ...judge, ownerOfNew: (touch) => parts.ownerOfNewObject(touch) }),
    ),
    partitions,
    names: learnNames(),
    mail: learnMail(words),
    boards: learnBoards(words),
    byAddition: new Map(),
    overwrites: learnOverwrites(),
    minted: mintedSecrets(),
    overwritten: new Set(),
    sharingOfFile: (path) => sharingOf(shared, { store: 'file', path: shown(path) }),
    sharingOfItem,
    ownerOfNewObject: () => null,
  };
  return parts;
}

function registersFrom(parts: RegisterParts): Registers {
  const { known, words, published, openValues, files, items, objects, byAddition, overwrites } = parts;
  return {
    canaries: known,
    plant: (canary) => {
      if (!known.has(canary.word)) known.set(canary.word, canary);
    },
    ownerOfFile: (path, action) =>
      sharingAllows(parts.sharingOfFile(path), action) ? { kind: 'shared' } : files.ownerOf(path),
    ownerOfItem: (touch) => {
      const owner = items.ownerOf(touch);
      if (owner.kind !== 'actor' || touch.action === 'create') return owner;
      const recipient = parts.mail.recipientOf(touch);
      if (recipient !== null) return { kind: 'actor', name: recipient };
      return isLook(touch) && parts.boards.isOpen(touch) ? { kind: 'shared' } : owner;
    },
    ownerOfObject: objects.ownerOf,
    isSigned: ({ key, after }, actor) => {
      const [hash] = Object.keys(key);
      const beside = Object.entries(after ?? {}).filter(([name]) => name !== hash);
      return words.byName(JSON.stringify(beside)).has(actor);
    },
    isNamed: (text, actor) => words.byName(text).has(actor) || words.isIdOf(text, actor),
    madeItem: ({ table, key }) => items.made(itemIdentity(table, key))?.after ?? null,
    isPublished: published.has,
    ...{ minted: parts.minted, publicValues: openValues },
    openIn: ({ table, key, image }) => {
      const sharing = parts.sharingOfItem(table, key, image);
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
    cameByAddition: ({ table, key }) => byAddition.get(itemIdentity(table, key)) === true,
    isOverwritten: (path, ...by) => parts.overwritten.has(path) && overwrites.areBy(path, ...by),
    fileNames: files.names,
    homesOf: files.homesOf,
    foreignHome: files.foreignHome,
  };
}

function learnFromStep(parts: RegisterParts, step: OwnedStep): void {
  const { actor, answer, additions } = step;
  publishFiles(parts, step);
  const addresses = [...parts.words.byName(step.sent.join('\n'))].some((name) => name !== actor);
  parts.files.learn(actor, { ...step, addresses });
  parts.overwrites.learn(step);
  for (const touch of step.items)
    if (touch.action === 'create')
      parts.byAddition.set(itemIdentity(touch.table, touch.key), additions.has(touch));
  parts.partitions.note(actor, step.items);
  parts.names.note(actor, step.items);
  parts.mail.learn(mailStep(parts, step), step.items);
  parts.boards.learn(actor, step.items);
  parts.items.learn(actor, step.items, { addresses, answer });
  parts.objects.learn(actor, step.objects, { addresses, answer });
}

function inCase(parts: RegisterParts): Pick<SealedRegisters, 'follow' | 'endCase'> {
  return {
    follow: (step) => {
      const { actor } = step;
      publishFiles(parts, step);
      parts.files.follow(actor, { ...step, addresses: false });
      parts.items.follow(actor, step.items);
      parts.objects.follow(actor, step.objects);
      parts.mail.follow(mailStep(parts, step), step.items);
      parts.boards.follow(step.isHostile, step.items);
      if (actor !== attackerName && !step.isHostile)
        publishGiven(
          parts,
          step.items.filter((touch) => parts.mail.recipientOf(touch) === attackerName),
        );
    },
    endCase: () => {
      const { published, openValues, files, items, objects, mail, boards } = parts;
      for (const one of [published, openValues, files, items, objects, mail, boards]) one.endCase();
    },
  };
}

function mailStep({ words }: RegisterParts, { actor, sent, isHostile }: OwnedStep): MailStep {
  return { actor, named: words.byName(sent.join('\n')), sent, isHostile };
}

const looks: ReadonlySet<ItemTouch['action']> = new Set(['read', 'requested']);

function isLook({ action }: ItemTouch): boolean {
  return looks.has(action);
}

/** The content of files that everybody may read. */
function publishFiles(
  { shared, sharingOfFile, published, contentOf }: RegisterParts,
  { changes }: OwnedStep,
): void {
  if (shared === null) return;
  for (const { path, directory } of changes)
    if (!directory && sharingOfFile(path).read === true) published.publish(contentOf(path) ?? '');
}
