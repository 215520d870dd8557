/**
 * Explores a Django project: starts it in an arena, asks its routes without knowing what they take, and writes down as a config
 * what it has found. The order: start, which repairs what keeps the project from starting; a survey by nobody in particular,
 * which shows how it knows who acts; then every operation as the attacker, in rounds, until nothing more is learnt.
 */
import { dirname, join } from 'node:path';
import type { UserConfig, UserOperation } from '../config/userConfig.ts';
import type { Json } from '../model/attack.ts';
import { EnvironmentError, messageOf, TargetLostError } from '../model/errors.ts';
import type { ManagementCommand } from '../model/target.ts';
import { afterOf } from './after.ts';
import type { Exploring } from './attempt.ts';
import type { Candidate } from './candidate.ts';
import { isReal, type LeftOutRoute, leftOutRoutes, makersFirst, withShownFields } from './candidates.ts';
import { commandName, commandOperation, commandRequest, isRun } from './commands.ts';
import { findConsumers, type TriedConsumers, tryConsumers } from './consumers.ts';
import { actingByTenant, operationOf, projectOf, storesOf } from './explored.ts';
import { declaredStores, type LearntStores, type Performed, type ProjectGround } from './ground.ts';
import { type FoundIdentity, identitiesFrom, toldApart, withoutWords } from './identities.ts';
import { readInfrastructure } from './infrastructure.ts';
import { type Offer, offersOf } from './offers.ts';
import { Pool } from './pool.ts';
import { publicPages, visitor } from './publicPages.ts';
import { hashesPasswords } from './pythonFiles.ts';
import type { Reach } from './reach.ts';
import { repeated } from './repeated.ts';
import { exploreInRounds, type ProjectAsking, survey } from './rounds.ts';
import { ProjectStart, refuseStoppedExploring, type StartOptions, type UserActors } from './start.ts';
import { withTokens } from './tokens.ts';

/** How long exploring takes at most. */
const exploringMs = 60_000;

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

export interface ExploringOptions extends StartOptions {
  readonly onProgress?: (text: string) => void;
}

/** Rejects with an `EnvironmentError` if the project does not start whatever is tried. */
export async function explore(options: ExploringOptions): Promise<Explored> {
  const exploration = new Exploration(options);
  try {
    return await exploration.run();
  } finally {
    await exploration.close();
  }
}

const nobodyKnown: FoundIdentity = { actors: { attacker: {} }, keys: new Set(), words: {}, by: [] };
/** How often a project is explored anew because it wanted to write to a further folder. */
const foldersMax = 4;

/** The commands and consumers that became operations. */
interface Operated {
  readonly operated: readonly ManagementCommand[];
  readonly consumers: TriedConsumers;
  /** Names of pages that everybody may see. */
  readonly shown: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

const quickHashers: Json = ['django.contrib.auth.hashers.MD5PasswordHasher'];

class Exploration {
  readonly #options: ExploringOptions;
  readonly #stores: LearntStores;
  readonly #start: ProjectStart;
  readonly #until = performance.now() + exploringMs;
  /** From which the project imports its own modules. */
  readonly #folders: readonly string[];
  #ground: ProjectGround | null = null;
  #actors: UserActors = nobodyKnown.actors;

  constructor(options: ExploringOptions) {
    this.#options = options;
    const folder = join(dirname(options.file), options.found.project);
    const paths = options.found.pythonPath.map((path) => join(dirname(options.file), path));
    this.#folders = paths.length === 0 ? [folder] : paths;
    this.#stores = declaredStores(readInfrastructure(folder));
    this.#start = new ProjectStart(options, this.#stores);
    // Without users of Django's, nothing in its settings shows that passwords are hashed.
    if (this.#folders.some(hashesPasswords))
      this.#start.replace('PASSWORD_HASHERS', quickHashers, 'tests need no slow hashes of passwords');
  }

  async run(): Promise<Explored> {
    let ground = await this.#restart(nobodyKnown.actors);
    const { routes, commands, project } = ground.description;
    let surveyed = await survey(routes, this.#asking(nobodyKnown));
    let identity = identitiesFrom(surveyed, project ?? null);
    if (identity.by.length > 0) {
      ground = await this.#restart(identity.actors);
      surveyed = await survey(routes, this.#asking(identity));
    }
    const real = surveyed.filter(isReal).map(({ candidate }) => withShownFields(candidate, surveyed));
    let candidates = makersFirst(real);
    let reaches = await exploreInRounds(candidates, this.#asking(identity));
    const carried = withTokens(candidates, reaches, identity);
    if (carried !== null) {
      candidates = carried.candidates;
      identity = carried.identity;
      ground = await this.#restart(identity.actors);
      reaches = await exploreInRounds(candidates, this.#asking(identity));
    }
    for (let time = 0; time < foldersMax; time++) {
      const refused = reaches.flatMap(({ asked }) => asked.refusedWrites);
      if (!this.#start.addRefusedRoots(refused, ground.description.project)) break;
      ground = await this.#restart(identity.actors);
      reaches = await exploreInRounds(candidates, this.#asking(identity));
    }
    const operated = await this.#commands(commands, identity);
    const hasLogins = Object.values(identity.actors).some(({ login }) => login !== undefined);
    await this.#restart(hasLogins ? { ...identity.actors, [visitor]: {} } : identity.actors);
    const pool = new Pool();
    reaches = await repeated(reaches, pool, this.#asking(identity));
    const shown = hasLogins ? await this.#publicPages(reaches, this.#asking(identity).exploring(pool)) : none;
    const consumers = await this.#consumers(reaches, this.#asking(identity).exploring(pool));
    const changed = new Map(consumers.changed.map((one) => [one.name, one]));
    reaches = reaches.map((found) => withCandidate(found, changed.get(found.asked.candidate.name)));
    const offers = offersOf(consumers.offered, project, reaches);
    const leftOut = leftOutRoutes(routes);
    return this.#result(identity, { reaches, leftOut, commands, operated, consumers, offers, shown });
  }

  async close(): Promise<void> {
    await this.#ground?.close();
    this.#ground = null;
  }

  async #restart(actors: UserActors): Promise<ProjectGround> {
    await this.close();
    this.#actors = actors;
    this.#ground = await this.#start.start(actors);
    return this.#ground;
  }

  #asking(identity: FoundIdentity): ProjectAsking {
    const { signal, onProgress } = this.#options;
    return {
      exploring: (pool) => {
        refuseStoppedExploring(signal);
        if (this.#ground === null) throw new EnvironmentError('the project is not running');
        return {
          ...{ ground: this.#ground, pool, actor: 'attacker', words: identity.words, until: this.#until },
          context: {
            ...{ identity: identity.keys, hasTenant: true },
            ownWords: new Set(Object.values(identity.words)),
          },
          session: identity.session ?? null,
        };
      },
      surviving: async (candidate, work) => {
        try {
          return await work();
        } catch (thrown) {
          if (!(thrown instanceof TargetLostError)) throw thrown;
          this.#start.assumed.push(`${candidate.name} is left out: ${messageOf(thrown)}`);
          await this.#restart(this.#actors);
          return null;
        }
      },
      ...(onProgress === undefined ? {} : { onProgress }),
    };
  }

  /** Commands that end and touch a store, each run once; anew where one wanted to write to a further folder. */
  async #commands(
    commands: readonly ManagementCommand[],
    identity: FoundIdentity,
  ): Promise<readonly ManagementCommand[]> {
    const found: ManagementCommand[] = [];
    for (const command of commands.filter(isRun)) {
      let performed = await this.#performed(command, identity);
      const project = this.#ground?.description.project;
      if (performed !== null && this.#start.addRefusedRoots(performed.refusedWrites, project)) {
        await this.#restart(this.#actors);
        performed = await this.#performed(command, identity);
      }
      if (performed !== null && performed.response.exception === null && performed.reached.length > 0)
        found.push(command);
    }
    return found;
  }

  async #publicPages(reaches: readonly Reach[], exploring: Exploring): Promise<ReadonlySet<string>> {
    try {
      return await publicPages(reaches, exploring);
    } catch (thrown) {
      if (!(thrown instanceof TargetLostError)) throw thrown;
      await this.#restart(this.#actors);
      return none;
    }
  }

  /** All are offered alone where one ends the target. */
  async #consumers(reaches: readonly Reach[], exploring: Exploring): Promise<TriedConsumers> {
    const found = findConsumers(this.#folders);
    try {
      return await tryConsumers(found, reaches, exploring);
    } catch (thrown) {
      if (!(thrown instanceof TargetLostError)) throw thrown;
      return { operations: [], changed: [], offered: found };
    }
  }

  async #performed(command: ManagementCommand, { words }: FoundIdentity): Promise<Performed | null> {
    refuseStoppedExploring(this.#options.signal);
    if (performance.now() > this.#until || this.#ground === null) return null;
    try {
      return await this.#ground.perform(commandRequest(command, words), 'attacker');
    } catch (thrown) {
      if (!(thrown instanceof TargetLostError)) throw thrown;
      this.#start.assumed.push(`the command ${command.name} is left out: ${messageOf(thrown)}`);
      await this.#restart(this.#actors);
      return null;
    }
  }

  #result(
    identity: FoundIdentity,
    {
      reaches,
      leftOut,
      commands,
      operated,
      consumers,
      offers,
      shown,
    }: Omit<Explored, 'config' | 'assumed'> & Operated,
  ): Explored {
    const done = reaches.filter(({ asked }) => asked.outcome === 'done');
    // Nothing else tells who acts, where nothing was found that does.
    const described = (one: Candidate) =>
      identity.by.length === 0 ? actingByTenant(operationOf(one)) : operationOf(one);
    const after = afterOf(done.map(({ asked }) => asked.candidate));
    const asked = done.map(({ asked: { candidate } }): [string, UserOperation] => {
      const before = after.get(candidate.name);
      return [
        candidate.name,
        {
          ...described(candidate),
          ...(shown.has(candidate.name) ? { public: true } : {}),
          ...(before === undefined ? {} : { after: before }),
        },
      ];
    });
    const run = operated.map((one): [string, UserOperation] => [commandName(one), commandOperation(one)]);
    const operations = Object.fromEntries([...asked, ...run, ...consumers.operations]);
    const usesWords = JSON.stringify(operations).includes('{actor.tenant}');
    const config: UserConfig = {
      ...projectOf(this.#options.found),
      ...storesOf(this.#start.stores()),
      actors: usesWords ? identity.actors : withoutWords(identity.actors),
      operations,
    };
    const tables = this.#stores.tables.inputs().length;
    const assumed = [
      ...this.#start.assumed,
      toldApart(identity, usesWords),
      ...(shown.size > 0 ? [`public, as they answer without a login: ${[...shown].join(', ')}`] : []),
      ...(tables > 0 ? [`${tables} DynamoDB tables were made from the requests for them`] : []),
    ];
    const listed = commands.filter((one) => !operated.includes(one));
    return { config, assumed, reaches, leftOut, offers, commands: listed };
  }
}

function withCandidate({ asked, ...found }: Reach, candidate: Candidate = asked.candidate): Reach {
  return { ...found, candidate, asked: { ...asked, candidate } };
}
