/** Puts together what exploring has found: the config, what was assumed of the project, and what was not reached. */
import type { UserConfig, UserOperation } from '../config/userConfig.ts';
import type { ManagementCommand } from '../model/target.ts';
import { afterOf } from './after.ts';
import type { Candidate } from './candidate.ts';
import type { LeftOutRoute } from './candidates.ts';
import { commandName, commandOperation } from './commands.ts';
import type { TriedConsumers } from './consumers.ts';
import { actingByTenant, operationOf, projectOf, storesOf } from './explored.ts';
import { type FoundIdentity, toldApart, withoutWords } from './identities.ts';
import type { Offer } from './offers.ts';
import type { FoundProject } from './project.ts';
import type { Reach } from './reach.ts';
import type { ProjectStart } from './start.ts';

/** What was found of a project. */
export interface Explored {
  readonly config: UserConfig;
  /** What was assumed, a sentence each. */
  readonly assumed: readonly string[];
  readonly reaches: readonly Reach[];
  readonly leftOut: readonly LeftOutRoute[];
  /** Operations that a user may add. */
  readonly offers: readonly Offer[];
  /** Those that became no operations. */
  readonly commands: readonly ManagementCommand[];
}

interface Found extends Pick<Explored, 'reaches' | 'leftOut' | 'offers' | 'commands'> {
  readonly identity: FoundIdentity;
  /** The commands that became operations. */
  readonly operated: readonly ManagementCommand[];
  readonly consumers: TriedConsumers;
  /** Names of pages that everybody may see. */
  readonly shown: ReadonlySet<string>;
}

interface FoundIn {
  readonly project: FoundProject;
  /** How many were made from the requests for them. */
  readonly tables: number;
}

export function exploredOf(found: Found, start: ProjectStart, { project, tables }: FoundIn): Explored {
  const { identity, reaches, leftOut, offers, commands, operated, shown } = found;
  const operations = operationsOf(found);
  const usesWords = JSON.stringify(operations).includes('{actor.tenant}');
  const isTold = identity.by.length > 0 || JSON.stringify(operations).includes('{actor');
  const stores = start.stores();
  const config: UserConfig = {
    ...projectOf(project),
    ...storesOf(stores),
    // All would send the same: it is a target without tenants.
    ...(isTold ? { actors: usesWords ? identity.actors : withoutWords(identity.actors) } : {}),
    operations,
  };
  const operators = doneOf(reaches).flatMap(({ as, name }) => (as === undefined ? [] : [name]));
  const assumed = [
    ...start.assumed,
    toldApart(identity, usesWords),
    ...(operators.length > 0
      ? [`for those who run the project, as they refuse all other users: ${operators.join(', ')}`]
      : []),
    ...(shown.size > 0 ? [`public, as they answer without a login: ${[...shown].join(', ')}`] : []),
    ...(stores.files.length > 0
      ? [`files were laid where operations look for them: ${stores.files.join(', ')}`]
      : []),
    ...(tables > 0 ? [`${tables} DynamoDB tables were made from the requests for them`] : []),
  ];
  const listed = commands.filter((one) => !operated.includes(one));
  return { config, assumed, reaches, leftOut, offers, commands: listed };
}

function doneOf(reaches: readonly Reach[]): readonly Candidate[] {
  return reaches.flatMap(({ asked }) => (asked.outcome === 'done' ? [asked.candidate] : []));
}

function operationsOf({
  identity,
  reaches,
  operated,
  consumers,
  shown,
}: Found): Readonly<Record<string, UserOperation>> {
  const done = doneOf(reaches);
  const after = afterOf(done);
  const asked = done.map((candidate): [string, UserOperation] => {
    const { name } = candidate;
    const before = after.get(name);
    const operation = operationOf(candidate);
    return [
      name,
      {
        // Nothing else tells who acts, where nothing was found that does.
        ...(identity.by.length === 0 ? actingByTenant(operation) : operation),
        ...(shown.has(name) ? { public: true } : {}),
        ...(before === undefined ? {} : { after: before }),
      },
    ];
  });
  const run = operated.map((one): [string, UserOperation] => [commandName(one), commandOperation(one)]);
  return Object.fromEntries([...asked, ...run, ...consumers.operations]);
}
