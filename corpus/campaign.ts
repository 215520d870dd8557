/**
 * A campaign: what the runs of `fuzz` on one config have judged, in `.trespass/campaign/`, so that the next run goes on. What a run
 * that is killed loses is what it judged within the last second, and never a finding: a case is noted after its findings are stored.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Attack, Json } from '../model/attack.ts';
import type { CampaignMemory } from '../model/campaign.ts';
import { attackSchema, attackVersion, decodeWithin } from '../model/codec.ts';
import { codeOf, EnvironmentError, messageOf, refusalOf, UsageError } from '../model/errors.ts';
import type { LedgerNote } from '../model/finding.ts';
import { guideLimits } from '../model/guideLimits.ts';
import { limits } from '../model/limits.ts';
import {
  beginJournal,
  bytesOf,
  hasRoom,
  type JournalWriter,
  journalsIn,
  moveAway,
  readJournal,
} from './journal.ts';
import { contentDigest, type ProjectState } from './project.ts';
import { pathKind, readWhole, writeWhole } from './wholeFile.ts';

export interface Campaign extends CampaignMemory {
  readonly past: CampaignPast;
  /** What it did not keep, for the ledger. */
  readonly notes: () => readonly LedgerNote[];
  /** Writes the rest. */
  readonly close: () => Promise<void>;
}

/** What earlier runs have done. */
export interface CampaignPast {
  readonly runs: number;
  readonly seconds: number;
  readonly cases: number;
  /** Of the cases, those that hold for the target as it is now. */
  readonly kept: number;
  /** The project when the last run began; null where there was none. */
  readonly project: ProjectState | null;
}

export interface CampaignParts {
  /** `.trespass` beside the config, which exists or can be made. */
  readonly folder: string;
  readonly project: ProjectState;
  /** Resolves when every reported finding is stored, to whether they are. */
  readonly stored: () => Promise<boolean>;
  /** Reports that the campaign cannot be kept any more. */
  readonly tell: (message: string) => void;
}

interface CampaignRecord {
  /** Signatures of judged attacks, by what their outcome depends on. */
  readonly tried: Readonly<Record<string, readonly string[]>>;
  readonly shown: readonly InterestingAttack[];
  /** Since the run began. */
  readonly seconds: number;
}

/** An attack that showed something new. */
interface InterestingAttack {
  readonly context: string;
  readonly behaviour: string;
  readonly attack: Attack;
}

const header = { trespass: 'campaign', version: 1, attacks: attackVersion } as const;

const journalHeaderForm: z.ZodType<typeof header> = z.strictObject({
  trespass: z.literal('campaign'),
  version: z.literal(1),
  attacks: z.literal(attackVersion),
});

const recordForm: z.ZodType<CampaignRecord> = z.strictObject({
  tried: z.record(z.string(), z.array(z.string())),
  shown: z.array(z.strictObject({ context: z.string(), behaviour: z.string(), attack: attackSchema })),
  seconds: z.number().nonnegative(),
});

const projectForm: z.ZodType<ProjectState> = z.strictObject({
  files: z.record(z.string(), z.string()),
  operations: z.record(z.string(), z.string()),
  isCut: z.boolean(),
});

export function campaignFolder(folder: string): string {
  return join(folder, 'campaign');
}

/** Forgets what was tried; findings stay. */
export async function forgetCampaign(folder: string): Promise<void> {
  const path = campaignFolder(folder);
  const kind = await pathKind(path);
  if (kind === 'nothing') return;
  if (kind !== 'folder') throw new UsageError(`${path} is no folder of a campaign; move it away`);
  for (const journal of await journalsIn(path)) await rm(journal, { force: true });
  await rm(join(path, 'project.json'), { force: true });
}

/** Rejects with a `UsageError` where there is a campaign that cannot be read; nothing of it is changed. */
export async function openCampaign(parts: CampaignParts): Promise<Campaign> {
  const folder = campaignFolder(parts.folder);
  const known = await readPast(folder, parts.project);
  const project = join(folder, 'project.json');
  const notKept = (cause: unknown): EnvironmentError =>
    new EnvironmentError(`the campaign cannot be kept in ${folder}: ${refusalOf(cause)}`, { cause });
  for (const path of [parts.folder, folder])
    await mkdir(path).catch((cause: unknown) => {
      if (codeOf(cause) !== 'EEXIST') throw notKept(cause);
    });
  // What a machine has tried is nothing to review; the findings beside it are.
  await writeWhole(join(folder, '.gitignore'), '*\n', notKept);
  await writeWhole(project, `${JSON.stringify(parts.project, null, 1)}\n`, notKept);
  const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
  return keepCampaign(parts, known, () => beginJournal(folder, name, header));
}

interface KnownPast {
  readonly past: CampaignPast;
  /** Of judged attacks. */
  readonly signatures: Set<string>;
  readonly behaviours: Set<string>;
  readonly interesting: readonly Attack[];
  readonly shown: readonly Attack[];
  readonly bytes: number;
}

async function readPast(folder: string, project: ProjectState): Promise<KnownPast> {
  const journals = await journalsIn(folder);
  const bytes = await bytesOf(journals);
  const current = new Set(Object.values(project.operations));
  const isCurrent = (context: string): boolean => context.split('+').every((one) => current.has(one));
  const signatures = new Set<string>();
  const behaviours = new Set<string>();
  const interesting = new Map<string, Attack>();
  const held: Attack[] = [];
  let [cases, seconds] = [0, 0];
  for (const journal of journals) {
    let took = 0;
    for (const record of await journalRecords(journal)) {
      took = record.seconds;
      for (const [context, found] of Object.entries(record.tried)) {
        cases += found.length;
        if (isCurrent(context)) for (const one of found) signatures.add(one);
      }
      for (const { context, behaviour, attack } of record.shown) {
        if (isCurrent(context)) {
          behaviours.add(behaviour);
          held.push(attack);
        } else interesting.set(JSON.stringify(attack), attack);
      }
    }
    seconds += took;
  }
  const past = {
    ...{ runs: journals.length, seconds, cases, kept: signatures.size },
    project: journals.length === 0 ? null : await lastProject(folder),
  };
  return { past, signatures, behaviours, interesting: [...interesting.values()], shown: held, bytes };
}

/** The records of a journal. Rejects with a `UsageError` where it cannot be read as one. */
export async function journalRecords(journal: string): Promise<readonly CampaignRecord[]> {
  const [first, ...others] = await readJournal(journal);
  if (first === undefined) return [];
  const wrong = decodeWithin(journalHeaderForm, first);
  if (typeof wrong === 'string')
    throw new UsageError(`${journal} is of another version of Trespass, or of something else; ${moveAway}`);
  return others.map((other, index) => {
    const record = decodeWithin(recordForm, other);
    if (typeof record === 'string')
      throw new UsageError(`${journal}: line ${index + 2}: ${record}; ${moveAway}`);
    return record;
  });
}

/** What the last run began with; null where that was lost, which only a message needs. */
async function lastProject(folder: string): Promise<ProjectState | null> {
  const path = join(folder, 'project.json');
  if ((await pathKind(path)) !== 'file') return null;
  try {
    const document: Json = JSON.parse(await readWhole(path));
    const project = decodeWithin(projectForm, document);
    return typeof project === 'string' ? null : project;
  } catch {
    return null;
  }
}

function keepCampaign(
  { project, stored, tell }: CampaignParts,
  { past, signatures, behaviours, interesting, shown: before, bytes }: KnownPast,
  begin: () => Promise<JournalWriter>,
): Campaign {
  const started = performance.now();
  const contextOf = ({ steps }: Attack): string =>
    [...new Set(steps.map(({ operation }) => project.operations[operation] ?? operation))].join('+');
  let tried: Record<string, string[]> = {};
  let shown: InterestingAttack[] = [];
  let written = bytes;
  let [shownTotal, unkept] = [0, 0];
  let writer: JournalWriter | null = null;
  let isBroken = false;
  const write = async (): Promise<void> => {
    if (Object.keys(tried).length === 0) return;
    const record = { tried, shown, seconds: Math.round(performance.now() - started) / 1_000 };
    tried = {};
    shown = [];
    if (isBroken || !(await stored())) return;
    try {
      writer ??= await begin();
      const decoded: Json = JSON.parse(JSON.stringify(record));
      await writer.append(decoded);
      written += JSON.stringify(record).length;
    } catch (thrown) {
      isBroken = true;
      tell(
        `the campaign cannot be kept any more: ${refusalOf(thrown)}: what follows is tried again next time`,
      );
    }
  };
  let queue: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    queue = queue.then(write).catch((thrown: unknown) => tell(messageOf(thrown)));
    return queue;
  };
  const timer = setInterval(() => void flush(), limits.campaignFlushMs);
  timer.unref();
  const isFull = (): boolean => !hasRoom(written) || signatures.size >= limits.campaignCasesMax;
  return {
    past,
    interesting: interesting.slice(-limits.campaignInterestingMax),
    shown: before.slice(-guideLimits.seedsMax),
    take: (attack, key) => {
      const signature = contentDigest(`${contextOf(attack)}\n${key}`);
      if (signatures.has(signature)) return false;
      if (signatures.size < limits.campaignCasesMax) signatures.add(signature);
      return true;
    },
    note: (attack, key, behaviour) => {
      if (isFull()) {
        unkept += 1;
        return;
      }
      const context = contextOf(attack);
      const signature = contentDigest(`${context}\n${key}`);
      tried[context] = [...(tried[context] ?? []), signature];
      if (behaviour === null || shownTotal >= limits.campaignInterestingMax) return;
      const seen = contentDigest(`${context}\n${behaviour}`);
      if (behaviours.has(seen)) return;
      behaviours.add(seen);
      shownTotal += 1;
      shown.push({ context, behaviour: seen, attack });
    },
    notes: () => (unkept === 0 ? [] : [fullNote(unkept)]),
    close: async () => {
      clearInterval(timer);
      await flush();
      await writer?.close();
    },
  };
}

function fullNote(cases: number): LedgerNote {
  return {
    kind: 'limit',
    text: `the campaign is full (${limits.campaignBytesMax} bytes or ${limits.campaignCasesMax} cases), so that ${cases} cases were judged and not noted: they may be judged again; begin anew with --fresh`,
  };
}
